import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIRST_INSTANT, LAST_INSTANT, formatInstant, readInstant } from "../../../server/src/base/instant.ts";

describe("reading RFC 3339", () => {
  it.each([
    ["1970-01-01T00:00:00Z", 0n],
    ["1970-01-01t00:00:00z", 0n],
    ["1970-01-01 00:00:00Z", 0n],
    ["1969-12-31T23:59:59.999999Z", -1n],
    ["2024-02-29T12:00:00+02:00", 1_709_200_800_000_000n],
    ["2024-02-29T12:00:00-00:00", 1_709_208_000_000_000n],
    ["2024-01-15T10:00:00.1Z", 1_705_312_800_100_000n],
    ["2024-01-15T10:00:00.123456999Z", 1_705_312_800_123_456n],
    ["0001-01-01T00:00:00Z", FIRST_INSTANT],
    ["9999-12-31T23:59:59.999999Z", LAST_INSTANT],
  ])("%s", (text, micros) => {
    expect(readInstant(text)).toBe(micros);
  });

  it.each([
    "2024-01-15T10:00:00",
    "2024-01-15T10:00Z",
    "2024-01-15",
    "2023-02-29T00:00:00Z",
    "2024-13-01T00:00:00Z",
    "2024-00-01T00:00:00Z",
    "2024-01-15T24:00:00Z",
    "2024-06-30T23:59:60Z",
    "2024-01-15T10:00:00.Z",
    "2024-01-15T10:00:00+0200",
    "2024-01-15T10:00:00+24:00",
    "0001-01-01T00:00:00+01:00",
    "0000-12-31T00:00:00Z",
    " 2024-01-15T10:00:00Z",
    "2024-01-15T10:00:00Z\n",
  ])("%j is none", (text) => {
    expect(readInstant(text)).toBeUndefined();
  });
});

it("prints only the digits that say something", () => {
  expect(formatInstant(1_705_312_800_000_000n)).toBe("2024-01-15T10:00:00Z");
  expect(formatInstant(1_705_312_800_120_000n)).toBe("2024-01-15T10:00:00.120Z");
  expect(formatInstant(1_705_312_800_000_001n)).toBe("2024-01-15T10:00:00.000001Z");
  expect(formatInstant(-1n)).toBe("1969-12-31T23:59:59.999999Z");
});

it("prints every 64-bit moment", () => {
  expect(formatInstant(2n ** 63n - 1n)).toBe("+294247-01-10T04:00:54.775807Z");
  expect(formatInstant(-(2n ** 63n))).toBe("-290308-12-21T19:59:05.224192Z");
});

it("reads back what it prints, and agrees with Date", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: FIRST_INSTANT, max: LAST_INSTANT }), (micros) => {
      const text = formatInstant(micros);
      expect(readInstant(text)).toBe(micros);
      const millis = micros - (((micros % 1000n) + 1000n) % 1000n);
      expect(new Date(Number(millis / 1000n)).toISOString().slice(0, 19)).toBe(text.slice(0, 19));
    }),
  );
});
