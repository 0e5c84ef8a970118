import type { Column, WireValue } from "../../../server/protocol/results.ts";
import { valueText, visible } from "../cellText.ts";
import { plural } from "../plural.ts";

/** One line, or one colour of the bars; a value where a group is, null where there is none: a gap. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** What is left when the largest have been taken. */
  readonly isRest?: true;
}

/** What is drawn, as data. */
export interface Chart {
  readonly kind: "bar" | "line";
  readonly title: string;
  readonly measure: string;
  /** One text a bar; for lines, the instant of each place in milliseconds since 1970. */
  readonly labels: readonly string[];
  readonly times: readonly number[];
  readonly series: readonly Series[];
  /** Bars of one label stand on each other: only where adding up means something. */
  readonly stacked: boolean;
  /** What is not drawn, or drawn together, in sentences. */
  readonly notes: readonly string[];
}

type Row = readonly WireValue[];

export const MAX_SERIES = 5;
export const MAX_BARS = 40;

/** Places of the columns that a reduced result can be drawn by: its numbers, if it has a key to draw them over. */
export function measuresOf(columns: readonly Column[]): readonly number[] {
  if (!columns.some(isKey)) return [];
  return columns.flatMap(({ role, type }, at) =>
    role?.kind === "aggregate" && role.function !== "collect" && (type === "integer" || type === "number") ? [at] : [],
  );
}

/**
 * A line over the bins of a time, else bars by the first key; the other keys split it into series. The largest series
 * and bars are kept and the rest is added up where adding up is honest, and said.
 * @param total how many rows the result has, of which `rows` are the first
 */
export function chartOf(columns: readonly Column[], rows: readonly Row[], measure: number, total: number): Chart {
  const keys = columns.flatMap((column, at) => (isKey(column) ? [at] : []));
  const time = keys.find((at) => columns[at]?.type === "time");
  const across = time ?? keys[0] ?? 0;
  const split = keys.filter((at) => at !== across);
  const additive = isAdditive(columns[measure]);
  const cells = table(rows, across, split, measure);
  const notes: string[] = [];
  if (rows.length < total)
    notes.push(`Drawn from the first ${rows.length.toLocaleString("en-US")} of ${plural(total, "row")}.`);
  const series = fewSeries(cells.series, additive, notes);
  const name = (at: number) => visible(columns[at]?.name ?? "");
  const by = [across, ...split].map(name).join(", ");
  const shared = { measure: name(measure), title: `${name(measure)} by ${by}`, notes };
  if (time === undefined) {
    const bars = fewBars(cells.places.map(textOf), series, additive, notes);
    return { ...shared, kind: "bar", ...bars, times: [], stacked: additive && series.length > 1 };
  }
  return {
    ...shared,
    kind: "line",
    ...overTime(cells.places, series, binOf(columns[time]), notes),
    labels: [],
    stacked: false,
  };
}

/** One sentence and the extremes, for those who do not see the drawing. */
export function describe({ kind, title, series, labels, times, notes }: Chart): string {
  const drawn = kind === "bar" ? plural(labels.length, "bar") : `${plural(times.length, "point")} in time`;
  const values = series.flatMap((one) => one.values.filter((value) => value !== null));
  const range =
    values.length === 0
      ? "no values"
      : `from ${text(values.reduce((a, b) => Math.min(a, b)))} to ${text(values.reduce((a, b) => Math.max(a, b)))}`;
  const names = series.length > 1 ? ` Series: ${series.map(({ name }) => name).join(", ")}.` : "";
  const noun = kind === "bar" ? "Bar chart" : "Line chart";
  return `${noun} of ${title}: ${drawn}, ${range}.${names} ${notes.join(" ")} The table has every value.`;
}

