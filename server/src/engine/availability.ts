import { EvqError } from "../base/failure.ts";
import type { Query, Stage } from "../query/query.ts";

/** Clauses that parse and bind but cannot be run by this version: what is missing, and what to do meanwhile. */
const NOT_AVAILABLE: Readonly<Partial<Record<Stage, readonly [message: string, wayOut: string]>>> = {
  since: [
    "`since checkpoint` is not there yet: this version keeps no checkpoints.",
    "Use `during last 1h`, or another window, meanwhile.",
  ],
  into: [
    "`into` is not there yet: this version does not append a query's rows to a log.",
    "Meanwhile write them to a file and import that: evq run FILE --format ndjson > rows.ndjson, then evq import rows.ndjson --into LOG.",
  ],
};

/** @throws EvqError `query.not-available` for a clause, also inside a named query, that this version cannot run */
export function checkAvailable(query: Query): void {
  for (const [stage, [message, wayOut]] of Object.entries(NOT_AVAILABLE)) {
    if (query[stage as Stage] !== undefined) throw new EvqError("query.not-available", message, wayOut);
  }
  for (const source of query.from) if (source.kind === "subquery") checkAvailable(source.query);
}
