import { covers } from "../../base/span.ts";
import type { Span } from "../../base/span.ts";
import { durationProse, timeProse } from "./literals.ts";
import { referenceProse } from "./names.ts";
import { wordAt } from "./words.ts";
import type { HoverContent } from "./content.ts";
import { nodesAt } from "../nodes.ts";
import type { Prose } from "../prose.ts";
import { referenceAt } from "../references.ts";
import type { Snapshot } from "../snapshot.ts";

/** What the pointer rests on: a literal's meaning, what a name stands for, or what a keyword does. */
export function hover(snapshot: Snapshot, offset: number): HoverContent | undefined {
  if (snapshot.document.comments.some(({ span }) => covers(span, offset))) return undefined;
  const node = nodesAt(snapshot.document, offset).at(-1);
  if (node?.kind === "time") return about(node.span, timeProse(node.text, snapshot.timeZone));
  if (node?.kind === "duration") return about(node.span, durationProse(node.text));
  const reference = referenceAt(snapshot, offset);
  if (reference) return about(reference.span, referenceProse(snapshot, reference));
  return wordAt(snapshot, offset);
}

function about(span: Span, prose: Prose): HoverContent | undefined {
  return prose.length > 0 ? { span, prose } : undefined;
}
