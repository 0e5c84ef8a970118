import { isDate } from "../base/civil.ts";
import { Duration } from "../base/duration.ts";

/** A literal's value, or what is wrong with it as a sentence without its full stop. */
export interface Reading<T> {
  readonly value?: T;
  readonly problem?: string;
}

const MICROS: Readonly<Record<string, bigint>> = {
  w: 604_800_000_000n,
  d: 86_400_000_000n,
  h: 3_600_000_000n,
  m: 60_000_000n,
  s: 1_000_000n,
  ms: 1_000n,
};
const UNITS = ["y", "mo", "w", "d", "h", "m", "s", "ms"];
/** About 10,000 years: more than any two moments are apart. */
const LONGEST = 315_576_000_000_000_000n;

/** The length of `1h30m`: units from large to small, each once, in lower case; `y` and `mo` are calendar units. */
export function readDuration(text: string): Reading<Duration> {
  let [micros, months, last] = [0n, 0, -1];
  for (const [, digits = "", unit = ""] of text.matchAll(/(\d+)([a-z]+)/g)) {
    const rank = UNITS.indexOf(unit);
    if (rank < 0) return { problem: `\`${unit}\` is no unit of time; the units are ${UNITS.join(", ")}` };
    if (rank === last) return { problem: `\`${unit}\` stands twice in \`${text}\`; add the two numbers` };
    if (rank < last)
      return {
        problem: `the units of \`${text}\` stand in the wrong order; write them from large to small, as in 1h30m`,
      };
    last = rank;
    if (digits.length > 18) return tooLong(text);
    const micro = MICROS[unit];
    if (micro !== undefined) micros += BigInt(digits) * micro;
    else months += Number(digits) * (unit === "y" ? 12 : 1);
  }
  if (last < 0) return { problem: `\`${text}\` is no duration; write a number and a unit, as in 15m` };
  if (micros > LONGEST || months > 120_000) return tooLong(text);
  return { value: new Duration(micros, months) };
}

function tooLong(text: string): Reading<Duration> {
  return { problem: `\`${text.slice(0, 30)}\` is longer than 10,000 years` };
}

/** A time literal's parts as written; what is absent sets its resolution. */
export interface TimeParts {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  /** The digits behind the point. */
  readonly fraction?: string;
  /** Minutes east of UTC; absent when the literal names no zone. */
  readonly offset?: number;
}

const TIME = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?)?)?(?:(Z)|([+-])(\d\d):(\d\d))?$/;

/** Reads what stands behind the `@`. Whether the moment exists in a time zone is the binder's to say. */
export function parseTimeText(text: string): Reading<TimeParts> {
  const match = TIME.exec(text);
  if (!match) return { problem: `\`@${text}\` is no time; write it as @2024-01-15 or @2024-01-15T10:00:00Z` };
  const [, year, month, day, hour, minute, second, fraction, utc, sign, offsetHour, offsetMinute] = match;
  const parts: TimeParts = {
    year: Number(year),
    ...(month !== undefined && { month: Number(month) }),
    ...(day !== undefined && { day: Number(day) }),
    ...(hour !== undefined && { hour: Number(hour) }),
    ...(minute !== undefined && { minute: Number(minute) }),
    ...(second !== undefined && { second: Number(second) }),
    ...(fraction !== undefined && { fraction }),
    ...(utc !== undefined && { offset: 0 }),
    ...(sign !== undefined && { offset: (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === "-" ? -1 : 1) }),
  };
  const problem = impossible(text, parts, Number(offsetHour ?? 0), Number(offsetMinute ?? 0));
  return problem === undefined ? { value: parts } : { problem };
}

function impossible(text: string, parts: TimeParts, offsetHour: number, offsetMinute: number): string | undefined {
  const { year, month = 1, day = 1, hour = 0, minute = 0, second = 0, fraction = "" } = parts;
  if (year < 1) return "years begin with 0001";
  if (month < 1 || month > 12) return `there is no month ${String(month).padStart(2, "0")}; months are 01 to 12`;
  if (!isDate(year, month, day)) return `\`@${text}\` names a day that its month does not have`;
  if (hour > 23) return `there is no hour ${hour}; hours are 00 to 23`;
  if (minute > 59) return `there is no minute ${minute}; minutes are 00 to 59`;
  if (second > 59) return `there is no second ${second}; seconds are 00 to 59, and leap seconds are not counted`;
  if (fraction.length > 6) return "times are kept to the microsecond; write at most 6 digits behind the point";
  if (offsetHour > 23 || offsetMinute > 59) return "an offset goes up to 23:59";
  return undefined;
}

/** What an escape sequence is wrong in, with offsets into the text as written. */
export interface BadEscape {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", "\\": "\\", "'": "'", '"': '"' };

/** The value of a quoted text as written, with its quotes; a closing quote may be missing. */
export function unescape(written: string): { readonly value: string; readonly bad: readonly BadEscape[] } {
  const quote = written.charAt(0);
  const closed = written.length > 1 && written.endsWith(quote);
  const bad: BadEscape[] = [];
  const inner = written.slice(1, closed ? -1 : undefined);
  const value = inner.replace(
    /\\(?:u([0-9A-Fa-f]{4})|([\s\S]?))/g,
    (sequence: string, hex: string | undefined, letter: string | undefined, offset: number) => {
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      const character = letter === undefined || !Object.hasOwn(ESCAPES, letter) ? undefined : ESCAPES[letter];
      if (character === undefined)
        bad.push({ start: offset + 1, end: offset + 1 + sequence.length, message: complaint(sequence) });
      return character ?? letter ?? "";
    },
  );
  return { value, bad };
}

function complaint(sequence: string): string {
  if (sequence === "\\u") return "`\\u` needs four hexadecimal digits, as in \\u00e9.";
  return `\`${sequence}\` is no escape; write \\n, \\t, \\\\, \\', \\" or \\uXXXX, and \\\\ for a backslash.`;
}

/** The name in backticks as written, doubled backticks being one. */
export function unquote(written: string): string {
  const closed = written.length > 1 && written.endsWith("`");
  return written.slice(1, closed ? -1 : undefined).replaceAll("``", "`");
}
