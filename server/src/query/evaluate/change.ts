import { keyText } from "../../base/order.ts";
import { atPath } from "../../base/value.ts";
import type { PathStep, Value } from "../../base/value.ts";
import { columnIndex } from "./scope.ts";
import type { Read, Scope } from "./scope.ts";

/** Words that end the type of an event which creates its entity; such an event has no values before. */
const CREATES = /(?:create|created|insert|inserted|add|added)$/i;

/** The old value at a path; null where the event has none. */
export function was(scope: Scope, path: readonly PathStep[]): Read {
  const old = columnIndex(scope, "old");
  return (values) => atPath(values[old] ?? null, path) ?? null;
}

/** The new value at a path where the event changed it, else null. */
export function became(scope: Scope, path: readonly PathStep[]): Read {
  const differs = changed(scope, path);
  const fresh = columnIndex(scope, "new");
  return (values) => (differs(values) ? (atPath(values[fresh] ?? null, path) ?? null) : null);
}

/**
 * Whether old and new differ at a path. Without `old` nothing is known to have changed, but on an event that creates
 * its entity.
 */
export function changed(scope: Scope, path: readonly PathStep[]): (values: readonly Value[]) => boolean {
  const old = columnIndex(scope, "old");
  const fresh = columnIndex(scope, "new");
  const type = columnIndex(scope, "event_type");
  return (values) => {
    const before = values[old] ?? null;
    if (before === null && !isCreation(values[type] ?? null)) return false;
    return keyText(atPath(before, path) ?? null) !== keyText(atPath(values[fresh] ?? null, path) ?? null);
  };
}

function isCreation(type: Value): boolean {
  return typeof type === "string" && CREATES.test(type);
}
