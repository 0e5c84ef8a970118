import type { Span } from "../base/span.ts";
import type { Snapshot } from "./snapshot.ts";

/** A line above a query on which it can be run or explained. */
export interface Lens {
  /** Where the line stands: at the title, where there is one. */
  readonly span: Span;
  readonly action: "run" | "explain" | "parameters";
  /** An offset inside the query that is meant. */
  readonly query: number;
  /** Names of the parameters that the query uses. */
  readonly parameters: readonly string[];
}

/** Run and Explain above every query, and its parameters where it has some. */
export function codeLens({ document, bound }: Snapshot): readonly Lens[] {
  const statements = document.statements.filter((statement) => statement.kind === "query-statement");
  return statements.flatMap((statement, place) => {
    const span = statement.title?.span ?? statement.query.from;
    const query = statement.query.from.start;
    const parameters = bound.queries[place]?.parameters ?? [];
    const actions = parameters.length > 0 ? (["run", "explain", "parameters"] as const) : (["run", "explain"] as const);
    return actions.map((action) => ({ span, action, query, parameters }));
  });
}
