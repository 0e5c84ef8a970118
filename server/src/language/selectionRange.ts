import type { Span } from "../base/span.ts";
import { nodesAt } from "./nodes.ts";
import type { Snapshot } from "./snapshot.ts";

/** The spans around an offset from the innermost out, each larger than the one before: what *Expand Selection* walks. */
export function selectionRanges({ document, text }: Snapshot, offset: number): readonly Span[] {
  const spans: Span[] = [];
  for (const { span } of [{ span: { start: 0, end: text.length } }, ...nodesAt(document, offset)]) {
    const outer = spans.at(-1);
    if (outer && (span.start < outer.start || span.end > outer.end)) continue;
    if (outer && span.start === outer.start && span.end === outer.end) continue;
    spans.push(span);
  }
  return spans.reverse();
}
