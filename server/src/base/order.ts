import { canonicalJson } from "./json.ts";
import { Instant, Json, comparable, isNumeric } from "./value.ts";
import type { Value } from "./value.ts";

/** Place of a value's type in the order across types: null, booleans, numbers, strings, times, other JSON. */
export function typeRank(value: Value): number {
  if (value === null) return 0;
  if (typeof value === "boolean") return 1;
  if (isNumeric(value)) return 2;
  if (typeof value === "string") return 3;
  return value instanceof Instant ? 4 : 5;
}

/** Total order over all values, nulls first: by type rank, then within the type. */
export function compareValues(a: Value, b: Value): number {
  const rank = typeRank(a);
  const difference = rank - typeRank(b);
  if (difference !== 0) return difference;
  switch (rank) {
    case 0:
      return 0;
    case 1:
      return Number(a) - Number(b);
    case 2:
      return compareNumbers(a as bigint | number, b as bigint | number);
    case 3:
      return compareStrings(a as string, b as string);
    case 4:
      return compareBigints((a as Instant).micros, (b as Instant).micros);
    default:
      return compareStrings(canonicalJson((a as Json).tree), canonicalJson((b as Json).tree));
  }
}

function compareNumbers(a: bigint | number, b: bigint | number): number {
  const x = comparable(a);
  const y = comparable(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

function compareBigints(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code point, which differs from JavaScript's order by UTF-16 unit above U+FFFF. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xHigh = x >= 0xd800 && x <= 0xdfff;
    const yHigh = y >= 0xd800 && y <= 0xdfff;
    return xHigh === yHigh ? x - y : xHigh ? 1 : -1;
  }
  return a.length - b.length;
}

/** Lexicographic order of two keys of equal length. */
export function compareKeys(a: readonly Value[], b: readonly Value[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = compareValues(a[i] ?? null, b[i] ?? null);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Text that is the same for two values exactly when the language calls them equal (null equals null here): a key for maps. */
export function keyText(value: Value): string {
  if (isNumeric(value)) return `2${canonicalJson(value)}`;
  if (value instanceof Instant) return `4${value.micros}`;
  if (value instanceof Json) return `5${canonicalJson(value.tree)}`;
  return `${typeRank(value)}${String(value)}`;
}
