import type { Span } from "../../base/span.ts";
import type { Document, Expression, QueryNode } from "../ast.ts";
import { children } from "../children.ts";
import type { Node } from "../children.ts";

/** What a comment can stand at: a node, or the sources of a query for its `from` part. */
export type Anchor = object;

/** A part of the text that comments can stand at, with the parts inside of it in order. */
export interface Place {
  readonly anchor: Anchor;
  readonly span: Span;
  readonly inside: readonly Place[];
  /** Its last line is the last line of its last part. */
  readonly endsInside: boolean;
}

/** The parts before which the printer can begin a line. */
export function linePlaces(document: Document): Place {
  return placeOf(document, (node, parent) => beginsLine(node, parent));
}

/** The parts beside which the printer can put a comment on the same line. */
export function inlinePlaces(document: Document): Place {
  return placeOf(
    document,
    (node, parent) => !NO_ANCHORS.has(node.kind) && !(parent.kind === "logical" && isChained(node, parent.operator)),
  );
}

const NO_ANCHORS: ReadonlySet<Node["kind"]> = new Set<Node["kind"]>([
  "query",
  "name",
  "type",
  "key",
  "index",
  "missing",
]);

/** The innermost place that holds a span, and what stands in it before and after the span. */
export function around(
  root: Place,
  span: Span,
): { readonly place: Place; readonly previous: Place | undefined; readonly following: Place | undefined } {
  let place = root;
  for (;;) {
    const count = startedBefore(place.inside, span.start);
    const last = place.inside[count - 1];
    if (!last || last.span.end < span.end) return { place, previous: last, following: place.inside[count] };
    place = last;
  }
}

/** The place that a comment at the end of its last line belongs to. */
export function lastLine(place: Place): Place {
  const last = place.inside.at(-1);
  return place.endsInside && last ? lastLine(last) : place;
}

/** How many of the places, which lie in order, start before an offset. */
function startedBefore(places: readonly Place[], offset: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.span.start ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

type IsPlace = (node: Node, parent: Node) => boolean;

function placeOf(document: Document, isPlace: IsPlace): Place {
  return { anchor: document, span: document.span, inside: inside(document, isPlace), endsInside: false };
}

function inside(node: Node, isPlace: IsPlace): Place[] {
  if (node.kind === "query")
    return [fromPart(node, isPlace), ...node.clauses.flatMap((clause) => placesOf(clause, node, isPlace))];
  return children(node).flatMap((child) => placesOf(child, node, isPlace));
}

function placesOf(node: Node, parent: Node, isPlace: IsPlace): Place[] {
  const places = inside(node, isPlace);
  if (!isPlace(node, parent)) return places;
  const endsInside = node.kind === "query-statement" || (node.kind === "let" && node.value.kind === "query");
  return [{ anchor: node, span: node.span, inside: places, endsInside }];
}

function fromPart(query: QueryNode, isPlace: IsPlace): Place {
  const { from, sources } = query;
  const span = { start: from.start, end: sources.at(-1)?.span.end ?? from.end };
  return {
    anchor: sources,
    span,
    inside: sources.flatMap((source) => placesOf(source, query, isPlace)),
    endsInside: false,
  };
}

function beginsLine(node: Node, parent: Node): boolean {
  switch (parent.kind) {
    case "document":
    case "query":
    case "list":
    case "call":
    case "parenthesised":
      return node.kind !== "name";
    case "select":
    case "reduce":
    case "order":
    case "dedupe":
      return true;
    case "collapse":
      return node !== parent.length;
    case "diff":
      return true;
    case "logical":
      return !isChained(node, parent.operator);
    default:
      return false;
  }
}

/** Whether a node is a part of the same chain of `and` or `or`, which is written without brackets. */
export function isChained(node: Node | Expression, operator: "and" | "or"): boolean {
  return node.kind === "logical" && node.operator === operator;
}
