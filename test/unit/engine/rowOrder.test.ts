import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareValues } from "../../../server/src/base/order.ts";
import { Instant, Json, WideNumber } from "../../../server/src/base/value.ts";
import type { Value } from "../../../server/src/base/value.ts";
import { Breather } from "../../../server/src/engine/breather.ts";
import { rowOrder } from "../../../server/src/engine/rowOrder.ts";
import { RowStore } from "../../../server/src/engine/rowStore.ts";
import { fakePorts } from "../../support/ports.ts";

/** Its clock grows with each look, so the work is interrupted again and again. */
const breather = () => new Breather(fakePorts().clock);
const goOn = () => true;

function storeOf(values: readonly Value[]): RowStore {
  const store = new RowStore();
  store.add(values.map((value, at) => [BigInt(at), value]));
  return store;
}

const order = (values: readonly Value[], direction: "asc" | "desc") =>
  rowOrder(storeOf(values), [{ place: 1, direction }], { breather: breather(), progress: goOn });

const everyType: readonly Value[] = [
  new Json('{"b":1}'),
  "b",
  2.5,
  null,
  new Instant(5n),
  true,
  10n,
  "\u{1F600}",
  "\uFF01",
  false,
  new WideNumber("18446744073709551616"),
  new Json('{"a":1}'),
  -(2n ** 63n),
];

describe("the order of one column", () => {
  test("ranks across types as the language does", async () => {
    const places = [...(await order(everyType, "asc"))!];
    const expected = everyType.map((_, at) => at).toSorted((a, b) => compareValues(everyType[a]!, everyType[b]!));
    expect(places).toEqual(expected);
    expect(everyType[places[0]!]).toBeNull();
    expect(places.indexOf(8)).toBeLessThan(places.indexOf(7)); // by code point: ！ before an emoji
  });

  test("keeps rows with equal values as they were, in both directions", async () => {
    const values = Array.from({ length: 9000 }, (_, at) => ((at * 7) % 5 === 0 ? null : BigInt((at * 31) % 3)));
    for (const direction of ["asc", "desc"] as const) {
      const sign = direction === "asc" ? 1 : -1;
      const expected = values
        .map((_, at) => at)
        .toSorted((a, b) => compareValues(values[a]!, values[b]!) * sign || a - b);
      expect([...(await order(values, direction))!]).toEqual(expected);
    }
  });

  test("is that of a plain stable sort, whatever the values", async () => {
    const value = fc.oneof(
      fc.bigInt({ min: -5n, max: 5n }),
      fc.string({ maxLength: 2 }),
      fc.constant(null),
      fc.double(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 600 }), async (raw) => {
        const values = raw.map((one) => (typeof one === "number" && !Number.isFinite(one) ? 0 : one));
        const expected = values.map((_, at) => at).toSorted((a, b) => compareValues(values[a]!, values[b]!) || a - b);
        expect([...(await order(values, "asc"))!]).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test("is given up as soon as nobody wants it", async () => {
    const shares: number[] = [];
    const values = Array.from({ length: 20_000 }, (_, at) => BigInt(at % 1000));
    const given = await rowOrder(storeOf(values), [{ place: 1, direction: "asc" }], {
      breather: breather(),
      progress: (share) => shares.push(share) < 2,
    });
    expect(given).toBeUndefined();
    expect(shares).toHaveLength(2);
  });

  test("tells how far it is", async () => {
    const shares: number[] = [];
    const values = Array.from({ length: 20_000 }, (_, at) => BigInt((at * 7919) % 20_000));
    await rowOrder(storeOf(values), [{ place: 1, direction: "asc" }], {
      breather: breather(),
      progress: (share) => shares.push(share) > 0,
    });
    expect(shares.length).toBeGreaterThan(5);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  });
});

test("several columns are ordered one after the other, each in its direction", async () => {
  const value = fc.oneof(fc.bigInt({ min: 0n, max: 2n }), fc.constantFrom("a", "b", null));
  const rowsOf = fc.array(fc.tuple(value, value, value), { maxLength: 300 });
  const keysOf = fc.array(
    fc.record({ place: fc.nat(2), direction: fc.constantFrom("asc" as const, "desc" as const) }),
    {
      minLength: 1,
      maxLength: 3,
    },
  );
  await fc.assert(
    fc.asyncProperty(rowsOf, keysOf, async (rows, keys) => {
      const store = new RowStore();
      store.add(rows);
      const compare = (a: number, b: number) =>
        keys.reduce((found, { place, direction }) => {
          const difference = compareValues(rows[a]![place]!, rows[b]![place]!);
          return found || (direction === "asc" ? difference : -difference);
        }, 0);
      const expected = rows.map((_, at) => at).toSorted((a, b) => compare(a, b) || a - b);
      expect([...(await rowOrder(store, keys, { breather: breather(), progress: goOn }))!]).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test("a page in an order has the rows of that order, also behind the last full block", async () => {
  const values = Array.from({ length: 700 }, (_, at) => `line ${at}\nand "more" 😀 ${700 - at}`);
  const store = storeOf(values);
  const backwards = Uint32Array.from({ length: 700 }, (_, at) => 699 - at);
  expect(store.page(0, 3, [0, 1], backwards)).toEqual([699, 698, 697].map((at) => [{ $int: String(at) }, values[at]]));
  expect(store.page(690, 100, [1], backwards).map(([text]) => text)).toEqual(values.slice(0, 10).toReversed());
  expect(store.page(250, 10, [0]).map(([at]) => at)).toEqual(
    Array.from({ length: 10 }, (_, at) => ({ $int: String(250 + at) })),
  );
});
