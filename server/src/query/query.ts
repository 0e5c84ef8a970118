import type { AggregateFunction } from "../../protocol/results.ts";
import type { Duration, Period } from "../base/duration.ts";
import type { PathStep, Value } from "../base/value.ts";

/**
 * The query model: what a bound query means, as plain data without positions. Its stages are listed in the order in
 * which they mean something. `query/json.ts` writes and reads it as JSON.
 */
export interface Query {
  readonly title?: string;
  readonly from: readonly Source[];
  readonly during?: TimeRange;
  readonly since?: Since;
  readonly where?: Predicate;
  readonly dedupe?: Dedupe;
  readonly collapse?: Collapse;
  readonly reduce?: Reduce;
  readonly having?: Predicate;
  readonly orderBy?: readonly SortKey[];
  readonly offset?: Expression;
  readonly limit?: Expression;
  readonly fetchCurrent?: true;
  readonly diff?: Diff;
  readonly select?: readonly NamedExpression[];
  readonly compare?: Compare;
  readonly expect?: readonly Expectation[];
  readonly into?: LogSource;
}

export type Source = LogSource | SubquerySource;

export interface LogSource {
  readonly kind: "log";
  readonly connection: string;
  readonly log?: string;
  readonly stream?: Expression;
}

/** A named query (`let`) used as a source: its rows, in its columns. */
export interface SubquerySource {
  readonly kind: "subquery";
  readonly name: string;
  readonly query: Query;
}

/** Half open on `timestamp`: start ≤ timestamp < end. */
export interface TimeRange {
  readonly start?: Expression;
  readonly end?: Expression;
  /** A parameter whose period is the range; it becomes `start` and `end` as soon as it is constant. */
  readonly period?: Expression;
}

export interface Since {
  readonly checkpoint: string;
  readonly overlap?: Expression;
}

/** A column of the rows so far and a path into it. */
export interface FieldRef {
  readonly column: string;
  readonly path: readonly PathStep[];
}

/** What a constant can be: a value, a period (a time literal keeps its resolution), a duration, or a list of them. */
export type Constant = Value | Period | Duration | readonly Constant[];

export type Expression =
  | { readonly kind: "field"; readonly field: FieldRef }
  | { readonly kind: "constant"; readonly value: Constant }
  | { readonly kind: "parameter"; readonly name: string; readonly type: ParameterType }
  | { readonly kind: "arithmetic"; readonly operator: "+" | "-"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "negate"; readonly operand: Expression }
  | { readonly kind: "now" }
  | { readonly kind: "ago"; readonly duration: Expression }
  | { readonly kind: "startof" | "endof"; readonly unit: TimeUnit; readonly time: Expression }
  | { readonly kind: "bin"; readonly operand: Expression; readonly width: Expression }
  /** The old value at a path inside `old`, and the new value where the event changed it. */
  | { readonly kind: "was" | "became"; readonly path: readonly PathStep[] }
  /** A predicate used as a value. */
  | { readonly kind: "predicate"; readonly predicate: Predicate };

export type TimeUnit = "minute" | "hour" | "day" | "week" | "month" | "year";

export interface ParameterType {
  readonly name: "string" | "number" | "boolean" | "time" | "duration";
  readonly list: boolean;
}

export type ComparisonOperator = "eq" | "neq" | "lt" | "lte" | "gt" | "gte";
export type TextOperator = "contains" | "icontains" | "startswith" | "endswith" | "matches";

/** Two-valued: every test is true or false, and `not` is plain negation. */
export type Predicate =
  | { readonly kind: "and" | "or"; readonly of: readonly Predicate[] }
  | { readonly kind: "not"; readonly of: Predicate }
  | {
      readonly kind: "compare";
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** `negated` is not `not`: with null on the left both forms are false. */
  | {
      readonly kind: "in";
      readonly negated: boolean;
      readonly left: Expression;
      readonly list: Expression | readonly Expression[];
    }
  | {
      readonly kind: "between";
      readonly negated: boolean;
      readonly left: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  | {
      readonly kind: "text";
      readonly negated: boolean;
      readonly operator: TextOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "null"; readonly negated: boolean; readonly left: Expression }
  | { readonly kind: "exists"; readonly field: FieldRef }
  | { readonly kind: "changed"; readonly path: readonly PathStep[] }
  | { readonly kind: "always"; readonly value: boolean };

export type PredicateKind = Predicate["kind"];

export interface NamedExpression {
  readonly name: string;
  readonly value: Expression;
}

export interface Dedupe {
  readonly by: readonly Expression[];
  readonly keep: "first" | "last";
}

export interface Collapse {
  readonly by: readonly Expression[];
  readonly window: "within" | "gap";
  readonly length: Expression;
  readonly keep: "first" | "last";
}

export type { AggregateFunction };

export interface Aggregate {
  readonly name: string;
  readonly function: AggregateFunction;
  /** Absent for `count()` of all rows. */
  readonly operand?: Expression;
  /** For `percentile`: 0 to 100. p50, p90, p95 and p99 are written so in the model. */
  readonly percent?: Expression;
  /** Made for `having` or `order by` only; not a column of the result. */
  readonly hidden?: true;
}

export interface Reduce {
  readonly by: readonly NamedExpression[];
  readonly aggregates: readonly Aggregate[];
}

export interface SortKey {
  readonly value: Expression;
  readonly direction: "asc" | "desc";
}

export interface Diff {
  readonly by: readonly Expression[];
}

export interface Compare {
  readonly to:
    | { readonly kind: "previous"; readonly length?: Expression }
    | { readonly kind: "time"; readonly time: Expression }
    | { readonly kind: "query"; readonly name: string; readonly query: Query };
  readonly on: readonly Expression[];
  readonly ignoring: readonly Expression[];
}

export type Expectation =
  | { readonly kind: "rows"; readonly operator: ComparisonOperator; readonly count: Expression }
  | { readonly kind: "complete" }
  | { readonly kind: "every"; readonly predicate: Predicate };

/** The stages after the source, in the order in which they mean something. */
export const STAGES = [
  "during",
  "since",
  "where",
  "dedupe",
  "collapse",
  "reduce",
  "having",
  "orderBy",
  "offset",
  "limit",
  "fetchCurrent",
  "diff",
  "select",
  "compare",
  "expect",
  "into",
] as const;

export type Stage = (typeof STAGES)[number];
