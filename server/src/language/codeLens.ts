import type { Span } from "../base/span.ts";
import type { Snapshot } from "./snapshot.ts";

/** A line above a query on which it can be run or explained. */
export interface Lens {
  /** Where the line stands: at the title, where there is one. */
  readonly span: Span;
  readonly action: "run" | "explain";
  /** An offset inside the query that is meant. */
  readonly query: number;
}

/** Run and Explain above every query. */
export function codeLens({ document }: Snapshot): readonly Lens[] {
  return document.statements.flatMap((statement) => {
    if (statement.kind !== "query-statement") return [];
    const span = statement.title?.span ?? statement.query.from;
    const query = statement.query.from.start;
    return (["run", "explain"] as const).map((action) => ({ span, action, query }));
  });
}
