import * as Moment from "temporal-polyfill/fns/Instant";
import * as Clock from "temporal-polyfill/fns/PlainDateTime";
import * as Zoned from "temporal-polyfill/fns/ZonedDateTime";
import { MICROS_PER_DAY, MICROS_PER_SECOND, floorMod } from "./instant.ts";
import { dateOf } from "./civil.ts";

/** Whether a text names a time zone of the IANA database (`Europe/Prague`), `UTC`, or an offset (`+02:00`). */
export function isTimeZone(text: string): boolean {
  try {
    Moment.toZonedDateTimeISO(Moment.create(0n), text);
    return true;
  } catch {
    return false;
  }
}

/** What a clock in the zone shows at a moment, as microseconds since its own 1970-01-01T00:00. */
export function toLocal(micros: bigint, timeZone: string): bigint {
  return timeZone === "UTC" ? micros : micros + offsetAt(micros, timeZone);
}

/** How far a clock in the zone is ahead of UTC at a moment, in microseconds. */
export function offsetAt(micros: bigint, timeZone: string): bigint {
  if (timeZone === "UTC") return 0n;
  return BigInt(Zoned.offsetNanoseconds(Moment.toZonedDateTimeISO(Moment.create(micros * 1000n), timeZone))) / 1000n;
}

/**
 * The moment at which a clock in the zone shows a local time. A time that a change of the clocks skips is read with
 * the offset from before the change; of a time that stands twice, the earlier is meant (Temporal's `compatible`).
 */
export function fromLocal(local: bigint, timeZone: string): bigint {
  if (timeZone === "UTC") return local;
  const inDay = floorMod(local, MICROS_PER_DAY);
  const { year, month, day } = dateOf(Number((local - inDay) / MICROS_PER_DAY));
  const seconds = Number(inDay / MICROS_PER_SECOND);
  const micros = Number(inDay % MICROS_PER_SECOND);
  const [hour, minute, second] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [millisecond, microsecond] = [Math.floor(micros / 1000), micros % 1000];
  const clock = Clock.create(year, month, day, hour, minute, second, millisecond, microsecond);
  return Clock.toZonedDateTime(clock, timeZone).epochNanoseconds / 1000n;
}
