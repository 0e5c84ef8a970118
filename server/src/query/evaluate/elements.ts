import { diffArrays } from "diff";
import { canonicalJson } from "../../base/json.ts";
import type { JsonTree } from "../../base/json.ts";

/** Two elements that belong together, or one that has no other: places in the array before and after. */
export interface ElementMatch {
  readonly from?: number;
  readonly to?: number;
  /** Whether it changed its place among those that belong together. */
  readonly moved: boolean;
}

/** Members that tell the elements of a list apart, the surest first. */
const IDENTITIES = ["id", "_id", "uuid", "guid", "identifier", "key", "code", "sku", "slug", "name"];

/** Arrays that differ in more places than this are compared place by place: the shortest script is worth no minute. */
const MOST_EDITS = 400;

/**
 * Which elements of two arrays belong together. Where all elements are objects with an identity of their own (a member
 * `id`, `uuid`, `key`, `code`, `sku`, `name` or the like that no two share), those with the same one; else those that
 * are equal, by a shortest script of edits (Myers), and of the rest what stood and stands at the same place between
 * them. Comes in the order of the array after, with what is gone where it was.
 */
export function matchElements(before: readonly JsonTree[], after: readonly JsonTree[]): readonly ElementMatch[] {
  const identity = IDENTITIES.find((key) => tellsApart(key, before) && tellsApart(key, after));
  const keyOf = (element: JsonTree): string => {
    const own = identity !== undefined && element instanceof Map ? (element.get(identity) as JsonTree) : element;
    return canonicalJson(own);
  };
  const script = diffArrays(before.map(keyOf), after.map(keyOf), { maxEditLength: MOST_EDITS });
  return script ? matchesOf(script, identity !== undefined) : byPlace(before.length, after.length);
}

/** Whether every element is an object with a text or number of its own under the key. */
function tellsApart(key: string, elements: readonly JsonTree[]): boolean {
  const seen = new Set<string>();
  return elements.every((element) => {
    const own = element instanceof Map ? (element.get(key) as JsonTree | undefined) : undefined;
    if (typeof own !== "string" && typeof own !== "bigint") return false;
    const text = canonicalJson(own);
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
}

interface Step {
  readonly value: readonly string[];
  readonly added: boolean;
  readonly removed: boolean;
}

function matchesOf(script: readonly Step[], isIdentified: boolean): readonly ElementMatch[] {
  const gaps = gapsOf(script);
  const origins = originsOf(gaps);
  const moved = new Set(origins.values());
  return gaps.flatMap(({ gone, come, stayed }): readonly ElementMatch[] => {
    const left = gone.filter(({ at }) => !moved.has(at));
    const here = come.map(({ at: to }): ElementMatch => {
      const origin = origins.get(to);
      if (origin !== undefined) return { from: origin, to, moved: true };
      const counterpart = isIdentified ? undefined : left.shift();
      return { ...(counterpart && { from: counterpart.at }), to, moved: false };
    });
    return [...here, ...left.map(({ at: from }) => ({ from, moved: false })), ...stayed];
  });
}

/** An element that is on one side only, by its key. */
interface Lone {
  readonly key: string;
  readonly at: number;
}

/** What is gone and what has come at one place of the array, and the elements behind it that stayed. */
interface Gap {
  readonly gone: Lone[];
  readonly come: Lone[];
  readonly stayed: ElementMatch[];
}

function gapsOf(script: readonly Step[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let [from, to] = [0, 0];
  for (const { value, added, removed } of script) {
    let gap = gaps.at(-1);
    if (!gap || (gap.stayed.length > 0 && (added || removed))) gaps.push((gap = { gone: [], come: [], stayed: [] }));
    for (const key of value) {
      if (removed) gap.gone.push({ key, at: from++ });
      else if (added) gap.come.push({ key, at: to++ });
      else gap.stayed.push({ from: from++, to: to++, moved: false });
    }
  }
  return gaps;
}

/** Elements that are gone from one place and have come to another: by their place now, where they stood. */
function originsOf(gaps: readonly Gap[]): ReadonlyMap<number, number> {
  const free = new Map<string, number[]>();
  for (const { key, at } of gaps.flatMap(({ gone }) => gone)) {
    const places = free.get(key);
    if (places) places.push(at);
    else free.set(key, [at]);
  }
  const origins = new Map<number, number>();
  for (const { key, at } of gaps.flatMap(({ come }) => come)) {
    const from = free.get(key)?.shift();
    if (from !== undefined) origins.set(at, from);
  }
  return origins;
}

function byPlace(before: number, after: number): readonly ElementMatch[] {
  return Array.from({ length: Math.max(before, after) }, (_, at) => ({
    ...(at < before && { from: at }),
    ...(at < after && { to: at }),
    moved: false,
  }));
}
