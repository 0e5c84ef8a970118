import type { AggregateFunction, PredicateKind } from "../query/query.ts";

/**
 * How far a source can go with something: *exact*, it finishes it; *inexact*, it returns a superset and the test is
 * made again here; *none*, it stays here.
 */
export type Support = "exact" | "inexact" | "none";

/** What a source can do, as data. The planner splits a query by it; nothing else decides what is pushed down. */
export interface Capabilities {
  readonly name: string;
  /** A test the planner makes of each conjunct of `where` (and of `during`, as comparisons on `timestamp`). */
  readonly predicates: PredicateCapabilities;
  /** Which of the later stages the source can finish when it has finished all before them. */
  readonly stages: StageCapabilities;
  /** Days the source keeps, where it says so. */
  readonly retentionDays?: number;
}

export interface PredicateCapabilities {
  /** For each kind of test and operator: `compare:eq`, `text:contains`, `in`, `between`, `null`, `exists`, `changed`, `always`. */
  readonly tests: Readonly<Partial<Record<PredicateTest, Support>>>;
  /** Fields that tests may be about; a canonical column's name, or `payload.*` for paths below it. Absent: every field. */
  readonly fields?: readonly string[];
  /** For a source that tests each field in ways of its own: these, instead of `tests` and `fields`, by the name of the field (`raw.log_type` for a path). */
  readonly byField?: Readonly<Record<string, FieldTests>>;
  readonly and: boolean;
  readonly or: boolean;
  readonly not: boolean;
  /** Whether both sides may be fields or arithmetic; else one side is a field and the other a constant. */
  readonly expressions: boolean;
  /** Whether the negated forms (`not in`, `not between`, `is not null`, …) are understood like the plain ones; yes unless it says no. */
  readonly negated?: false;
  /** Most items a list may have. */
  readonly maxList?: number;
}

/** How a source can test one field. */
export interface FieldTests {
  readonly tests: Readonly<Partial<Record<PredicateTest, Support>>>;
  /**
   * Constants it understands: `text` with something in it and no blank at its ends (what stands in a URL is often
   * trimmed, and nothing often means no filter), `time` for moments and periods, `integer`.
   */
  readonly constants: "text" | "time" | "integer";
  /** What separates the items of a list, so that no item may hold it. */
  readonly separator?: string;
}

export type PredicateTest =
  | Exclude<PredicateKind, "and" | "or" | "not" | "compare" | "text">
  | `compare:${"eq" | "neq" | "lt" | "lte" | "gt" | "gte"}`
  | `text:${"contains" | "icontains" | "startswith" | "endswith" | "matches"}`;

export interface StageCapabilities {
  readonly dedupe: boolean;
  readonly collapse: boolean;
  readonly reduce:
    false | { readonly aggregates: readonly AggregateFunction[]; readonly groupBy: "columns" | "expressions" };
  readonly having: boolean;
  /** `any`: every key; `time`: by timestamp alone, ties in the event order; false: not at all. */
  readonly orderBy: "any" | "time" | false;
  readonly offset: boolean;
  readonly limit: boolean;
  readonly select: boolean;
}
