import { dateOf, daysOf, isDate } from "./civil.ts";

/** The first and the last moment that can be written: years 0001 to 9999, in microseconds since 1970-01-01T00:00Z. */
export const FIRST_INSTANT = -62_135_596_800_000_000n;
export const LAST_INSTANT = 253_402_300_799_999_999n;

export const MICROS_PER_SECOND = 1_000_000n;
export const MICROS_PER_DAY = 86_400_000_000n;

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/**
 * The moment an RFC 3339 text with a zone names, in microseconds since 1970-01-01T00:00Z; finer digits are cut off.
 * Undefined for every other text: no zone, a day the month does not have, a leap second (`:60`), a moment outside of
 * the years 0001 to 9999. A blank may stand for the `T`, as section 5.6 of the standard allows.
 */
export function readInstant(text: string): bigint | undefined {
  return readNear(text) ?? readAny(text);
}

/** The minute of the text that was read last: events come by time, so that most begin like the one before. */
const recent = { text: "-", millis: 0 };

/** A text in the commonest form, within the minute of the one before; undefined for all others. */
function readNear(text: string): bigint | undefined {
  const { length } = text;
  if ((length !== 24 && length !== 20 && length !== 27) || !text.startsWith(recent.text)) return undefined;
  if (text.charCodeAt(length - 1) !== 90) return undefined;
  const seconds = digits(text, 17, 19);
  const fraction = length === 20 ? 0 : text.charCodeAt(19) === 46 ? digits(text, 20, length - 1) : -1;
  if (seconds < 0 || seconds > 59 || fraction < 0) return undefined;
  const [millis, micros] = length === 27 ? [Math.floor(fraction / 1000), fraction % 1000] : [fraction, 0];
  const whole = BigInt(recent.millis + seconds * 1000 + millis) * 1000n;
  return micros === 0 ? whole : whole + BigInt(micros);
}

/** A number of decimal digits, -1 where something else stands. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

function readAny(text: string): bigint | undefined {
  const match = RFC_3339.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  if (!isDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;
  const [offsetHours, offsetMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  const offset = (offsetHours * 3600 + offsetMinutes * 60) * (match[8] === "-" ? -1 : 1);
  const seconds = daysOf(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
  const micros = BigInt(seconds) * MICROS_PER_SECOND + BigInt(Number((match[7] ?? "").slice(0, 6).padEnd(6, "0")));
  if (micros < FIRST_INSTANT || micros > LAST_INSTANT) return undefined;
  recent.text = `${text.slice(0, 16)}:`;
  recent.millis = (seconds + offset - second) * 1000;
  return micros;
}

/**
 * RFC 3339 in UTC, with milliseconds or microseconds only where there are any: `2024-01-15T10:00:00.123Z`.
 * A moment outside of the years 0000 to 9999 has a year of six digits and a sign, as in ISO 8601.
 */
export function formatInstant(micros: bigint): string {
  const inDay = floorMod(micros, MICROS_PER_DAY);
  const { year, month, day } = dateOf(Number((micros - inDay) / MICROS_PER_DAY));
  const seconds = Number(inDay / MICROS_PER_SECOND);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(":");
  return `${yearText(year)}-${twoDigits(month)}-${twoDigits(day)}T${time}${fractionText(Number(inDay % MICROS_PER_SECOND))}Z`;
}

/** The nearest moment within the years 0001 to 9999. */
export function clampInstant(micros: bigint): bigint {
  if (micros < FIRST_INSTANT) return FIRST_INSTANT;
  return micros > LAST_INSTANT ? LAST_INSTANT : micros;
}

/** The remainder that has the sign of the divisor. */
export function floorMod(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by;
}

function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, "0");
  return `${year < 0 ? "-" : "+"}${String(Math.abs(year)).padStart(6, "0")}`;
}

function fractionText(micros: number): string {
  if (micros === 0) return "";
  return micros % 1000 === 0 ? `.${String(micros / 1000).padStart(3, "0")}` : `.${String(micros).padStart(6, "0")}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
