import type { Span } from "../base/span.ts";
import { referenceAt } from "./references.ts";
import type { Snapshot } from "./snapshot.ts";

/** Where the name at an offset is defined in this text: a `let`, a `param`, or the `as` that names a column. */
export function definition(snapshot: Snapshot, offset: number): Span | undefined {
  return referenceAt(snapshot, offset)?.definition;
}
