import type { SavedResult } from "../../../protocol/notebook.ts";
import { chartOf, describe, measuresOf, type Chart } from "../../../webview/chart/chartOf.ts";
import { tickText, timeTicks } from "../../../webview/chart/timeTicks.ts";
import { element, type Element } from "./htmlTree.ts";

/** In the units of the drawing, which is scaled to the page. */
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [720, 240, 56, 8, 8, 24];
const [ACROSS, UP] = [WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM];

/**
 * A reduced result as a drawing that needs no script: its first number over its keys, as the panel draws it. Undefined
 * where the panel draws none. Colours are classes `s0` to `s5` of the page's own sheet.
 */
export function chartSvg({ columns, rows }: SavedResult, total: number): Element | undefined {
  const [measure] = measuresOf(columns);
  if (measure === undefined || rows.length < 2) return undefined;
  const chart = chartOf(columns, rows, measure, total);
  const marks = chart.kind === "bar" ? bars(chart) : lines(chart);
  const svg = element(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": describe(chart) },
    ...axis(chart),
    ...marks,
    ...(chart.kind === "bar" ? barLabels(chart) : timeLabels(chart)),
  );
  const names = chart.series.map(({ name }, at) => element("li", { class: `s${at}` }, name));
  return element(
    "figure",
    {},
    element("figcaption", {}, [chart.title, ...chart.notes].join(". ")),
    svg,
    ...(chart.series.length > 1 ? [element("ul", { class: "legend" }, ...names)] : []),
  );
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** From zero, or from below it, in round steps. */
function rangeOf({ series, stacked, labels }: Chart): Range {
  const stacks = labels.map((_, at) => series.reduce((sum, { values }) => sum + Math.max(0, values[at] ?? 0), 0));
  const values = series.flatMap((one) => one.values.map((value) => value ?? 0));
  const high = Math.max(0, ...(stacked ? stacks : values));
  const low = Math.min(0, ...values);
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  return { low: Math.floor(low / step) * step, high: Math.ceil((high || 1) / step) * step, step };
}

function heightIn({ low, high }: Range): (value: number) => number {
  return (value) => TOP + UP * (1 - (value - low) / (high - low));
}

function axis(chart: Chart): readonly Element[] {
  const range = rangeOf(chart);
  const y = heightIn(range);
  const count = Math.round((range.high - range.low) / range.step);
  return Array.from({ length: count + 1 }, (_, at) => range.low + at * range.step).flatMap((value) => [
    element("line", { class: "grid", x1: text(LEFT), x2: text(WIDTH - RIGHT), y1: text(y(value)), y2: text(y(value)) }),
    label(LEFT - 6, y(value) + 4, "end", value.toLocaleString("en-US", { maximumFractionDigits: 6 })),
  ]);
}

function bars(chart: Chart): readonly Element[] {
  const { labels, series, stacked } = chart;
  const y = heightIn(rangeOf(chart));
  const room = ACROSS / labels.length;
  const width = Math.min(48, (room * 0.8) / (stacked ? 1 : series.length));
  return labels.flatMap((_, place) => {
    const left = LEFT + room * (place + 0.5) - (width * (stacked ? 1 : series.length)) / 2;
    let below = 0;
    return series.flatMap(({ values }, at) => {
      const value = values[place];
      if (value === null || value === undefined) return [];
      const [from, to] = stacked ? [below, below + value] : [0, value];
      below = to;
      const x = left + (stacked ? 0 : width * at);
      const [top, bottom] = [Math.min(y(from), y(to)), Math.max(y(from), y(to))];
      const box = { x: text(x), y: text(top), width: text(width), height: text(bottom - top) };
      return [element("rect", { class: `s${at}`, ...box })];
    });
  });
}

/** Every bar that has room for its name gets it. */
function barLabels({ labels }: Chart): readonly Element[] {
  const room = ACROSS / labels.length;
  const letters = Math.floor(room / 6.5);
  if (letters < 4) return [];
  return labels.map((name, at) =>
    label(
      LEFT + room * (at + 0.5),
      HEIGHT - 8,
      "middle",
      name.length > letters ? `${name.slice(0, letters - 1)}…` : name,
    ),
  );
}

function lines(chart: Chart): readonly Element[] {
  const y = heightIn(rangeOf(chart));
  const x = placeIn(chart);
  return chart.series.flatMap(({ values }, at) => {
    let [path, isDown] = ["", false];
    const dots: Element[] = [];
    values.forEach((value, place) => {
      if (value !== null) {
        const [left, top] = [text(x(chart.times[place] ?? 0)), text(y(value))];
        path += `${isDown ? "L" : "M"}${left} ${top}`;
        dots.push(element("circle", { class: `s${at}`, cx: left, cy: top, r: "2" }));
      }
      isDown = value !== null;
    });
    return [element("path", { class: `line s${at}`, d: path }), ...dots];
  });
}

function timeLabels(chart: Chart): readonly Element[] {
  const [start, end] = [chart.times[0] ?? 0, chart.times.at(-1) ?? 0];
  const x = placeIn(chart);
  const ticks = timeTicks(start, end, 7);
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  return ticks.map((time, at) => label(x(time), HEIGHT - 8, "middle", tickText(time, step, ticks[at - 1])));
}

function placeIn({ times }: Chart): (time: number) => number {
  const [start, end] = [times[0] ?? 0, times.at(-1) ?? 0];
  return (time) => LEFT + (end > start ? ((time - start) / (end - start)) * (ACROSS - 40) + 20 : ACROSS / 2);
}

function label(x: number, y: number, anchor: "end" | "middle", words: string): Element {
  return element("text", { x: text(x), y: text(y), "text-anchor": anchor }, words);
}

function text(place: number): string {
  return place.toFixed(1);
}
