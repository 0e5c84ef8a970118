import type { Kept, RunCheckpoint } from "./checkpoints.ts";
import type { Failure } from "./failure.ts";

/**
 * One value of a result as it crosses the wire.
 * `$int`: a 64-bit integer's digits; `$number`: a number no double holds, as written; `$time`: RFC 3339 in UTC with
 * microseconds where there are any; `$json`: the compact text of a JSON object or array.
 */
export type WireValue =
  | null
  | boolean
  | number
  | string
  | { readonly $int: string }
  | { readonly $number: string }
  | { readonly $time: string }
  | { readonly $json: string };

export type ColumnType = "string" | "integer" | "number" | "boolean" | "time" | "json" | "mixed";

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Present in a reduced result, for the columns that came of its `reduce` as they are. */
  readonly role?: ColumnRole;
}

export type AggregateFunction =
  "count" | "sum" | "avg" | "min" | "max" | "collect" | "distinct" | "first" | "last" | "percentile";

/** What a column of a reduced result is: a group key, or what an aggregate says of the group. */
export type ColumnRole =
  /** `binMs`: the key is a time's bin, and no bin is longer than this many milliseconds. */
  | { readonly kind: "key"; readonly binMs?: number }
  | { readonly kind: "aggregate"; readonly function: AggregateFunction };

/** An order that the user lays over the rows of a result: at least one column, the first counts first. Ties stay as the query ordered them. */
export type Sort = readonly SortKey[];

export interface SortKey {
  readonly column: string;
  readonly direction: "asc" | "desc";
}

export type Verdict = "complete" | "truncated" | "partial" | "before-retention";

/** Whether the result is all there is; `reason` stands with every verdict but `complete`. */
export interface Completeness {
  readonly verdict: Verdict;
  readonly reason?: string;
}

/** Says, as data, what ran at the source or why something ran here instead. */
export interface Note {
  readonly code: NoteCode;
  readonly message: string;
  /** The clause the note is about, by its keyword; absent when it is about the whole query. */
  readonly clause?: string;
}

export type NoteCode =
  | "ran-at-source"
  | "ran-here"
  | "ran-here-again"
  | "sum-overflow"
  | "retention"
  | "in-memory"
  | "source"
  | "comparison"
  | "checkpoint"
  | "reads-on"
  | "keeps";

/** Rows have a value for each column that the run's state names at that moment. */
export interface ResultPage {
  readonly offset: number;
  /** The order in which these rows are; absent: that of the query. */
  readonly sort?: Sort;
  readonly rows: readonly (readonly WireValue[])[];
}

/**
 * What `compare` put together. A row of its result has `change` (`added`, `removed` or `changed`), the key, for each
 * compared column the values before and after, and last `differs`, a JSON array of the columns that changed.
 */
export interface ComparisonSummary {
  /** The two sides for people: their windows, or the name of a query. */
  readonly before: string;
  readonly after: string;
  /** Names of the key's columns, and of those that were compared. */
  readonly keys: readonly string[];
  readonly columns: readonly string[];
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Rows that are the same on both sides; they are counted only. */
  readonly unchanged: number;
}

/** One row of a comparison, as it is looked at. */
export interface ComparedRow {
  readonly change: ComparedKind;
  /** A value for each of the summary's keys. */
  readonly key: readonly WireValue[];
  /** For each of the summary's columns. */
  readonly cells: readonly ComparedCell[];
}

export type ComparedKind = "added" | "removed" | "changed";

export interface ComparedCell {
  /** Null also on the side where there is no such row. */
  readonly before: WireValue;
  readonly after: WireValue;
  readonly differs: boolean;
}

export interface ComparisonPage {
  readonly offset: number;
  /** The kinds of rows that were asked for, and how many there are of them in all. */
  readonly kinds: readonly ComparedKind[];
  readonly total: number;
  readonly rows: readonly ComparedRow[];
}

/** What an event was compared with, or why it was not: no earlier event says how its entity was, or it does not say itself. */
export type ComparedWith = "old" | "previous event" | "no previous known" | "nothing to compare";

/** One row of a query with `diff`, as it is looked at. */
export interface Change {
  readonly event: ChangeEvent;
  readonly comparedWith: ComparedWith;
  /** What changed down to the last element, and what did not as large pieces as can be; at most 1,000. */
  readonly fields: readonly FieldChange[];
  /** How many there are beyond those. */
  readonly more: number;
}

/** Who did it, to what, and when: the event's canonical fields. */
export type ChangeEvent = Readonly<
  Record<"id" | "source" | "event_type" | "timestamp" | "entity_type" | "entity_id" | "actor", WireValue>
>;

