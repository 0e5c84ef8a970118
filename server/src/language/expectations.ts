import type { ExpectationState } from "../../protocol/results.ts";
import type { Problem } from "../syntax/problem.ts";
import type { Snapshot } from "./snapshot.ts";

/** What a run expected and did not find, each at its `expect`. `query` is the place among the document's queries, from 0. */
export function unmetExpectations(
  { document }: Snapshot,
  query: number,
  states: readonly ExpectationState[],
): readonly Problem[] {
  const statement = document.statements.filter(({ kind }) => kind === "query-statement")[query];
  if (statement?.kind !== "query-statement") return [];
  const clauses = statement.query.clauses.filter(({ kind }) => kind === "expect");
  return states.flatMap(({ met, text, message }, at): readonly Problem[] => {
    const span = clauses[at]?.span;
    return met || !span
      ? []
      : [{ span, severity: "error", code: "expectation.failed", message: `Not met: ${text}. ${message}` }];
  });
}
