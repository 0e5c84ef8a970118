import { binStart } from "../../base/calendar.ts";
import type { Duration } from "../../base/duration.ts";
import type { Closure } from "./bindings.ts";

const HOUR = 3_600_000_000;

/**
 * The start of a time's bin in a zone's calendar, as a function of ours. Most hours lie in one bin as a whole, since
 * bins follow one another, so the calendar is asked twice an hour of the log and not once an event.
 */
export function calendarBin(width: Duration, timeZone: string): Closure {
  const startOf = (micros: bigint) => binStart(micros, width, timeZone);
  /** The bin of each hour since the epoch; undefined where an hour has parts of several. */
  const hours = new Map<number, number | undefined>();
  const startOfHour = (hour: number): number | undefined => {
    if (hours.has(hour)) return hours.get(hour);
    const [first, last] = [startOf(BigInt(hour * HOUR)), startOf(BigInt((hour + 1) * HOUR - 1))];
    const start = first === last && Number.isSafeInteger(Number(first)) ? Number(first) : undefined;
    hours.set(hour, start);
    return start;
  };
  return ([micros]) => {
    if (typeof micros !== "number") return typeof micros === "string" ? String(startOf(BigInt(micros))) : null;
    return startOfHour(Math.floor(micros / HOUR)) ?? String(startOf(BigInt(micros)));
  };
}
