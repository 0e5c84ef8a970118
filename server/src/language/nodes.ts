import { covers } from "../base/span.ts";
import type { Span } from "../base/span.ts";
import type { Document } from "../syntax/ast.ts";
import { children } from "../syntax/children.ts";
import type { Node } from "../syntax/children.ts";

/** The nodes around an offset, from the document to the innermost. */
export function nodesAt(document: Document, offset: number): readonly Node[] {
  const found: Node[] = [];
  let node: Node | undefined = document;
  while (node) {
    found.push(node);
    node = smallest(children(node).filter((child) => covers(child.span, offset)));
  }
  return found;
}

/** Where two nodes touch at the offset, the shorter one is meant: a name, not its neighbour's white space. */
export function smallest<T extends { readonly span: Span }>(candidates: readonly T[]): T | undefined {
  let best: T | undefined;
  for (const candidate of candidates) if (!best || length(candidate.span) < length(best.span)) best = candidate;
  return best;
}

/** Every node of a tree, parents before their children. */
export function* walk(root: Node): Generator<Node> {
  const open: Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    yield node;
    open.push(...children(node).toReversed());
  }
}

function length({ start, end }: Span): number {
  return end - start;
}
