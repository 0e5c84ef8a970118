import type { Expression, Predicate, Query } from "../../query/query.ts";
import { rewriteQuery } from "../../query/rewrite.ts";

/** How a query over the local log is answered. */
export type Route = "columns" | "sql";

/** A log of more events is not made a table, which takes a second for every hundred thousand. */
const MOST_IN_TABLE = 200_000;

/**
 * Everything goes by columns, which give what the evaluator gives for every query; only tests of change, for which two
 * whole documents of every event are compared and no column helps, go by SQL while the log is small.
 */
export function routeOf(query: Query, events: number): Route {
  return events <= MOST_IN_TABLE && asksForChange(query) ? "sql" : "columns";
}

function asksForChange(query: Query): boolean {
  let found = false;
  rewriteQuery(query, (part: Expression) => {
    if (part.kind === "was" || part.kind === "became") found = true;
    if (part.kind === "predicate" && hasChange(part.predicate)) found = true;
    return part;
  });
  return found || (query.where !== undefined && hasChange(query.where));
}

function hasChange(predicate: Predicate): boolean {
  if (predicate.kind === "and" || predicate.kind === "or") return predicate.of.some(hasChange);
  return predicate.kind === "not" ? hasChange(predicate.of) : predicate.kind === "changed";
}
