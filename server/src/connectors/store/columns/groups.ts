import type { Value } from "../../../base/value.ts";
import { compareValues } from "../../../base/order.ts";
import type { Expression, NamedExpression } from "../../../query/query.ts";
import type { Segment } from "../../../store/segments/segment.ts";
import type { LogValues } from "./fields.ts";
import { keyCoder } from "./keys.ts";
import type { KeyCoder } from "./keys.ts";
import type { Block } from "./order.ts";
import { Output } from "./output.ts";

/** Up to so many numbers of the keys before, pairs are looked up in arrays; beyond in a map. */
const MOST_TABLES = 4096;

/** Numbers the groups that keys make: rows with equal keys have the same number. */
export class Groups {
  readonly #coders: readonly KeyCoder[];
  readonly #pairs: Pairs[];
  /** The first row of each group in the order in which blocks came. */
  readonly firsts: { readonly segment: Segment; readonly row: number }[] = [];

  readonly #values: LogValues;

  constructor(by: readonly Expression[], values: LogValues) {
    this.#values = values;
    this.#coders = by.map((key) => keyCoder(key, values));
    this.#pairs = by.map(() => new Pairs());
  }

  get count(): number {
    return this.firsts.length;
  }

  /** The group of each row of a block. */
  of(block: Block): Uint32Array {
    let groups: Uint32Array = new Uint32Array(block.rows.length);
    for (const [at, coder] of this.#coders.entries()) {
      const codes = coder.codes(block);
      groups = this.#pairs[at]?.number(groups, codes) ?? codes;
    }
    for (let at = 0; at < groups.length; at++) {
      const group = groups[at] as number;
      if (group === this.firsts.length) this.firsts.push({ segment: block.segment, row: block.rows[at] as number });
    }
    return groups;
  }

  /** A group's keys as its first event has them. */
  keys(by: readonly NamedExpression[]): (group: number) => readonly Value[] {
    const codes = this.#codesOfGroups();
    const coders = this.#coders;
    const output = new Output(by, this.#values);
    return (group) => {
      if (coders.every(({ isUniform }) => isUniform))
        return coders.map(({ values }, at) => values[codes[at]?.[group] ?? 0] ?? null);
      const first = this.firsts[group];
      return (first && output.rows(first.segment, Uint32Array.of(first.row))[0]) ?? [];
    };
  }

  /** Groups by their keys, in the order of the language. */
  sorted(): readonly number[] {
    const groups = Array.from({ length: this.count }, (_, group) => group);
    const ranks = this.#coders.map(({ values }) => ranksOf(values));
    const codes = this.#codesOfGroups();
    return groups.sort((a, b) => {
      for (let at = 0; at < ranks.length; at++) {
        const difference = (ranks[at]?.[codes[at]?.[a] ?? 0] as number) - (ranks[at]?.[codes[at]?.[b] ?? 0] as number);
        if (difference !== 0) return difference;
      }
      return 0;
    });
  }

  /** For each key, the number of its value in each group. */
  #codesOfGroups(): readonly Uint32Array[] {
    const codes = this.#coders.map(() => new Uint32Array(this.count));
    let groups = Uint32Array.from({ length: this.count }, (_, group) => group);
    for (let at = this.#coders.length - 1; at >= 0; at--) {
      const pairs = this.#pairs[at];
      codes[at]?.set(groups.map((group) => pairs?.seconds[group] ?? 0));
      groups = groups.map((group) => pairs?.firsts[group] ?? 0);
    }
    return codes;
  }
}

function ranksOf(values: readonly Value[]): Uint32Array {
  const order = values.map((_, at) => at).sort((a, b) => compareValues(values[a] ?? null, values[b] ?? null));
  const ranks = new Uint32Array(values.length);
  for (const [rank, at] of order.entries()) ranks[at] = rank;
  return ranks;
}

/** Numbers pairs of numbers, from 0, in the order in which they are met. */
class Pairs {
  readonly firsts: number[] = [];
  readonly seconds: number[] = [];
  readonly #tables: (Uint32Array | undefined)[] = [];
  readonly #map = new Map<number, number>();

  number(firsts: Uint32Array, seconds: Uint32Array): Uint32Array {
    const numbers = new Uint32Array(firsts.length);
    for (let at = 0; at < firsts.length; at++) {
      const [first, second] = [firsts[at] as number, seconds[at] as number];
      numbers[at] = first < MOST_TABLES ? this.#inTable(first, second) : this.#inMap(first, second);
    }
    return numbers;
  }

  #inTable(first: number, second: number): number {
    let table = this.#tables[first];
    if (!table || second >= table.length) {
      const larger = new Uint32Array(Math.max(64, 2 ** Math.ceil(Math.log2(second + 1))));
      if (table) larger.set(table);
      this.#tables[first] = table = larger;
    }
    const known = table[second] as number;
    if (known !== 0) return known - 1;
    const number = this.#add(first, second);
    table[second] = number + 1;
    return number;
  }

  #inMap(first: number, second: number): number {
    const key = first * 2 ** 26 + second;
    const known = this.#map.get(key);
    if (known !== undefined) return known;
    const number = this.#add(first, second);
    this.#map.set(key, number);
    return number;
  }

  #add(first: number, second: number): number {
    this.firsts.push(first);
    return this.seconds.push(second) - 1;
  }
}
