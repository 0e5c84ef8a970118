import { dateOf, daysInMonth, daysOf } from "./civil.ts";
import type { Duration } from "./duration.ts";
import { FIRST_INSTANT, LAST_INSTANT, MICROS_PER_DAY, clampInstant, floorMod } from "./instant.ts";
import { fromLocal, toLocal } from "./zone.ts";

export type CalendarUnit = "minute" | "hour" | "day" | "week" | "month" | "year";

const CLOCK_UNITS = { minute: 60_000_000n, hour: 3_600_000_000n } as const;

/** 1969-12-29, the Monday of the week that holds the epoch, as a day number. */
const FIRST_MONDAY = -3;

/** From year 1 to year 9999. */
const MONTHS = 120_000;

/**
 * A moment and a duration later (or earlier): first the calendar months in the zone, where a day that the month does
 * not have becomes its last, then the rest as elapsed time. What would leave the years 0001 to 9999 stops at their end.
 */
export function addDuration(micros: bigint, duration: Duration, timeZone: string): bigint {
  const moved = duration.months === 0 ? micros : addMonths(clampInstant(micros), duration.months, timeZone);
  return clampInstant(moved + duration.micros);
}

/** The first moment of the unit that holds a moment, by a clock in the zone; weeks begin on Monday. */
export function startOf(unit: CalendarUnit, micros: bigint, timeZone: string): bigint {
  const at = clampInstant(micros);
  const local = toLocal(at, timeZone);
  if (unit === "minute" || unit === "hour") return startOfClockUnit(at, local, CLOCK_UNITS[unit], timeZone);
  return startOfDay(firstDay(unit, dayOf(local)), timeZone);
}

/** The first moment after the unit that holds a moment: where the next one begins. */
export function endOf(unit: CalendarUnit, micros: bigint, timeZone: string): bigint {
  const at = clampInstant(micros);
  if (unit === "minute" || unit === "hour") return clampInstant(startOf(unit, at, timeZone) + CLOCK_UNITS[unit]);
  const first = firstDay(unit, dayOf(toLocal(at, timeZone)));
  return startOfDay(nextFirstDay(unit, first), timeZone);
}

/**
 * The first moment of the bin of a width that holds a moment. A width below a day, or one that is no whole number of
 * days, is counted as elapsed time from 1970-01-01T00:00Z. Days follow the zone's calendar and are counted in groups
 * of n from 1970-01-01; weeks (every multiple of seven days) from Monday 1969-12-29; months and years in groups of n
 * months from January 1970. A width of months and days has no such count: its days are left out of account.
 */
export function binStart(micros: bigint, width: Duration, timeZone: string): bigint {
  const at = clampInstant(micros);
  if (width.months > 0) return startOfDay(firstDayOfMonths(dayOf(toLocal(at, timeZone)), width.months), timeZone);
  if (width.micros <= 0n) return at;
  if (!followsZone(width)) return clampInstant(at - floorMod(at, width.micros));
  const days = Number(width.micros / MICROS_PER_DAY);
  const anchor = days % 7 === 0 ? FIRST_MONDAY : 0;
  const day = dayOf(toLocal(at, timeZone));
  return startOfDay(day - modulo(day - anchor, days), timeZone);
}

/** Whether bins of this width follow a zone's calendar; the others are plain arithmetic from the epoch. */
export function followsZone({ months, micros }: Duration): boolean {
  return months > 0 || micros % MICROS_PER_DAY === 0n;
}

function addMonths(micros: bigint, months: number, timeZone: string): bigint {
  const local = toLocal(micros, timeZone);
  const { year, month, day } = dateOf(dayOf(local));
  // More months than the calendar has lead out of it as well.
  const first = dateOf(daysOf(year, month + Math.max(-MONTHS, Math.min(MONTHS, months)), 1));
  if (first.year < 1) return FIRST_INSTANT;
  if (first.year > 9999) return LAST_INSTANT;
  const moved = daysOf(first.year, first.month, Math.min(day, daysInMonth(first.year, first.month)));
  return fromLocal(BigInt(moved) * MICROS_PER_DAY + floorMod(local, MICROS_PER_DAY), timeZone);
}

/** Minutes and hours are elapsed time, so both hours of a repeated one have a start of their own. */
function startOfClockUnit(at: bigint, local: bigint, length: bigint, timeZone: string): bigint {
  const into = floorMod(local, length);
  const start = at - into;
  const onClock = floorMod(toLocal(start, timeZone), length) === 0n;
  return clampInstant(onClock ? start : fromLocal(local - into, timeZone));
}

/** The day number of a local time. */
function dayOf(local: bigint): number {
  return Number((local - floorMod(local, MICROS_PER_DAY)) / MICROS_PER_DAY);
}

type DateUnit = Exclude<CalendarUnit, "minute" | "hour">;

function firstDay(unit: DateUnit, day: number): number {
  switch (unit) {
    case "day":
      return day;
    case "week":
      return day - modulo(day - FIRST_MONDAY, 7);
    case "month":
      return firstDayOfMonths(day, 1);
    case "year":
      return firstDayOfMonths(day, 12);
  }
}

function nextFirstDay(unit: DateUnit, first: number): number {
  if (unit === "day") return first + 1;
  if (unit === "week") return first + 7;
  const { year, month } = dateOf(first);
  return unit === "month" ? daysOf(year, month + 1, 1) : daysOf(year + 1, 1, 1);
}

function firstDayOfMonths(day: number, months: number): number {
  const { year, month } = dateOf(day);
  const index = (year - 1970) * 12 + month - 1;
  return daysOf(1970, 1 + index - modulo(index, months), 1);
}

/** Midnight of a day, or what comes first where the clocks skip it. */
function startOfDay(day: number, timeZone: string): bigint {
  return clampInstant(fromLocal(BigInt(day) * MICROS_PER_DAY, timeZone));
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
