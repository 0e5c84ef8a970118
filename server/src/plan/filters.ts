import type { Expression, Predicate, Query, TimeRange } from "../query/query.ts";
import type { Capabilities, Support } from "./capabilities.ts";
import { conjunctionOf, conjunctsOf } from "./simplify.ts";
import { supportOf } from "./support.ts";

/** One part of a query's filters: a border of `during`, or one of the tests of `where` that all must hold. */
export interface Filter {
  readonly clause: "during" | "where";
  /** For a border: which one. */
  readonly border?: "start" | "end";
  readonly test: Predicate;
}

/** A filter and how far one source goes with it. */
export interface SplitFilter {
  readonly filter: Filter;
  readonly support: Support;
}

const TIMESTAMP: Expression = { kind: "field", field: { column: "timestamp", path: [] } };

/** The parts of `during` and `where`; each may be pushed down or kept here by itself. */
export function filtersOf({ during, where }: Query): readonly Filter[] {
  const filters: Filter[] = [];
  const border = (operator: "gte" | "lt", right: Expression): Predicate => ({
    kind: "compare",
    operator,
    left: TIMESTAMP,
    right,
  });
  if (during?.start) filters.push({ clause: "during", border: "start", test: border("gte", during.start) });
  if (during?.end) filters.push({ clause: "during", border: "end", test: border("lt", during.end) });
  // A window open on both sides still wants events that have a time.
  if (during && filters.length === 0)
    filters.push({ clause: "where", test: { kind: "null", negated: true, left: TIMESTAMP } });
  for (const test of conjunctsOf(where)) filters.push({ clause: "where", test });
  return filters;
}

/** Decides for each filter how far a source goes with it. A source that knows no `and` gets one filter only. */
export function splitFilters(filters: readonly Filter[], { predicates }: Capabilities): readonly SplitFilter[] {
  let taken = 0;
  return filters.map((filter) => {
    const own = supportOf(filter.test, predicates);
    const support = own !== "none" && taken > 0 && !predicates.and ? "none" : own;
    if (support !== "none") taken++;
    return { filter, support };
  });
}

/** The filters as the clauses of a query. */
export function clausesOf(filters: readonly Filter[]): Pick<Query, "during" | "where"> {
  const borders = filters.filter(({ border }) => border !== undefined);
  const during: TimeRange = Object.fromEntries(
    borders.flatMap(({ border, test }) => (border && test.kind === "compare" ? [[border, test.right]] : [])),
  );
  const tests = filters.filter(({ clause }) => clause === "where").map(({ test }) => test);
  const where = conjunctionOf(tests);
  return { ...(borders.length > 0 && { during }), ...(where && { where }) };
}
