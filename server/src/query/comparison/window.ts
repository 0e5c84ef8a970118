import { addDuration, endOf, startOf } from "../../base/calendar.ts";
import type { CalendarUnit } from "../../base/calendar.ts";
import type { Duration } from "../../base/duration.ts";
import { MICROS_PER_DAY, formatInstant } from "../../base/instant.ts";
import { fromLocal, toLocal } from "../../base/zone.ts";

/** A half-open window of time, in microseconds since 1970-01-01T00:00Z. */
export interface Window {
  readonly start: bigint;
  readonly end: bigint;
}

const PERIODS = ["year", "month", "week", "day"] as const satisfies readonly CalendarUnit[];
type Unit = (typeof PERIODS)[number];

/** The calendar period (a week begins on Monday) that a window is, however it was written; undefined for every other. */
function unitOf({ start, end }: Window, timeZone: string): Unit | undefined {
  return PERIODS.find((unit) => startOf(unit, start, timeZone) === start && endOf(unit, start, timeZone) === end);
}

/** The window before: of a calendar period the previous one, else the one of equal length that ends where this begins. */
export function previousWindow(window: Window, timeZone: string): Window {
  const { start, end } = window;
  const unit = unitOf(window, timeZone);
  return { start: unit ? startOf(unit, start - 1n, timeZone) : start - (end - start), end: start };
}

/** The window so much earlier. A calendar period stays one when it is moved by whole days, also where clocks change. */
export function earlierWindow(window: Window, distance: Duration, timeZone: string): Window {
  const { months, micros } = distance;
  const byDays = months === 0 && micros % MICROS_PER_DAY === 0n && unitOf(window, timeZone) !== undefined;
  const move = (at: bigint) =>
    byDays
      ? fromLocal(toLocal(at, timeZone) - micros, timeZone)
      : addDuration(at, { months: -months, micros: -micros }, timeZone);
  return { start: move(window.start), end: move(window.end) };
}

/** The window that begins at a moment: for a calendar period a whole one of its kind, else one of equal length. */
export function windowFrom(start: bigint, window: Window, timeZone: string): Window {
  switch (unitOf(window, timeZone)) {
    case "year":
      return { start, end: addDuration(start, { months: 12, micros: 0n }, timeZone) };
    case "month":
      return { start, end: addDuration(start, { months: 1, micros: 0n }, timeZone) };
    case "week":
      return { start, end: fromLocal(toLocal(start, timeZone) + 7n * MICROS_PER_DAY, timeZone) };
    case "day":
      return { start, end: fromLocal(toLocal(start, timeZone) + MICROS_PER_DAY, timeZone) };
    case undefined:
      return { start, end: start + (window.end - window.start) };
  }
}

/** A window for people: `2024-01-08 .. 2024-01-15`, with times in UTC where it does not run from midnight to midnight. */
export function windowText({ start, end }: Window): string {
  const isWholeDays = start % MICROS_PER_DAY === 0n && end % MICROS_PER_DAY === 0n;
  const text = (micros: bigint) => {
    const full = formatInstant(micros);
    return isWholeDays ? full.replace(/T.*/, "") : full.replace(/:00Z$/, "Z");
  };
  return `${text(start)} .. ${text(end)}`;
}