export interface FieldChange {
  readonly kind: "added" | "removed" | "changed" | "moved" | "unchanged";
  /** As it is written behind `new.` in a query, or behind `old.` where it is gone; empty for the whole value. */
  readonly path: string;
  /** Where it stood, for an element that moved. */
  readonly from?: string;
  /** Absent where there was nothing, and in `moved`. */
  readonly before?: WireValue;
  readonly after?: WireValue;
}

export interface ChangePage {
  readonly offset: number;
  readonly changes: readonly Change[];
}

/** An entity before and after an event as JSON over several lines, exact to the last digit; null where it is not known. */
export interface ChangeStates {
  /** What it is, in a few words. */
  readonly title: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** How an `expect` of the query came out. */
export interface ExpectationState {
  /** As it is written, for example `expect rows > 0`. */
  readonly text: string;
  readonly met: boolean;
  /** What was found, in one sentence. */
  readonly message: string;
}

export type RunPhase = "running" | "done" | "failed" | "cancelled";

/** All that is known of a run at one moment; rows are fetched page by page with the run's id. */
export interface RunState {
  readonly runId: string;
  readonly title: string;
  /** The query's text as it was run. */
  readonly text: string;
  /** Tells the query from the others of its document: its title, or its place where it has none. */
  readonly query?: string;
  /** What it reads, each once, for example `local.shop`; absent where the query says nothing that can be read. */
  readonly sources?: readonly string[];
  readonly phase: RunPhase;
  /** What the rows are: changes, of a query with `diff`; differences, of one with `compare`. Absent: just rows. */
  readonly shape?: "changes" | "comparison";
  /** Present when a query compares and its rows are all there. */
  readonly comparison?: ComparisonSummary;
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly scanned?: number;
  /** Pages that came, of sources that send pages. */
  readonly pages?: number;
  /** Present when the rows are those of an earlier run over the same closed window: when that was, in milliseconds since 1970. */
  readonly cachedAt?: number;
  /** Requests that were expected when the run began, where that could be told. */
  readonly expected?: number;
  /** What a run that goes on waits for, such as a source that asked for patience. */
  readonly waiting?: string;
  /** When that wait is over, in milliseconds since 1970. */
  readonly waitingUntil?: number;
  readonly elapsedMs: number;
  readonly completeness?: Completeness;
  readonly notes: readonly Note[];
  /** The order in which the rows are now; absent: that of the query. */
  readonly sort?: Sort;
  /** An order that is asked for and not there yet; `share` of its work, 0 to 1, is done. It begins when the run has ended. */
  readonly sorting?: { readonly to: Sort; readonly share: number };
  /** Of a query with `since checkpoint` whose rows are all there. */
  readonly checkpoint?: RunCheckpoint;
  /** Of a query with `into` whose rows are all there. */
  readonly kept?: Kept;
  /** Present when the query expects something and its rows are all there. */
  readonly expectations?: readonly ExpectationState[];
  readonly failure?: Failure;
}

/** Rows that follow each other and have the same first group key. */
export interface RowGroup {
  readonly key: WireValue;
  /** Place of its first row in the order that the result has now, from 0. */
  readonly start: number;
  readonly count: number;
  /** A value a column; see `ReducedTable`. */
  readonly totals: readonly WireValue[];
}

/**
 * What stands around the rows of a reduced result. Totals have a value a column: the sum of counts and sums, the least
 * minimum, the greatest maximum; null where aggregates of groups say nothing about all of them together.
 */
export interface ReducedTable {
  /** The order for which the groups are right. */
  readonly sort?: Sort;
  readonly totals: readonly WireValue[];
  readonly grouping:
    | { readonly kind: "grouped"; readonly groups: readonly RowGroup[] }
    /** Rows with the same first key do not stand together. */
    | { readonly kind: "scattered" }
    /** Fewer than two keys: each row is a group of its own. */
    | { readonly kind: "single" }
    | { readonly kind: "too-many"; readonly limit: number };
}

/** How many requests a query will send to systems over a network, as far as that is known before it runs. */
export interface Forecast {
  /** Absent where it is not known for every source. */
  readonly requests?: number;
  /** What is known of each source, for people. */
  readonly lines: readonly string[];
  /** Sources that would be read whole, and are not known to be small. */
  readonly whole: readonly string[];
}

/** What the planner decided, for a person: `text` is the printed plan. */
export interface Explanation {
  readonly title: string;
  readonly text: string;
  readonly notes: readonly Note[];
}

/** A format that a result can be written to a file in. */
export type ExportFormat = "ndjson" | "json" | "csv" | "parquet" | "xlsx";

/** What came of an export. */
export interface ExportReport {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly elapsedMs: number;
}
