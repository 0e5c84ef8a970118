import { daysOf } from "../base/civil.ts";
import { Period } from "../base/duration.ts";
import { MICROS_PER_DAY } from "../base/instant.ts";
import { fromLocal } from "../base/zone.ts";
import type { TimeParts } from "../syntax/literals.ts";

const MINUTE = 60_000_000n;
const SECOND = 1_000_000n;

/**
 * The period that a time literal names: from its start to where the next value of its last part would start. A
 * literal that names no zone is read by a clock in the given one (IANA name).
 */
export function periodOf(parts: TimeParts, timeZone: string): Period {
  const { year, month, day, hour = 0, minute = 0, second = 0, fraction, offset } = parts;
  const toInstant = (local: bigint) =>
    offset === undefined ? fromLocal(local, timeZone) : local - BigInt(offset) * MINUTE;
  const midnight = (y: number, m: number, d: number) => toInstant(BigInt(daysOf(y, m, d)) * MICROS_PER_DAY);
  if (month === undefined) return new Period(midnight(year, 1, 1), midnight(year + 1, 1, 1));
  if (day === undefined) return new Period(midnight(year, month, 1), midnight(year, month + 1, 1));
  if (parts.hour === undefined) return new Period(midnight(year, month, day), midnight(year, month, day + 1));
  const clock = BigInt(hour * 3600 + minute * 60 + second) * SECOND + fractionMicros(fraction);
  const start = toInstant(BigInt(daysOf(year, month, day)) * MICROS_PER_DAY + clock);
  return new Period(start, start + resolution(parts));
}

function fractionMicros(fraction = ""): bigint {
  return BigInt(fraction.slice(0, 6).padEnd(6, "0"));
}

/** The length of the last part of a literal that has a clock time, in microseconds. */
function resolution({ second, fraction }: TimeParts): bigint {
  if (second === undefined) return MINUTE;
  return fraction === undefined ? SECOND : 10n ** BigInt(6 - Math.min(6, fraction.length));
}
