import { covers } from "../base/span.ts";
import type { Span } from "../base/span.ts";
import type { Reference } from "../query/bind.ts";
import { smallest } from "./nodes.ts";
import type { Snapshot } from "./snapshot.ts";

/** The name at an offset; of two that touch there, the shorter one. */
export function referenceAt({ bound }: Snapshot, offset: number): Reference | undefined {
  return smallest(bound.references.filter(({ span }) => covers(span, offset)));
}

/** Every place that means the same as the name at an offset, its definition among them. */
export function references(snapshot: Snapshot, offset: number, withDefinition = true): readonly Span[] {
  const reference = referenceAt(snapshot, offset);
  if (!reference) return [];
  return occurrences(snapshot, reference)
    .filter(({ defines }) => withDefinition || defines !== true)
    .map(({ span }) => span);
}

/** What has a definition is the same when its definition is; a field when it is the same field; all else by kind and name. */
export function occurrences({ bound }: Snapshot, wanted: Reference): readonly Reference[] {
  return bound.references.filter((other) => other.kind === wanted.kind && isSame(other, wanted));
}

function isSame(a: Reference, b: Reference): boolean {
  if (a.definition || b.definition)
    return a.definition?.start === b.definition?.start && a.definition?.end === b.definition?.end;
  if (a.field && b.field) return JSON.stringify(a.field) === JSON.stringify(b.field);
  return a.name === b.name;
}
