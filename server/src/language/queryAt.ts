import type { Statement } from "../syntax/ast.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * The place among the document's queries of the one that is meant at an offset: the query around it; from inside a
 * `let` or `param` the next one; from between statements the one before, else the first. Undefined where there is none.
 */
export function queryAt({ document }: Snapshot, offset: number): number | undefined {
  const queries = document.statements.filter((statement) => statement.kind === "query-statement");
  const before = document.statements.findLast((statement) => startOf(statement) <= offset);
  if (!before) return queries.length > 0 ? 0 : undefined;
  if (before.kind === "query-statement") return queries.indexOf(before);
  const next = queries.findIndex((query) => query.span.start > offset);
  if (offset <= before.span.end && next >= 0) return next;
  const previous = queries.findLastIndex((query) => query.span.start <= offset);
  return previous >= 0 ? previous : next >= 0 ? next : undefined;
}

function startOf(statement: Statement): number {
  const title = statement.kind === "param" ? undefined : statement.title;
  return Math.min(statement.span.start, title?.span.start ?? statement.span.start);
}
