import type { PathStep } from "../../base/value.ts";

/** What a JSON value is, in the words of the language's type ranks. */
export type JsonKind = "null" | "true" | "false" | "number" | "text" | "object" | "array";

/** How a bound value stands in a statement. */
export type BoundType = "text" | "integer" | "double" | "json" | "call";

/** A JSON text and the path into it, both as SQL; without a path it is the text's whole value that is meant. */
export interface JsonAt {
  readonly document: string;
  readonly path: string;
}

/**
 * How one database says what the compiler means: everything that differs between databases, and nothing else.
 * Arguments and results are SQL text; a value never comes in here, only its place among the bound values.
 *
 * A *cell* holds a value of any type in one SQL value: null, numbers and strings as themselves, everything else so
 * that equal values are equal cells. Instants are never in a cell: their columns are known to be times.
 */
export interface Dialect {
  readonly name: string;
  /** The table of events. */
  readonly table: string;
  /** A column that is unique and fast to look up. */
  readonly rowId: string;
  /** Stands behind an inner SELECT whose columns must be worked out once, before the rows are grouped. */
  readonly workedOutOnce: string;

  /** The bound value at a place, from 1. */
  bound(place: number, type: BoundType): string;
  /** Membership in a list that is a JSON array. */
  inBoundList(value: string, list: string, type: "text" | "number"): string;
  /** The text to bind for a path; undefined where the database's paths cannot say it. */
  path(steps: readonly PathStep[]): string | undefined;

  /** Whether the value is of one of the kinds; not true when there is none. */
  isKind(at: JsonAt, kinds: readonly JsonKind[]): string;
  /** Whether there is a value at the path, be it null. */
  exists(at: JsonAt): string;
  /** A string, number or null as an SQL value; of other kinds it may be anything. */
  scalar(at: JsonAt): string;
  /** The compact JSON text at the path. */
  jsonText(at: JsonAt): string;
  /** A string column as JSON text. */
  quoted(text: string): string;
  /** An integer for a function of ours: a double where that is exact, else its digits. */
  integerArgument(integer: string): string;
  integerText(integer: string): string;
  integerFromText(text: string): string;

  cellOfJson(at: JsonAt): string;
  /** The JSON text of a cell, null for null. */
  cellText(cell: string): string;
  cellOfBoolean(condition: string): string;
  cellIsKind(cell: string, kinds: readonly JsonKind[]): string;
  /** What a function of ours is given of a cell: its SQL type and its value, exactly. */
  cellArguments(cell: string): readonly string[];
  /** 0 for null, 1 for booleans, 2 for all others, which order by the cell itself. */
  cellRank(cell: string): string;
  jsonRank(at: JsonAt): string;

  /** Case-sensitive; all strings are well-formed Unicode. */
  contains(text: string, part: string): string;
  startsWith(text: string, part: string): string;
  /** The part is not empty. */
  endsWith(text: string, part: string): string;
  /** The multiple of the width, counted from the anchor, at or below. */
  floorTo(integer: string, width: string, anchor: string): string;
  clamp(integer: string, least: string, greatest: string): string;

  ordering(value: string, direction: "asc" | "desc"): string;
  /** Rows of a page; the arguments are SQL. */
  page(limit: string | undefined, offset: string | undefined): string;

  sum(number: string, overflow: string): string;
  average(number: string): string;
  countDistinct(value: string): string;
  /** Texts of a group in an order, joined by commas; null for none. */
  joined(text: string, order: string): string;
  /** Text that sorts as the key does, whatever text is put behind it by `marked`. */
  sortable(order: readonly OrderColumn[]): string;
  /** The text behind the key. */
  behind(sortable: string, order: readonly OrderColumn[]): string;

  /** Calls a function of ours; absent where there is none, and what would need one must not be asked for. */
  call(name: FunctionName, values: readonly string[]): string;
}

export interface OrderColumn {
  readonly sql: string;
  readonly kind: "text" | "integer";
}

/**
 * Functions that a database without enough of its own is given.
 * `run`: the compiled closure whose number is the first argument. `at`: JSON text at a path, exactly. `plain`: the
 * same, with numbers that the database would misread as the doubles they compare as. `canonical`: the cell of a JSON
 * text. `instant`: microseconds as a JSON string. `least`, `greatest`: aggregates over (JSON text, sortable key).
 * `percentile`: nearest rank in a list of numbers that is sorted.
 */
export type FunctionName = "run" | "at" | "plain" | "canonical" | "instant" | "least" | "greatest" | "percentile";
