import type { SortKey } from "../../protocol/results.ts";
import { canonicalJson } from "../base/json.ts";
import { compareStrings, typeRank } from "../base/order.ts";
import { Instant, Json, comparable } from "../base/value.ts";
import type { Value } from "../base/value.ts";
import type { Breather } from "./breather.ts";
import type { RowStore } from "./rowStore.ts";
import { fromWire } from "./wire.ts";

/** How a sort goes on while others use the thread. */
export interface SortWatch {
  readonly breather: Breather;
  /** Called now and then with the share of the work that is done, 0 to 1; `false` gives the sort up. */
  progress(share: number): boolean;
}

/** A column to order by: its place in the rows. */
export interface OrderKey extends Pick<SortKey, "direction"> {
  readonly place: number;
}

/**
 * Which row stands at each place when columns are ordered as the language orders values of all types, the first before
 * the others. Stable: rows with equal values stay as they were, in all directions. Undefined when it was given up.
 */
export async function rowOrder(
  rows: RowStore,
  keys: readonly OrderKey[],
  watch: SortWatch,
): Promise<Uint32Array | undefined> {
  const read = await readKeys(rows, keys, watch);
  return read && mergeSort(rows.length, comparison(read), watch);
}

/** Values of a column as what is quick to compare: numbers and times as numbers, texts and canonical JSON as strings. */
interface Keys {
  /** 1 ascending, -1 descending. */
  readonly sign: 1 | -1;
  readonly ranks: Uint8Array;
  readonly values: Key[];
}

type Key = number | bigint | string;

/** Reading the rows takes about as long as ordering them. */
const READING = 0.5;
/** Steps between two looks at the clock. */
const STRIDE = 1024;

async function readKeys(
  rows: RowStore,
  keys: readonly OrderKey[],
  watch: SortWatch,
): Promise<readonly Keys[] | undefined> {
  const { length } = rows;
  const columns = keys.map(({ place, direction }): Keys & { readonly place: number } => {
    return { place, sign: direction === "asc" ? 1 : -1, ranks: new Uint8Array(length), values: [] };
  });
  for (let at = 0; at < length; at++) {
    const row = rows.row(at);
    for (const { place, ranks, values } of columns) {
      const value = fromWire(row[place] ?? null);
      ranks[at] = typeRank(value);
      values.push(keyOf(value));
    }
    if (at % STRIDE === 0 && !(await goesOn(watch, (READING * at) / length))) return undefined;
  }
  return columns;
}

function keyOf(value: Value): Key {
  if (value === null) return 0;
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Json) return canonicalJson(value.tree);
  return small(value instanceof Instant ? value.micros : comparable(value));
}

/** A double where it is exact: it compares faster. */
function small(value: number | bigint): number | bigint {
  const double = Number(value);
  return Number.isSafeInteger(double) ? double : value;
}

type Comparison = (a: number, b: number) => number;

function comparison(columns: readonly Keys[]): Comparison {
  return (a, b) => {
    for (const { sign, ranks, values } of columns) {
      const difference = (ranks[a] ?? 0) - (ranks[b] ?? 0) || compareKeys(values[a] ?? 0, values[b] ?? 0);
      if (difference !== 0) return difference * sign;
    }
    return a - b;
  };
}

/** Both keys are of values of one rank. */
function compareKeys(a: Key, b: Key): number {
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rows that are sorted in one piece before they are merged. */
const RUN = 2048;

/** By merging ever longer runs, because the built-in sort cannot be interrupted. */
async function mergeSort(length: number, compare: Comparison, watch: SortWatch): Promise<Uint32Array | undefined> {
  let from = Uint32Array.from({ length }, (_, at) => at);
  let to = new Uint32Array(length);
  const levels = 1 + Math.max(0, Math.ceil(Math.log2(Math.max(1, length / RUN))));
  const share = (level: number, at: number) => READING + (1 - READING) * ((level + at / Math.max(1, length)) / levels);
  for (let at = 0; at < length; at += RUN) {
    from.subarray(at, at + RUN).sort(compare);
    if (!(await goesOn(watch, share(0, at)))) return undefined;
  }
  for (let run = RUN, level = 1; run < length; run *= 2, level++) {
    for (let start = 0; start < length; start += 2 * run) {
      const [middle, end] = [Math.min(start + run, length), Math.min(start + 2 * run, length)];
      for (let left = start, right = middle, at = start; at < end; at++) {
        const [a, b] = [from[left] ?? 0, from[right] ?? 0];
        const takesLeft = left < middle && (right >= end || compare(a, b) < 0);
        to[at] = takesLeft ? a : b;
        if (takesLeft) left++;
        else right++;
        if (at % STRIDE === 0 && !(await goesOn(watch, share(level, at)))) return undefined;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Waits only when it is time to, so a short sort is done in one go. */
async function goesOn({ breather, progress }: SortWatch, share: number): Promise<boolean> {
  if (!breather.due) return true;
  await breather.pause();
  return progress(share);
}
