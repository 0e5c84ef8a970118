import { FIRST_INSTANT, LAST_INSTANT, readInstant } from "../../base/instant.ts";
import { decodeString } from "./members.ts";

/** A moment, and whether it says all that was written. */
export interface ReadTime {
  readonly micros: bigint;
  readonly exact: boolean;
}

const ZONELESS = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:[.,]\d+)?$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const SECONDS = /^(-?\d{1,11})(?:\.(\d+))?$/;

/**
 * Reads compact JSON as a time: RFC 3339; the same without a zone, or a day alone, as UTC; an integer since 1970 in
 * seconds, milliseconds, microseconds or nanoseconds by its size (below 1e11, 1e14, 1e17); seconds with a fraction.
 */
export function readTime(json: string | undefined): ReadTime | undefined {
  if (json === undefined) return undefined;
  const text = json.startsWith('"') ? decodeString(json).trim() : json;
  const micros = /^-?\d+$/.test(text) ? undefined : readText(text);
  const time = micros === undefined ? readEpoch(text) : { micros, exact: !hasNanos(text) };
  return time !== undefined && time.micros >= FIRST_INSTANT && time.micros <= LAST_INSTANT ? time : undefined;
}

function readText(text: string): bigint | undefined {
  if (ZONELESS.test(text)) return readInstant(`${text.replace(",", ".")}Z`);
  if (DAY.test(text)) return readInstant(`${text}T00:00:00Z`);
  return readInstant(text);
}

function hasNanos(text: string): boolean {
  return /[.,]\d{6}0*[1-9]/.test(text);
}

function readEpoch(text: string): ReadTime | undefined {
  const match = SECONDS.exec(text);
  if (match?.[2] !== undefined) {
    const [, whole = "", fraction] = match;
    const micros = BigInt(whole + fraction.slice(0, 6).padEnd(6, "0"));
    return { micros, exact: !/[1-9]/.test(fraction.slice(6)) };
  }
  if (!/^-?\d{1,19}$/.test(text)) return undefined;
  const integer = BigInt(text);
  const size = integer < 0n ? -integer : integer;
  if (size < 10n ** 11n) return { micros: integer * 1_000_000n, exact: true };
  if (size < 10n ** 14n) return { micros: integer * 1000n, exact: true };
  if (size < 10n ** 17n) return { micros: integer, exact: true };
  const rest = ((integer % 1000n) + 1000n) % 1000n;
  return { micros: (integer - rest) / 1000n, exact: rest === 0n };
}
