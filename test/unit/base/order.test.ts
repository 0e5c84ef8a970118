import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareStrings, compareValues, keyText } from "../../../server/src/base/order.ts";
import { Instant, Json, WideNumber } from "../../../server/src/base/value.ts";
import type { Value } from "../../../server/src/base/value.ts";

const values = fc.oneof(
  fc.constantFrom<Value>(
    null,
    true,
    false,
    0n,
    1n,
    1,
    -1.5,
    2n ** 53n,
    2 ** 53,
    2n ** 53n + 1n,
    2n ** 63n - 1n,
    2 ** 63,
    "",
    "1",
    "true",
  ),
  fc.constantFrom<Value>(
    new WideNumber("9223372036854775808"),
    new WideNumber("1e400"),
    new Instant(0n),
    new Instant(-5n),
  ),
  fc.constantFrom<Value>(new Json("[]"), new Json("{}"), new Json('{"a":1}'), new Json('{"a":1.0}')),
  fc.string({ unit: "binary" }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true }),
);

it("ranks across types: null, booleans, numbers, strings, times, other JSON", () => {
  const mixed: Value[] = [new Json("[]"), new Instant(0n), "a", 5n, true, null];
  expect([...mixed].sort(compareValues)).toStrictEqual([null, true, 5n, "a", new Instant(0n), new Json("[]")]);
});

it("compares an integer and a double mathematically, beyond 2^53 too", () => {
  expect(compareValues(2n ** 53n + 1n, 2 ** 53)).toBeGreaterThan(0);
  expect(compareValues(1n, 1)).toBe(0);
});

it("orders strings by code point, as their UTF-8 bytes are ordered", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
      expect(Math.sign(compareStrings(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
    { numRuns: 2000 },
  );
});

describe("the order", () => {
  it("is total: antisymmetric and transitive", () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        expect(Math.sign(compareValues(a, b))).toBe(-Math.sign(compareValues(b, a)) || 0);
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) expect(compareValues(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 3000 },
    );
  });
  it("calls two values equal exactly when their key texts are", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(compareValues(a, b) === 0).toBe(keyText(a) === keyText(b));
      }),
      { numRuns: 3000 },
    );
  });
});
