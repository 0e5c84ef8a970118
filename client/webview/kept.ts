import type { DetailMode } from "./detail.ts";
import type { ViewName } from "./viewName.ts";

/** Where a result was left: the first pixel that is seen, and the line and column that have the focus. */
export interface Place {
  readonly top: number;
  readonly row: number;
  readonly column: number;
}

/** What the page remembers while it is hidden; rows are not among it. */
export interface Kept {
  /** By run, the one that was looked at last at the end. */
  readonly places: readonly (readonly [runId: string, place: Place])[];
  readonly view: Exclude<ViewName, "shape">;
  /** Whether changes and differences are shown as a table too. */
  readonly plain: boolean;
  readonly notes: boolean;
  readonly detail: DetailMode | null;
  /** Widths that the user chose, by column name. */
  readonly widths: readonly (readonly [name: string, width: number])[];
  /** Which result is shown, for the extension; see `ShownRun.keptAs`. */
  readonly result?: string;
}

/** Reads what was remembered; a member that is not what it should be counts as not remembered. */
export function readKept(value: unknown): Kept {
  const { places, view, plain, notes, detail, widths, result } = isObject(value) ? value : {};
  return {
    places: Array.isArray(places) ? places.flatMap((one) => readPlace(one)) : [],
    view: view === "chart" ? view : "table",
    plain: plain === true,
    notes: notes === true,
    detail: detail === "cell" || detail === "row" ? detail : null,
    widths: Array.isArray(widths) ? widths.filter(isWidth) : [],
    ...(typeof result === "string" && { result }),
  };
}

function readPlace(value: unknown): Kept["places"] {
  if (!Array.isArray(value) || typeof value[0] !== "string" || !isObject(value[1])) return [];
  const { top, row, column } = value[1];
  return [[value[0], { top: count(top), row: count(row), column: count(column) }]];
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? Math.max(0, value) : 0;
}

function isWidth(value: unknown): value is readonly [string, number] {
  return (
    Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "number" && Number.isFinite(value[1])
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
