import fc from "fast-check";
import { expect, test } from "vitest";
import { parseNumber } from "../../server/src/base/json.ts";
import { keyText } from "../../server/src/base/order.ts";
import { Instant, Json, WideNumber, valueOf } from "../../server/src/base/value.ts";
import type { Value } from "../../server/src/base/value.ts";
import { fromWire, toWire } from "../../server/src/engine/wire.ts";
import type { WireValue } from "../../server/protocol/results.ts";
import { jsonScalars } from "../support/arbitraries.ts";

const values: fc.Arbitrary<Value> = fc.oneof(
  jsonScalars.map(valueOf),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: "binary" }),
  fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }).map((micros) => new Instant(micros)),
  fc.array(jsonScalars).map(valueOf),
  fc.constant(parseNumber("123456789012345678901234567890.5")),
);

test("a value crosses the wire through JSON and is the same", () => {
  fc.assert(
    fc.property(values, (value) => {
      const crossed = fromWire(JSON.parse(JSON.stringify(toWire(value))) as WireValue);
      expect(keyText(crossed)).toBe(keyText(value));
      if (value instanceof WideNumber) expect((crossed as WideNumber).text).toBe(value.text);
      if (value instanceof Json) expect((crossed as Json).text).toBe(value.text);
      expect(typeof crossed).toBe(typeof value);
    }),
    { numRuns: 2000 },
  );
});

test("numbers that no JSON has become those that overflow to them, or nothing", () => {
  expect([Infinity, -Infinity, NaN, -0].map(toWire)).toEqual([{ $number: "1e400" }, { $number: "-1e400" }, null, 0]);
});
