import { canonicalJson } from "../../base/json.ts";
import type { JsonTree } from "../../base/json.ts";
import { matchElements } from "./elements.ts";

/** How one JSON value became another: both can be read from it, down to the last element. */
export type Delta =
  | { readonly kind: "unchanged"; readonly value: JsonTree }
  | { readonly kind: "added"; readonly after: JsonTree }
  | { readonly kind: "removed"; readonly before: JsonTree }
  /** Other than `after`, and not both objects or both arrays. */
  | { readonly kind: "changed"; readonly before: JsonTree; readonly after: JsonTree }
  | { readonly kind: "object"; readonly members: readonly (readonly [key: string, delta: Delta])[] }
  | { readonly kind: "array"; readonly elements: readonly ElementDelta[] };

/** An element of an array: where it stood before, and where it stands now. */
export interface ElementDelta {
  readonly from?: number;
  readonly to?: number;
  /** Whether it stands in another order to those that stayed, and was not just shifted by them. */
  readonly moved: boolean;
  readonly delta: Delta;
}

/**
 * Compares two JSON values element by element. Members of objects belong together by their key, elements of arrays as
 * `matchElements` says. Numbers are compared exactly, as the language does.
 */
export function deltaOf(before: JsonTree, after: JsonTree): Delta {
  if (isObject(before) && isObject(after)) return objectDelta(before, after);
  if (isArray(before) && isArray(after)) return arrayDelta(before, after);
  return canonicalJson(before) === canonicalJson(after)
    ? { kind: "unchanged", value: after }
    : { kind: "changed", before, after };
}

/** Members in the order that they have now, then those that are gone. */
function objectDelta(before: ReadonlyMap<string, JsonTree>, after: ReadonlyMap<string, JsonTree>): Delta {
  const members = [...new Set([...after.keys(), ...before.keys()])].map(
    (key) => [key, optionalDelta(before.get(key), after.get(key))] as const,
  );
  const isSame = members.every(([, { kind }]) => kind === "unchanged");
  return isSame ? { kind: "unchanged", value: after } : { kind: "object", members };
}

function arrayDelta(before: readonly JsonTree[], after: readonly JsonTree[]): Delta {
  const elements = matchElements(before, after).map(({ from, to, moved }): ElementDelta => ({
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    moved,
    delta: optionalDelta(from === undefined ? undefined : before[from], to === undefined ? undefined : after[to]),
  }));
  const isSame = elements.every(({ moved, delta }) => !moved && delta.kind === "unchanged");
  return isSame ? { kind: "unchanged", value: after } : { kind: "array", elements };
}

/** Of two sides at least one is there. */
function optionalDelta(before: JsonTree | undefined, after: JsonTree | undefined): Delta {
  if (before === undefined) return { kind: "added", after: after ?? null };
  return after === undefined ? { kind: "removed", before } : deltaOf(before, after);
}

export function isObject(tree: JsonTree | undefined): tree is ReadonlyMap<string, JsonTree> {
  return tree instanceof Map;
}

export function isArray(tree: JsonTree | undefined): tree is readonly JsonTree[] {
  return Array.isArray(tree);
}
