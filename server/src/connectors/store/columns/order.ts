import type { OrderKey } from "../../../store/segments/coreColumns.ts";
import { compareKeys, compareRows } from "../../../store/segments/segment.ts";
import type { JsonPath, Segment } from "../../../store/segments/segment.ts";

/** Rows of one segment, in the event order or, where one goes backwards, against it. */
export interface Block {
  readonly segment: Segment;
  readonly rows: Uint32Array;
}

/** A predicate, as what it selects. */
export interface Select {
  /** Those of some rows of a segment that pass, in the order given. */
  among(segment: Segment, rows: Uint32Array): Uint32Array;
  /** The rows of a whole segment that pass, where they can be told without looking at all; undefined where not. */
  indexed?(segment: Segment): Indexed | undefined;
  /** Columns that it would make of the rows if it were asked about so many of them; made before, they hold up nobody. */
  lacks?(segment: Segment, count: number): readonly JsonPath[];
}

/** Rows that an index tells. */
export interface Indexed {
  /** No more than so many. */
  readonly most: number;
  /** By the event order. What is given may be the index itself: it is not to be written to. */
  rows(): Uint32Array;
}

/** Segments whose events lie among each other in the event order. */
export type Cluster = readonly Segment[];

const known = new WeakMap<readonly Segment[], readonly Cluster[]>();

/** The segments by the event order: all events of a cluster come before all of the next. Late events make clusters of several. */
export function clustersOf(segments: readonly Segment[]): readonly Cluster[] {
  const before = known.get(segments);
  if (before) return before;
  const clusters: Segment[][] = [];
  let last: OrderKey | undefined;
  for (const segment of [...segments].sort((a, b) => compareKeys(a.ends[0], b.ends[0]))) {
    const [first, end] = segment.ends;
    if (last === undefined || compareKeys(last, first) <= 0) clusters.push([segment]);
    else clusters.at(-1)?.push(segment);
    if (last === undefined || compareKeys(last, end) < 0) last = end;
  }
  known.set(segments, clusters);
  return clusters;
}

/** Blocks of several segments, each in the event order, as blocks that are in it one behind the other. */
export function merged(blocks: readonly Block[]): readonly Block[] {
  const parts = blocks.filter(({ rows }) => rows.length > 0).map(({ segment, rows }) => ({ segment, rows, at: 0 }));
  const result: Block[] = [];
  const isBefore = (a: (typeof parts)[0], b: (typeof parts)[0], place = a.at) =>
    compareRows(a.segment, a.rows[place] ?? 0, b.segment, b.rows[b.at] ?? 0) <= 0;
  while (parts.length > 1) {
    parts.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    const [part, next] = parts as [(typeof parts)[0], (typeof parts)[0]];
    const start = part.at;
    let step = 1;
    let low = start;
    while (low + step < part.rows.length && isBefore(part, next, low + step)) {
      low += step;
      step *= 2;
    }
    let high = Math.min(part.rows.length, low + step);
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(part, next, middle)) low = middle;
      else high = middle;
    }
    part.at = low + 1;
    result.push({ segment: part.segment, rows: part.rows.subarray(start, part.at) });
    if (part.at === part.rows.length) parts.shift();
  }
  for (const { segment, rows, at } of parts) result.push({ segment, rows: rows.subarray(at) });
  return result;
}

/** The blocks against the event order. */
export function reversed(blocks: readonly Block[]): readonly Block[] {
  return blocks.toReversed().map(({ segment, rows }) => ({ segment, rows: rows.slice().reverse() }));
}
