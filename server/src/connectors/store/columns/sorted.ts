import { compareValues } from "../../../base/order.ts";
import type { Value } from "../../../base/value.ts";
import type { Expression, SortKey } from "../../../query/query.ts";
import { compareRows } from "../../../store/segments/segment.ts";
import type { Segment } from "../../../store/segments/segment.ts";
import type { LogValues } from "./fields.ts";
import type { Block } from "./order.ts";
import { Output } from "./output.ts";
import type { Turns } from "./scan.ts";

/** Rows that are sorted, or merged, before messages are let in. */
const RUN = 8192;
/** The same where rows come by time, and all may be found after a few of them. */
const SHORT_RUN = 512;
/** Rows that are not wanted are thrown away when they are so many. */
const SURPLUS = 10_000;

interface Sorted {
  readonly segment: Segment;
  readonly row: number;
  readonly key: readonly Value[];
}
type Compare = (a: Sorted, b: Sorted) => number;

/**
 * Rows sorted by keys of any kind, ties by the event order in the direction of the first key; no more than `most`. Where
 * the first key is the time they come by it, and those behind the ones wanted are not looked at.
 */
export async function* sorted(
  blocks: AsyncIterable<Block>,
  keys: readonly SortKey[],
  most: number,
  values: LogValues,
  turns: Turns,
): AsyncGenerator<Block> {
  const reader = new Output(
    keys.map(({ value }, at) => ({ name: String(at), value })),
    values,
  );
  const isByTime = keys[0] !== undefined && isTimestamp(keys[0].value);
  const compare = comparing(keys);
  let runs: Sorted[][] = [];
  let [held, met] = [0, 0];
  let border: Value | undefined;
  for await (const { segment, rows } of inPieces(blocks, isByTime ? SHORT_RUN : RUN)) {
    await turns.make(segment, reader.lacks(segment, rows.length));
    reader.prepare(segment, rows);
    const read = reader.rows(segment, rows);
    const run = read.map((key, at): Sorted => ({ segment, row: rows[at] as number, key }));
    if (border === undefined && met + run.length > most) border = run[most - met]?.key[0];
    met += run.length;
    held += run.length;
    const last = run.at(-1)?.key[0];
    runs.push(run.sort(compare));
    if (isByTime && border !== undefined && compareValues(last ?? null, border) !== 0) break;
    if (held > most + Math.max(most, SURPLUS)) {
      runs = [(await mergedRuns(runs, compare, turns)).slice(0, most)];
      held = most;
    }
    await turns.after(0);
  }
  for (const { segment, row } of (await mergedRuns(runs, compare, turns)).slice(0, most))
    yield { segment, rows: Uint32Array.of(row) };
}

export function isTimestamp(expression: Expression): boolean {
  return expression.kind === "field" && expression.field.column === "timestamp" && expression.field.path.length === 0;
}

function comparing(keys: readonly SortKey[]): Compare {
  const signs = keys.map(({ direction }) => (direction === "desc" ? -1 : 1));
  return (a, b) => {
    for (let at = 0; at < signs.length; at++) {
      const difference = compareValues(a.key[at] ?? null, b.key[at] ?? null);
      if (difference !== 0) return difference * (signs[at] as number);
    }
    return compareRows(a.segment, a.row, b.segment, b.row) * (signs[0] as number);
  };
}

async function* inPieces(blocks: AsyncIterable<Block>, size: number): AsyncGenerator<Block> {
  for await (const { segment, rows } of blocks)
    for (let at = 0; at < rows.length; at += size) yield { segment, rows: rows.subarray(at, at + size) };
}

/** Sorted runs as one, two by two. */
async function mergedRuns(runs: readonly Sorted[][], compare: Compare, turns: Turns): Promise<Sorted[]> {
  let left = runs;
  while (left.length > 1) {
    const next: Sorted[][] = [];
    for (let at = 0; at < left.length; at += 2) {
      const [a = [], b] = left.slice(at, at + 2);
      next.push(b ? await mergedPair(a, b, compare, turns) : a);
    }
    left = next;
  }
  return left[0] ?? [];
}

async function mergedPair(a: Sorted[], b: Sorted[], compare: Compare, turns: Turns): Promise<Sorted[]> {
  const merged: Sorted[] = [];
  for (let [i, j] = [0, 0]; i < a.length || j < b.length;) {
    const [x, y] = [a[i], b[j]];
    if (x && (!y || compare(x, y) <= 0)) {
      merged.push(x);
      i++;
    } else if (y) {
      merged.push(y);
      j++;
    }
    if (merged.length % RUN === 0) await turns.after(0);
  }
  return merged;
}
