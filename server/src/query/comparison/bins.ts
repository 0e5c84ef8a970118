import { addDuration, binStart, followsZone } from "../../base/calendar.ts";
import { dateOf } from "../../base/civil.ts";
import type { Duration } from "../../base/duration.ts";
import { MICROS_PER_DAY, floorMod } from "../../base/instant.ts";
import { fromLocal, toLocal } from "../../base/zone.ts";

/** The bins of one window, counted from the one that holds its start: how bins of two windows are put together. */
export interface Bins {
  /** The number of the bin that begins at a moment. */
  numberOf(micros: bigint): bigint;
  /** Where the bin of a number begins. */
  startOf(number: bigint): bigint;
}

/** Bins are counted as `bin` makes them: by months, by days of the zone's calendar, or by elapsed time. */
export function binsFrom(windowStart: bigint, width: Duration, timeZone: string): Bins {
  const first = binStart(windowStart, width, timeZone);
  if (width.months > 0) {
    const origin = monthOf(first, timeZone);
    const months = BigInt(width.months);
    return {
      numberOf: (micros) => (monthOf(micros, timeZone) - origin) / months,
      startOf: (number) => addDuration(first, { months: Number(number * months), micros: 0n }, timeZone),
    };
  }
  if (!followsZone(width)) {
    return {
      numberOf: (micros) => (micros - first) / width.micros,
      startOf: (number) => first + number * width.micros,
    };
  }
  const midnight = dayOf(first, timeZone) * MICROS_PER_DAY;
  return {
    numberOf: (micros) => (dayOf(micros, timeZone) * MICROS_PER_DAY - midnight) / width.micros,
    startOf: (number) => fromLocal(midnight + number * width.micros, timeZone),
  };
}

function dayOf(micros: bigint, timeZone: string): bigint {
  const local = toLocal(micros, timeZone);
  return (local - floorMod(local, MICROS_PER_DAY)) / MICROS_PER_DAY;
}

function monthOf(micros: bigint, timeZone: string): bigint {
  const { year, month } = dateOf(Number(dayOf(micros, timeZone)));
  return BigInt(year * 12 + month);
}