function text(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

function isKey({ role }: Column): boolean {
  return role?.kind === "key";
}

function isAdditive(column: Column | undefined): boolean {
  const role = column?.role;
  return role?.kind === "aggregate" && (role.function === "count" || role.function === "sum");
}

function binOf(column: Column | undefined): number | undefined {
  return column?.role?.kind === "key" ? column.role.binMs : undefined;
}

interface Cells {
  /** Values of the key that runs along the axis, each once, in the order of the rows. */
  readonly places: readonly WireValue[];
  readonly series: readonly Series[];
}

function table(rows: readonly Row[], across: number, split: readonly number[], measure: number): Cells {
  const places = new Map<string, { readonly at: number; readonly value: WireValue }>();
  const series = new Map<string, Map<number, number | null>>();
  for (const row of rows) {
    const value = row[across] ?? null;
    const key = JSON.stringify(value);
    const place = places.get(key) ?? { at: places.size, value };
    places.set(key, place);
    const name = split.map((at) => textOf(row[at] ?? null)).join(" · ");
    const values = series.get(name) ?? new Map<number, number | null>();
    series.set(name, values.set(place.at, numberOf(row[measure])));
  }
  return {
    places: [...places.values()].map(({ value }) => value),
    series: [...series].map(([name, values]) => ({
      name,
      values: Array.from({ length: places.size }, (_, at) => values.get(at) ?? null),
    })),
  };
}

/** The largest series in the order they came, and the rest as one where its values can be added up. */
function fewSeries(series: readonly Series[], additive: boolean, notes: string[]): readonly Series[] {
  if (series.length <= MAX_SERIES) return series;
  const kept = largest(
    series.map(({ values }) => values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0)),
    MAX_SERIES,
  );
  const shown = series.filter((_, at) => kept.has(at));
  const rest = series.filter((_, at) => !kept.has(at));
  if (!additive) {
    notes.push(
      `The ${MAX_SERIES} largest series; ${rest.length} more are not drawn, for these values cannot be added up.`,
    );
    return shown;
  }
  notes.push(`The ${MAX_SERIES} largest series and the other ${rest.length} together.`);
  return [...shown, { name: `${rest.length} others`, values: addUp(rest), isRest: true }];
}

function addUp(series: readonly Series[]): readonly (number | null)[] {
  return (series[0]?.values ?? []).map((_, at) => {
    const values = series.flatMap(({ values }) => values[at] ?? []);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  });
}

function fewBars(
  labels: readonly string[],
  series: readonly Series[],
  additive: boolean,
  notes: string[],
): Pick<Chart, "labels" | "series"> {
  if (labels.length <= MAX_BARS) return { labels, series };
  const heights = labels.map((_, at) => series.reduce((sum, { values }) => sum + Math.abs(values[at] ?? 0), 0));
  const kept = largest(heights, MAX_BARS);
  const rest = labels.length - MAX_BARS;
  notes.push(
    additive
      ? `The ${MAX_BARS} largest bars and the other ${rest.toLocaleString("en-US")} together.`
      : `The ${MAX_BARS} largest bars; ${rest.toLocaleString("en-US")} more are not drawn, for these values cannot be added up.`,
  );
  const pick = (values: readonly (number | null)[]) => {
    const shown = values.filter((_, at) => kept.has(at));
    if (!additive) return shown;
    return [...shown, values.reduce<number>((sum, value, at) => sum + (kept.has(at) ? 0 : (value ?? 0)), 0)];
  };
  return {
    labels: [
      ...labels.filter((_, at) => kept.has(at)),
      ...(additive ? [`${rest.toLocaleString("en-US")} others`] : []),
    ],
    series: series.map((one) => ({ ...one, values: pick(one.values) })),
  };
}

/** Places of the largest numbers. */
function largest(numbers: readonly number[], count: number): ReadonlySet<number> {
  const places = numbers.map((_, at) => at).toSorted((a, b) => (numbers[b] ?? 0) - (numbers[a] ?? 0));
  return new Set(places.slice(0, count));
}

/** In the order of time, with an empty place wherever a bin is missing, so that no line bridges it. */
function overTime(
  places: readonly WireValue[],
  series: readonly Series[],
  bin: number | undefined,
  notes: string[],
): Pick<Chart, "times" | "series"> {
  const known = places.flatMap((value, at) => {
    const time = timeOf(value);
    return time === undefined ? [] : [{ time, at }];
  });
  if (known.length < places.length) notes.push("Rows without a time are not drawn.");
  known.sort((a, b) => a.time - b.time);
  const times: number[] = [];
  const from: (number | undefined)[] = [];
  for (const { time, at } of known) {
    const before = times.at(-1);
    if (before !== undefined && bin !== undefined && time - before > 1.5 * bin) {
      times.push(before + (time - before) / 2);
      from.push(undefined);
    }
    times.push(time);
    from.push(at);
  }
  const valuesAt = (values: readonly (number | null)[]) =>
    from.map((at) => (at === undefined ? null : (values[at] ?? null)));
  return { times, series: series.map((one) => ({ ...one, values: valuesAt(one.values) })) };
}

function timeOf(value: WireValue): number | undefined {
  if (value === null || typeof value !== "object" || !("$time" in value)) return undefined;
  const time = Date.parse(String(value.$time));
  return Number.isNaN(time) ? undefined : time;
}

function numberOf(value: WireValue | undefined): number | null {
  if (typeof value === "number") return value;
  const { kind, text } = valueText(value);
  const number = kind === "number" ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

function textOf(value: WireValue): string {
  const { text } = valueText(value);
  return visible(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}
