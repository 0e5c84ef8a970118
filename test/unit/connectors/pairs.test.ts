import { expect, test } from "vitest";
import { Pairs } from "../../../server/src/connectors/store/columns/pairs.ts";

/** Numbers that jump about, the same in every run. */
function numbers(length: number, below: number, step: number): Uint32Array {
  return Uint32Array.from({ length }, (_, at) => (at * step) % below);
}

test.each([
  ["in a table", 50, 700],
  ["by hash", 9000, 70_000],
  ["first in a table, then by hash", 40, 100_000],
])("equal pairs have equal numbers, in the order in which they are met: %s", (_, few, many) => {
  const pairs = new Pairs();
  const met = new Map<string, number>();
  for (const [first, second] of [
    [few, few],
    [few, many],
    [many, few],
  ] as const) {
    const [firsts, seconds] = [numbers(3000, first, 7919), numbers(3000, second, 104_729)];
    const before = pairs.count;
    const found = pairs.number(firsts, seconds, first, second, new Uint32Array(3000));
    const metAt: number[] = [];
    const expected = Array.from(firsts, (number, at) => {
      const key = `${number} ${seconds[at]}`;
      if (!met.has(key)) {
        met.set(key, met.size);
        metAt.push(at);
      }
      return met.get(key);
    });
    expect([...found]).toEqual(expected);
    expect([...pairs.metAt.subarray(before, pairs.count)]).toEqual(metAt);
    expect(pairs.count).toBe(met.size);
    expect(pairs.count).toBeGreaterThan(before);
  }
});
