import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { addDuration, binStart, endOf, startOf } from "../../../server/src/base/calendar.ts";
import { Duration } from "../../../server/src/base/duration.ts";
import {
  FIRST_INSTANT,
  LAST_INSTANT,
  MICROS_PER_DAY,
  formatInstant,
  readInstant,
} from "../../../server/src/base/instant.ts";
import { isTimeZone } from "../../../server/src/base/zone.ts";

const HOUR = 3_600_000_000n;

function at(text: string): bigint {
  const micros = readInstant(text);
  if (micros === undefined) throw new Error(`${text} is no time`);
  return micros;
}

function added(text: string, months: number, micros = 0n, zone = "UTC"): string {
  return formatInstant(addDuration(at(text), new Duration(micros, months), zone));
}

describe("adding", () => {
  it("keeps within the month", () => {
    expect(added("2024-01-31T10:00:00Z", 1)).toBe("2024-02-29T10:00:00Z");
    expect(added("2024-02-29T10:00:00Z", 12)).toBe("2025-02-28T10:00:00Z");
    expect(added("2024-01-31T10:00:00Z", -13)).toBe("2022-12-31T10:00:00Z");
  });

  it("keeps the time of the clock across a change of it", () => {
    expect(added("2024-03-15T11:00:00Z", 1, 0n, "Europe/Prague")).toBe("2024-04-15T10:00:00Z");
    expect(added("2024-03-30T11:00:00Z", 0, MICROS_PER_DAY, "Europe/Prague")).toBe("2024-03-31T11:00:00Z");
  });

  it("stops at the ends of the calendar", () => {
    expect(added("9999-12-01T00:00:00Z", 12)).toBe(formatInstant(LAST_INSTANT));
    expect(added("0001-12-01T00:00:00Z", -12)).toBe(formatInstant(FIRST_INSTANT));
    expect(added("2024-12-01T00:00:00Z", 0, 2n ** 70n)).toBe(formatInstant(LAST_INSTANT));
    expect(added("2024-12-01T00:00:00Z", Infinity)).toBe(formatInstant(LAST_INSTANT));
  });
});

describe("starts and ends of units", () => {
  const wednesday = "2024-05-15T13:47:31.5Z";
  it.each([
    ["minute", "2024-05-15T13:47:00Z", "2024-05-15T13:48:00Z"],
    ["hour", "2024-05-15T13:00:00Z", "2024-05-15T14:00:00Z"],
    ["day", "2024-05-15T00:00:00Z", "2024-05-16T00:00:00Z"],
    ["week", "2024-05-13T00:00:00Z", "2024-05-20T00:00:00Z"],
    ["month", "2024-05-01T00:00:00Z", "2024-06-01T00:00:00Z"],
    ["year", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"],
  ] as const)("%s in UTC", (unit, start, end) => {
    expect(formatInstant(startOf(unit, at(wednesday), "UTC"))).toBe(start);
    expect(formatInstant(endOf(unit, at(wednesday), "UTC"))).toBe(end);
  });

  it("a day of 23 and one of 25 hours", () => {
    const length = (text: string) =>
      endOf("day", at(text), "Europe/Prague") - startOf("day", at(text), "Europe/Prague");
    expect(length("2024-03-31T12:00:00Z")).toBe(23n * HOUR);
    expect(length("2024-10-27T12:00:00Z")).toBe(25n * HOUR);
  });

  it("a day whose midnight is skipped begins at one o'clock", () => {
    expect(formatInstant(startOf("day", at("2018-11-04T12:00:00Z"), "America/Sao_Paulo"))).toBe("2018-11-04T03:00:00Z");
  });

  it("the two hours of a repeated one are two", () => {
    expect(formatInstant(startOf("hour", at("2024-10-27T00:30:00Z"), "Europe/Prague"))).toBe("2024-10-27T00:00:00Z");
    expect(formatInstant(startOf("hour", at("2024-10-27T01:30:00Z"), "Europe/Prague"))).toBe("2024-10-27T01:00:00Z");
  });

  it("hours follow a zone that is half an hour off", () => {
    expect(formatInstant(startOf("hour", at("2024-05-15T13:47:00Z"), "Asia/Kolkata"))).toBe("2024-05-15T13:30:00Z");
  });

  it("agree with Temporal", () => {
    const zones = fc.constantFrom("UTC", "Europe/Prague", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe");
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: at("2035-01-01T00:00:00Z") }), zones, (micros, zone) => {
        const zoned = new Temporal.Instant(micros * 1000n).toZonedDateTimeISO(zone);
        const day = zoned.startOfDay();
        expect(startOf("day", micros, zone)).toBe(day.epochNanoseconds / 1000n);
        expect(endOf("day", micros, zone)).toBe(day.add({ days: 1 }).startOfDay().epochNanoseconds / 1000n);
        const month = zoned.with({ day: 1 }).startOfDay();
        expect(startOf("month", micros, zone)).toBe(month.epochNanoseconds / 1000n);
        const hour = zoned.round({ smallestUnit: "hour", roundingMode: "floor" });
        expect(startOf("hour", micros, zone)).toBe(hour.epochNanoseconds / 1000n);
        const later = zoned.add({ months: 5 });
        expect(addDuration(micros, new Duration(0n, 5), zone)).toBe(later.epochNanoseconds / 1000n);
      }),
    );
  });
});

