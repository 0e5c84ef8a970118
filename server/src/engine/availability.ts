import { EvqError } from "../base/failure.ts";
import type { Query } from "../query/query.ts";

/** @throws EvqError `query.not-available` for a named query that does what only a query that is run can do */
export function checkAvailable({ from }: Query): void {
  for (const source of from) {
    if (source.kind !== "subquery") continue;
    const { since, into } = source.query;
    if (since || into)
      throw new EvqError(
        "query.not-available",
        `A named query, here ${source.name}, cannot have a checkpoint or keep its rows.`,
        "Write since checkpoint and into in the query that is run.",
      );
    checkAvailable(source.query);
  }
}
