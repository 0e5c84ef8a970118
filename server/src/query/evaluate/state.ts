import { Json } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import { columnIndex } from "./scope.ts";
import type { Scope } from "./scope.ts";

/** What one event says of its entity. */
export interface State {
  /** The entity before and after, where the event tells both. */
  readonly own?: { readonly before: Value; readonly after: Value };
  /** How the event leaves its entity; undefined when it does not say. */
  readonly left?: Value;
  /** Whether the entity is gone with it. */
  readonly deletes: boolean;
}

/** Words that end the type of an event which deletes its entity; such an event leaves nothing behind. */
const DELETES = /(?:delete|deleted|remove|removed|destroy|destroyed|truncate|truncated)$/i;

const NOTHING = new Json("{}", new Map());

/**
 * Reads what events say of their entity: `old` and `new` where there are both, and after an event its `new`, else its
 * payload. An event that deletes and has no `new` leaves nothing behind, so each of its `old` values is removed.
 */
export function stateReader(scope: Scope): (values: readonly Value[]) => State {
  const [old, fresh, payload, type] = ["old", "new", "payload", "event_type"].map((column) =>
    columnIndex(scope, column),
  ) as [number, number, number, number];
  return (values) => {
    const [before, after] = [values[old] ?? null, values[fresh] ?? null];
    if (before !== null && after !== null) return { own: { before, after }, left: after, deletes: false };
    if (after === null && isDeletion(values[type] ?? null))
      return { ...(before !== null && { own: { before, after: NOTHING } }), left: NOTHING, deletes: true };
    const left = after ?? values[payload] ?? null;
    return { ...(left !== null && !isEmpty(left) && { left }), deletes: false };
  };
}

function isDeletion(type: Value): boolean {
  return typeof type === "string" && DELETES.test(type);
}

/** A payload without members says nothing. */
function isEmpty(value: Value): boolean {
  return value instanceof Json && value.text === "{}";
}
