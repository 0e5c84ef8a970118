import {
  BarController,
  BarElement,
  CategoryScale,
  Chart as Drawing,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartConfiguration,
  type ChartDataset,
  type ScriptableContext,
} from "chart.js";
import type { Chart, Series } from "./chartOf.ts";
import type { Palette } from "./palette.ts";
import { tickText, timeTicks } from "./timeTicks.ts";

Drawing.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

/** Draws a chart on a canvas and returns how to take it away. It fills the element that the canvas stands in. */
export function draw(canvas: HTMLCanvasElement, chart: Chart, palette: Palette): () => void {
  Drawing.defaults.font = { ...Drawing.defaults.font, family: palette.font.family, size: palette.font.size };
  Drawing.defaults.color = palette.text;
  const drawing =
    chart.kind === "bar" ? new Drawing(canvas, bars(chart, palette)) : new Drawing(canvas, lines(chart, palette));
  return () => drawing.destroy();
}

function bars(chart: Chart, palette: Palette): ChartConfiguration<"bar"> {
  return {
    type: "bar",
    data: {
      labels: [...chart.labels],
      datasets: chart.series.map((series, at): ChartDataset<"bar"> => ({
        label: series.name,
        data: [...series.values],
        backgroundColor: colour(series, at, palette),
        borderColor: palette.surface,
        borderWidth: chart.stacked ? 1 : 0,
        maxBarThickness: 48,
      })),
    },
    options: {
      ...shared(palette),
      plugins: { tooltip: tooltip(palette, chart) },
      scales: {
        x: {
          stacked: chart.stacked,
          grid: { display: false },
          border: { color: palette.lines },
          ticks: { color: palette.text, maxRotation: 40, callback: (_, at) => short(chart.labels[at] ?? "") },
        },
        y: { ...valueScale(chart, palette), stacked: chart.stacked },
      },
    },
  };
}

/** Dashes tell lines apart where colours do not. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [1, 4]];

/** Where there are more, each is not worth a mark. */
const MAX_POINTS = 60;

function lines(chart: Chart, palette: Palette): ChartConfiguration<"line", { x: number; y: number | null }[]> {
  const [first = 0, last = 0] = [chart.times[0], chart.times.at(-1)];
  const single = chart.series.length === 1;
  const points = chart.times.length <= MAX_POINTS ? 2 : 0;
  return {
    type: "line",
    data: {
      datasets: chart.series.map((series, at) => ({
        label: series.name,
        data: chart.times.map((x, index) => ({ x, y: series.values[index] ?? null })),
        borderColor: colour(series, at, palette),
        backgroundColor: faint(colour(series, at, palette)),
        borderWidth: 2,
        borderDash: [...(DASHES[at] ?? [])],
        fill: single ? "origin" : false,
        spanGaps: false,
        clip: 6,
        pointBackgroundColor: colour(series, at, palette),
        pointBorderColor: colour(series, at, palette),
        pointRadius: ({ dataIndex }: ScriptableContext<"line">) => (isAlone(series, dataIndex) ? 3 : points),
        pointHoverRadius: 4,
        pointHitRadius: 8,
      })),
    },
    options: {
      ...shared(palette),
      plugins: { tooltip: tooltip(palette, chart) },
      scales: {
        x: {
          type: "linear",
          min: first,
          max: first === last ? first + 1 : last,
          grid: { display: false },
          border: { color: palette.lines },
          afterBuildTicks: (axis) => {
            const most = Math.max(2, Math.floor(axis.width / 90));
            axis.ticks = timeTicks(axis.min, axis.max, most).map((value) => ({ value }));
          },
          ticks: {
            color: palette.text,
            maxRotation: 0,
            callback: (value, at, ticks) => {
              const step = (ticks[1]?.value ?? last) - (ticks[0]?.value ?? first);
              return tickText(Number(value), step, ticks[at - 1]?.value);
            },
          },
        },
        y: valueScale(chart, palette),
      },
    },
  };
}

function shared({ font }: Palette) {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    font: { family: font.family, size: font.size },
    interaction: { mode: "index", intersect: false },
    layout: { padding: { top: 8, right: 12, bottom: 2, left: 4 } },
  } as const;
}

function valueScale({ measure, series }: Chart, palette: Palette) {
  const areWhole = series.every(({ values }) => values.every((value) => value === null || Number.isInteger(value)));
  return {
    beginAtZero: true,
    title: { display: true, text: short(measure), color: palette.text },
    grid: { color: palette.lines },
    border: { display: false },
    ticks: {
      color: palette.text,
      maxTicksLimit: 6,
      ...(areWhole && { precision: 0 }), // there is no half event
      callback: (value: number | string) =>
        Number(value).toLocaleString("en-US", { notation: Math.abs(Number(value)) >= 1e6 ? "compact" : "standard" }),
    },
  } as const;
}

function tooltip({ hover }: Palette, chart: Chart) {
  return {
    backgroundColor: hover.background,
    titleColor: hover.foreground,
    bodyColor: hover.foreground,
    borderColor: hover.border,
    borderWidth: 1,
    cornerRadius: 3,
    displayColors: chart.series.length > 1,
    callbacks: {
      title: ([item]: readonly { readonly dataIndex: number }[]) =>
        item === undefined ? "" : (chart.labels[item.dataIndex] ?? timeText(chart.times[item.dataIndex] ?? 0)),
      label: ({
        dataset,
        parsed,
      }: {
        readonly dataset: { readonly label?: string | undefined };
        readonly parsed: { readonly y: number | null };
      }) =>
        [dataset.label, (parsed.y ?? 0).toLocaleString("en-US", { maximumFractionDigits: 6 })]
          .filter(Boolean)
          .join(": "),
    },
  };
}

function colour({ isRest }: Series, at: number, { series, rest }: Palette): string {
  return isRest ? rest : (series[at % series.length] ?? rest);
}

function faint(colour: string): string {
  return `color-mix(in srgb, ${colour} 18%, transparent)`;
}

/** A value without a neighbour makes no line, so it is drawn as a point. */
function isAlone({ values }: Series, at: number): boolean {
  const has = (index: number) => (values[index] ?? null) !== null;
  return has(at) && !has(at - 1) && !has(at + 1);
}

function short(text: string): string {
  return text.length > 28 ? `${text.slice(0, 27)}…` : text;
}

function timeText(time: number): string {
  return new Date(time).toISOString().replace(/\.000Z$/, "Z");
}
