import type { Span } from "../base/span.ts";
import type { QueryStatement, Statement } from "../syntax/ast.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * The place among the document's queries of the one that is meant at an offset: the query around it; from inside a
 * `let` or `param` the next one; from between statements the one before, else the first. Undefined where there is none.
 * `within`: the part of the text, a cell of a notebook, that is looked at.
 */
export function queryAt({ document }: Snapshot, offset: number, within?: Span): number | undefined {
  const queries = document.statements.filter((statement) => statement.kind === "query-statement");
  const statements = within
    ? document.statements.filter(({ span }) => span.start >= within.start && span.end <= within.end)
    : document.statements;
  const meant = queryAmong(statements, offset);
  return meant && queries.indexOf(meant);
}

function queryAmong(statements: readonly Statement[], offset: number): QueryStatement | undefined {
  const queries = statements.filter((statement) => statement.kind === "query-statement");
  const before = statements.findLast((statement) => startOf(statement) <= offset);
  if (!before) return queries[0];
  if (before.kind === "query-statement") return before;
  const next = queries.find((query) => query.span.start > offset);
  if (offset <= before.span.end && next) return next;
  return queries.findLast((query) => query.span.start <= offset) ?? next;
}

function startOf(statement: Statement): number {
  const title = statement.kind === "param" ? undefined : statement.title;
  return Math.min(statement.span.start, title?.span.start ?? statement.span.start);
}
