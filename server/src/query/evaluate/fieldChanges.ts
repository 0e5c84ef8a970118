import type { JsonTree } from "../../base/json.ts";
import type { PathStep } from "../../base/value.ts";
import type { Delta } from "./delta.ts";

/** What happened to one field of an entity, or to one element below it. */
export interface FieldChange {
  readonly kind: "added" | "removed" | "changed" | "moved" | "unchanged";
  /** As it is written behind `new.` in a query, or behind `old.` where it is gone; empty for the whole value. */
  readonly path: string;
  /** Where it stood, for an element that moved. */
  readonly from?: string;
  /** Absent where there was nothing, and in `moved`. */
  readonly before?: JsonTree;
  readonly after?: JsonTree;
}

/** A delta as a flat list: what changed down to the last element, and what did not as large pieces as can be. */
export function fieldChanges(delta: Delta): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  list(delta, [], [], changes);
  return changes;
}

function list(delta: Delta, path: readonly PathStep[], origin: readonly PathStep[], changes: FieldChange[]): void {
  switch (delta.kind) {
    case "unchanged":
      // Of a value that is the same as a whole, its fields are still what one looks for.
      if (path.length === 0 && delta.value instanceof Map && delta.value.size > 0) {
        for (const [key, value] of delta.value as ReadonlyMap<string, JsonTree>)
          changes.push({ kind: "unchanged", path: pathText([key]), before: value, after: value });
      } else {
        changes.push({ kind: "unchanged", path: pathText(path), before: delta.value, after: delta.value });
      }
      break;
    case "added":
      changes.push({ kind: "added", path: pathText(path), after: delta.after });
      break;
    case "removed":
      changes.push({ kind: "removed", path: pathText(origin), before: delta.before });
      break;
    case "changed":
      changes.push({ kind: "changed", path: pathText(path), before: delta.before, after: delta.after });
      break;
    case "object":
      for (const [key, member] of delta.members) list(member, [...path, key], [...origin, key], changes);
      break;
    case "array":
      for (const { from, to, moved, delta: element } of delta.elements) {
        const here = [...path, to ?? from ?? 0];
        const there = [...origin, from ?? to ?? 0];
        if (moved) changes.push({ kind: "moved", path: pathText(here), from: pathText(there) });
        if (!moved || element.kind !== "unchanged") list(element, here, there, changes);
      }
      break;
  }
}

/** Steps as they are written in a query behind a column's name. */
export function pathText(path: readonly PathStep[]): string {
  return path
    .map((step, i) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[A-Za-z_]\w*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return i === 0 ? step : `.${step}`;
    })
    .join("");
}
