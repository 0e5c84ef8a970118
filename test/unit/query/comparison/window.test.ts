import { describe, expect, it } from "vitest";
import { Duration } from "../../../../server/src/base/duration.ts";
import { readInstant } from "../../../../server/src/base/instant.ts";
import { binsFrom } from "../../../../server/src/query/comparison/bins.ts";
import {
  earlierWindow,
  previousWindow,
  windowFrom,
  windowText,
} from "../../../../server/src/query/comparison/window.ts";
import type { Window } from "../../../../server/src/query/comparison/window.ts";

const BERLIN = "Europe/Berlin";
const HOUR = 3_600_000_000n;

function at(text: string): bigint {
  const micros = readInstant(text.includes("T") ? text.replace("Z", ":00Z") : `${text}T00:00:00Z`);
  if (micros === undefined) throw new Error(`${text} is no time`);
  return micros;
}

function window(text: string): Window {
  const [start = "", end = ""] = text.split(" .. ");
  return { start: at(start), end: at(end) };
}

describe("the window before", () => {
  it.each([
    ["2024-03-01 .. 2024-04-01", "2024-02-01 .. 2024-03-01", "a month: the previous one"],
    ["2024-01-01 .. 2025-01-01", "2023-01-01 .. 2024-01-01", "a year"],
    ["2024-01-15 .. 2024-01-16", "2024-01-14 .. 2024-01-15", "a day"],
    ["2024-01-15 .. 2024-01-22", "2024-01-08 .. 2024-01-15", "a week"],
    ["2024-01-16 .. 2024-01-23", "2024-01-09 .. 2024-01-16", "seven days"],
    ["2024-02-01 .. 2024-04-01", "2023-12-03 .. 2024-02-01", "of equal length when it is no calendar period"],
    ["2024-01-18T14:00Z .. 2024-01-18T16:00Z", "2024-01-18T12:00Z .. 2024-01-18T14:00Z", "hours"],
  ])("of %s is %s (%s)", (own, previous) => {
    expect(windowText(previousWindow(window(own), "UTC"))).toBe(previous);
  });

  it("of a day on which clocks change is the whole day before", () => {
    // 2024-03-31 has 23 hours in Berlin.
    const day = window("2024-03-30T23:00Z .. 2024-03-31T22:00Z");
    expect(windowText(previousWindow(day, BERLIN))).toBe("2024-03-29T23:00Z .. 2024-03-30T23:00Z");
  });
});

describe("the window a distance earlier", () => {
  const days = (n: bigint) => new Duration(n * 24n * HOUR);

  it.each([
    ["2024-01-15 .. 2024-01-22", days(7n), "2024-01-08 .. 2024-01-15"],
    ["2024-01-18T14:00Z .. 2024-01-18T16:00Z", days(1n), "2024-01-17T14:00Z .. 2024-01-17T16:00Z"],
    ["2024-03-01 .. 2024-04-01", new Duration(0n, 12), "2023-03-01 .. 2023-04-01"],
  ])("%s, %o: %s", (own, distance, other) => {
    expect(windowText(earlierWindow(window(own), distance, "UTC"))).toBe(other);
  });

  it("is a whole day also where clocks changed between", () => {
    const monday = window("2024-03-31T22:00Z .. 2024-04-01T22:00Z");
    expect(windowText(earlierWindow(monday, days(7n), BERLIN))).toBe("2024-03-24T23:00Z .. 2024-03-25T23:00Z");
  });
});

describe("the window from a moment", () => {
  it.each([
    ["2024-02-01 .. 2024-03-01", "2024-01-01", "2024-01-01 .. 2024-02-01"],
    ["2024-01-15 .. 2024-01-16", "2024-01-08", "2024-01-08 .. 2024-01-09"],
    ["2024-01-15 .. 2024-01-18", "2024-01-08", "2024-01-08 .. 2024-01-11"],
    ["2024-01-01 .. 2025-01-01", "2023-01-01", "2023-01-01 .. 2024-01-01"],
  ])("for %s from %s: %s", (own, start, other) => {
    expect(windowText(windowFrom(at(start), window(own), "UTC"))).toBe(other);
  });
});

describe("bins are counted from the one that holds the window's start", () => {
  it.each([
    ["2024-01-18T14:30Z", new Duration(HOUR), "UTC", "2024-01-18T14:00Z", 0n],
    ["2024-01-18T14:30Z", new Duration(HOUR), "UTC", "2024-01-18T17:00Z", 3n],
    ["2024-01-01", new Duration(24n * HOUR), "UTC", "2024-01-31", 30n],
    ["2024-01-01", new Duration(0n, 1), "UTC", "2024-12-01", 11n],
    ["2023-11-15", new Duration(0n, 3), "UTC", "2024-04-01", 2n],
    // Behind the 23 hours of 2024-03-31 in Berlin.
    ["2024-03-30T23:00Z", new Duration(24n * HOUR), BERLIN, "2024-03-31T22:00Z", 1n],
  ])("from %s by %o in %s: %s is number %s", (start, width, timeZone, bin, number) => {
    const bins = binsFrom(at(start), width, timeZone);
    expect(bins.numberOf(at(bin))).toBe(number);
    expect(bins.startOf(number)).toBe(at(bin));
  });
});
