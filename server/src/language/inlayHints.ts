import type { Span } from "../base/span.ts";
import { formatInstant } from "../base/instant.ts";
import { periodOf } from "../query/period.ts";
import type { TimeLiteral } from "../syntax/ast.ts";
import { parseTimeText } from "../syntax/literals.ts";
import type { Edit } from "../syntax/problem.ts";
import { walk } from "./nodes.ts";
import { code, markdown } from "./prose.ts";
import type { Prose } from "./prose.ts";
import type { Snapshot } from "./snapshot.ts";

/** Something that the text leaves open, shown behind it. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: Prose;
  /** Writes into the text what the hint says. */
  readonly edits: readonly Edit[];
}

/** The UTC instant at which each time literal without a zone begins, for those that a span touches. */
export function inlayHints(snapshot: Snapshot, { start, end }: Span): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  for (const node of walk(snapshot.document)) {
    if (node.kind !== "time" || node.span.end < start || node.span.start > end) continue;
    const hint = zonelessHint(node, snapshot);
    if (hint) hints.push(hint);
  }
  return hints.sort((a, b) => a.offset - b.offset);
}

function zonelessHint({ text, span }: TimeLiteral, { bound, timeZone }: Snapshot): InlayHint | undefined {
  const { value } = parseTimeText(text);
  if (!value || value.offset !== undefined) return undefined;
  const period = periodOf(value, timeZone);
  const from = formatInstant(period.start);
  const told = bound.problems.find((problem) => problem.code === "time.no-zone" && problem.span.start === span.start);
  return {
    offset: span.end,
    label: `= ${from.replace(/:00Z$/, "Z")}`,
    tooltip: [
      markdown(`It names no zone, so it is read in the setting \`evq.timeZone\`, which is \`${timeZone}\`:`),
      code(`from  ${from}\nuntil ${formatInstant(period.end)}`),
    ],
    edits: told?.fixes?.[0]?.edits ?? [],
  };
}
