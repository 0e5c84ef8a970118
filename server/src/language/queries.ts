import type { Span } from "../base/span.ts";
import { symbols } from "./symbols.ts";
import type { OutlineSymbol } from "./symbols.ts";
import type { Snapshot } from "./snapshot.ts";

/** The queries that a span touches, in text order, as the outline calls them; a `let` or `param` is none. */
export function queriesTouching(snapshot: Snapshot, { start, end }: Span): readonly OutlineSymbol[] {
  return symbols(snapshot).filter(({ kind, span }) => kind === "query" && span.start <= end && span.end >= start);
}
