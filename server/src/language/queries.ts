import type { Span } from "../base/span.ts";
import { symbols } from "./symbols.ts";
import type { OutlineSymbol } from "./symbols.ts";
import type { Snapshot } from "./snapshot.ts";

/** The queries that a span touches, in text order, as the outline calls them; a `let` or `param` is none. */
export function queriesTouching(snapshot: Snapshot, { start, end }: Span): readonly OutlineSymbol[] {
  return symbols(snapshot).filter(({ kind, span }) => kind === "query" && span.start <= end && span.end >= start);
}

/** Offset behind the sources of a query, where a clause can be put in; `place` is its place among the document's queries. */
export function endOfSources({ document }: Snapshot, place: number): number {
  const statement = document.statements.filter(({ kind }) => kind === "query-statement")[place];
  if (statement?.kind !== "query-statement") return 0;
  const { sources, from } = statement.query;
  return sources.at(-1)?.span.end ?? from.end;
}