describe("bins", () => {
  const bin = (text: string, width: Duration, zone = "UTC") => formatInstant(binStart(at(text), width, zone));
  it("below a day count from the epoch, whatever the zone", () => {
    expect(bin("2024-05-15T13:47:00Z", new Duration(HOUR), "Asia/Kolkata")).toBe("2024-05-15T13:00:00Z");
    expect(bin("1969-12-31T23:50:00Z", new Duration(HOUR))).toBe("1969-12-31T23:00:00Z");
    expect(bin("1970-01-03T00:00:00Z", new Duration(36n * HOUR))).toBe("1970-01-02T12:00:00Z");
  });

  it("of days follow the zone, in groups from 1970-01-01", () => {
    expect(bin("2024-05-15T23:00:00Z", new Duration(MICROS_PER_DAY), "Europe/Prague")).toBe("2024-05-15T22:00:00Z");
    expect(bin("1970-01-05T00:00:00Z", new Duration(3n * MICROS_PER_DAY))).toBe("1970-01-04T00:00:00Z");
  });

  it("of weeks begin on Monday, in groups from 1969-12-29", () => {
    expect(bin("2024-05-15T00:00:00Z", new Duration(7n * MICROS_PER_DAY))).toBe("2024-05-13T00:00:00Z");
    expect(bin("1970-01-11T23:00:00Z", new Duration(14n * MICROS_PER_DAY))).toBe("1969-12-29T00:00:00Z");
    expect(bin("1970-01-12T00:00:00Z", new Duration(14n * MICROS_PER_DAY))).toBe("1970-01-12T00:00:00Z");
  });

  it("of months and years count from January 1970", () => {
    expect(bin("2024-05-15T00:00:00Z", new Duration(0n, 1), "Europe/Prague")).toBe("2024-04-30T22:00:00Z");
    expect(bin("2024-05-15T00:00:00Z", new Duration(0n, 3))).toBe("2024-04-01T00:00:00Z");
    expect(bin("1969-05-15T00:00:00Z", new Duration(0n, 12))).toBe("1969-01-01T00:00:00Z");
  });

  it("hold what is in them, for every width and zone", () => {
    const widths = fc.constantFrom(
      new Duration(1n),
      new Duration(HOUR),
      new Duration(MICROS_PER_DAY),
      new Duration(21n * MICROS_PER_DAY),
      new Duration(0n, 7),
    );
    const zones = fc.constantFrom("UTC", "Europe/Prague", "America/St_Johns");
    fc.assert(
      fc.property(fc.bigInt({ min: FIRST_INSTANT, max: LAST_INSTANT }), widths, zones, (micros, width, zone) => {
        const start = binStart(micros, width, zone);
        expect(start <= micros).toBe(true);
        expect(binStart(start, width, zone)).toBe(start);
      }),
    );
  });
});

it("knows the zones", () => {
  expect(["UTC", "Europe/Prague", "+02:00"].map(isTimeZone)).toStrictEqual([true, true, true]);
  expect(["", "Mars/Olympus", "utc+2"].map(isTimeZone)).toStrictEqual([false, false, false]);
});
