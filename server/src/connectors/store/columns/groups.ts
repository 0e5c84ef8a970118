import type { Value } from "../../../base/value.ts";
import { compareValues } from "../../../base/order.ts";
import type { Expression, NamedExpression } from "../../../query/query.ts";
import type { Segment } from "../../../store/segments/segment.ts";
import type { LogValues } from "./fields.ts";
import { keyCoder } from "./keys.ts";
import type { KeyCoder } from "./keys.ts";
import type { Block } from "./order.ts";
import { Output } from "./output.ts";
import { Pairs } from "./pairs.ts";
import { KEPT, roomFor } from "./room.ts";

/** The first of the places of rooms for the numbers of keys and of pairs of them. */
const KEYS = KEPT + 1;

/** Numbers the groups that keys make: rows with equal keys have the same number. Not every number need be in use. */
export class Groups {
  readonly #coders: readonly KeyCoder[];
  /** Of the groups of the keys before with each further key. */
  readonly #pairs: readonly Pairs[];
  readonly #values: LogValues;
  /** By group, one more than the place of the segment of its first row, in the order in which blocks came. */
  #seen = new Uint32Array(64);
  #firsts = new Uint32Array(64);
  readonly #segments: Segment[] = [];

  constructor(by: readonly Expression[], values: LogValues) {
    this.#values = values;
    this.#coders = by.map((key) => keyCoder(key, values));
    this.#pairs = by.slice(1).map(() => new Pairs());
  }

  /** More than the highest number in use. */
  get count(): number {
    return this.#pairs.at(-1)?.count ?? this.#coders[0]?.values.length ?? 1;
  }

  /** The group of each row of a block, in a room that the next block takes. */
  of(block: Block): Uint32Array {
    const [first, ...rest] = this.#coders;
    const { length } = block.rows;
    let groups = first?.codes(block, roomFor(KEYS, length)) ?? roomFor(KEYS, length).fill(0);
    let count = first?.values.length ?? 1;
    const place = this.#segments.push(block.segment);
    for (const [at, coder] of rest.entries()) {
      const pairs = this.#pairs[at] as Pairs;
      const before = pairs.count;
      const codes = coder.codes(block, roomFor(KEYS + 1, length));
      const room = roomFor(KEYS + 2 + (at % 2), length);
      groups = pairs.number(groups, codes, count, coder.values.length, room);
      count = pairs.count;
      if (at < rest.length - 1) continue;
      this.#makeRoom(count);
      for (let group = before; group < count; group++)
        this.#meet(group, place, block.rows[pairs.metAt[group] as number] as number);
    }
    if (rest.length === 0) this.#see(block.rows, groups, count, place);
    return groups;
  }

  #see(rows: Uint32Array, groups: Uint32Array, count: number, place: number): void {
    this.#makeRoom(count);
    const seen = this.#seen;
    for (let at = 0; at < groups.length; at++) {
      const group = groups[at] as number;
      if (seen[group] === 0) this.#meet(group, place, rows[at] as number);
    }
  }

  #meet(group: number, place: number, row: number): void {
    this.#seen[group] = place;
    this.#firsts[group] = row;
  }

  #makeRoom(count: number): void {
    if (count <= this.#seen.length) return;
    this.#seen = larger(this.#seen, count);
    this.#firsts = larger(this.#firsts, count);
  }

  /** For each key, how to tell a group's: as its first event has it. */
  keys(by: readonly NamedExpression[]): readonly ((group: number) => Value)[] {
    const coders = this.#coders;
    if (coders.every(({ isUniform }) => isUniform))
      return this.#codesOfGroups().map((codes, at) => {
        const { values } = coders[at] as KeyCoder;
        return (group) => values[codes[group] as number] ?? null;
      });
    const output = new Output(by, this.#values);
    let [read, own]: [number, readonly Value[]] = [-1, []];
    return by.map((_, at) => (group) => {
      if (group !== read) [read, own] = [group, this.#firstRow(output, group)];
      return own[at] ?? null;
    });
  }

  #firstRow(output: Output, group: number): readonly Value[] {
    const segment = this.#segments[(this.#seen[group] as number) - 1];
    return (segment && output.rows(segment, this.#firsts.subarray(group, group + 1))[0]) ?? [];
  }

  /** Groups by their keys, in the order of the language. */
  sorted(): Uint32Array {
    const { count } = this;
    const seen = this.#seen;
    let groups = new Uint32Array(count);
    let used = 0;
    for (let group = 0; group < count; group++) if (seen[group] !== 0) groups[used++] = group;
    groups = groups.subarray(0, used);
    const codes = this.#codesOfGroups();
    // By the last key first: a sort that leaves equal ones where they are then sorts by all.
    for (let at = this.#coders.length - 1; at >= 0; at--) {
      const { values } = this.#coders[at] as KeyCoder;
      groups = sortedByRank(groups, codes[at] as Uint32Array, ranksOf(values), values.length);
    }
    return groups;
  }

  /** For each key, the number of its value in each group. */
  #codesOfGroups(): readonly Uint32Array[] {
    const { count } = this;
    const codes: Uint32Array[] = [];
    let groups = new Uint32Array(count);
    for (let group = 0; group < count; group++) groups[group] = group;
    for (let at = this.#pairs.length - 1; at >= 0; at--) {
      const { firsts, seconds } = this.#pairs[at] as Pairs;
      codes.unshift(groups.map((group) => seconds[group] as number));
      groups = groups.map((group) => firsts[group] as number);
    }
    if (this.#coders.length > 0) codes.unshift(groups);
    return codes;
  }
}

function larger(numbers: Uint32Array, count: number): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(Math.max(count, numbers.length * 2));
  grown.set(numbers);
  return grown;
}

/** The place of each value among all; equal ones are there only once. */
function ranksOf(values: readonly Value[]): Uint32Array {
  const order = values.map((_, at) => at).sort((a, b) => compareValues(values[a] ?? null, values[b] ?? null));
  const ranks = new Uint32Array(values.length);
  for (const [rank, at] of order.entries()) ranks[at] = rank;
  return ranks;
}

function sortedByRank(
  groups: Uint32Array,
  codes: Uint32Array,
  ranks: Uint32Array,
  count: number,
): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(count + 1);
  for (let at = 0; at < groups.length; at++) {
    const rank = ranks[codes[groups[at] as number] as number] as number;
    (next[rank + 1] as number)++;
  }
  for (let rank = 0; rank < count; rank++) (next[rank + 1] as number) += next[rank] as number;
  const sorted = new Uint32Array(groups.length);
  for (let at = 0; at < groups.length; at++) {
    const group = groups[at] as number;
    const rank = ranks[codes[group] as number] as number;
    sorted[next[rank] as number] = group;
    (next[rank] as number)++;
  }
  return sorted;
}
