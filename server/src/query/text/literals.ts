import { Duration, Period } from "../../base/duration.ts";
import { printJson } from "../../base/json.ts";
import { FIRST_INSTANT, LAST_INSTANT, MICROS_PER_DAY, floorMod, formatInstant } from "../../base/instant.ts";
import { Instant, Json, WideNumber } from "../../base/value.ts";
import { toLocal } from "../../base/zone.ts";
import type { Expression } from "../../syntax/ast.ts";
import { parseTimeText } from "../../syntax/literals.ts";
import { periodOf } from "../period.ts";
import type { Constant } from "../query.ts";
import { NOWHERE, Unwritable } from "./nodes.ts";

/**
 * The literal of a constant. A moment is written as the period of one microsecond that it is.
 * @throws Unwritable for JSON objects, durations finer than a millisecond and periods of no resolution
 */
export function literalOf(value: Constant, timeZone: string): Expression {
  if (value === null) return { kind: "null", span: NOWHERE };
  if (typeof value === "string") return { kind: "string", span: NOWHERE, value };
  if (typeof value === "boolean") return { kind: "boolean", span: NOWHERE, value };
  if (typeof value === "bigint") return signed(value.toString());
  if (typeof value === "number") return signed(doubleText(value));
  if (value instanceof WideNumber) return signed(value.text);
  if (value instanceof Instant) return { kind: "time", span: NOWHERE, text: microText(value.micros) };
  if (value instanceof Period) return { kind: "time", span: NOWHERE, text: periodText(value, timeZone) };
  if (value instanceof Duration) return durationLiteral(value);
  if (value instanceof Json) throw new Unwritable("a JSON object or array has no literal");
  return {
    kind: "list",
    span: NOWHERE,
    items: value.map((item) => literalOf(item, timeZone)),
  };
}

function signed(text: string): Expression {
  if (!text.startsWith("-")) return { kind: "number", span: NOWHERE, text };
  return {
    kind: "unary",
    span: NOWHERE,
    operator: "-",
    operand: { kind: "number", span: NOWHERE, text: text.slice(1) },
  };
}

/** Digits that are read as this double again, and not as an integer; beyond every double, the number it is shown as. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) return printJson(value);
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const UNITS = [
  ["w", 604_800_000_000n],
  ["d", MICROS_PER_DAY],
  ["h", 3_600_000_000n],
  ["m", 60_000_000n],
  ["s", 1_000_000n],
  ["ms", 1000n],
] as const;

function durationLiteral({ micros, months }: Duration): Expression {
  if (micros < 0n || months < 0) {
    if (micros > 0n || months > 0) throw new Unwritable("a duration forwards and backwards has no literal");
    return { kind: "unary", span: NOWHERE, operator: "-", operand: durationLiteral(new Duration(-micros, -months)) };
  }
  if (micros % 1000n !== 0n) throw new Unwritable("a duration finer than a millisecond has no literal");
  let text = months >= 12 ? `${Math.floor(months / 12)}y` : "";
  if (months % 12 > 0) text += `${months % 12}mo`;
  let left = micros;
  for (const [unit, length] of UNITS) {
    if (left >= length) text += `${left / length}${unit}`;
    left %= length;
  }
  return { kind: "duration", span: NOWHERE, text: text === "" ? "0ms" : text };
}

/** The shortest literal of a period: in UTC, else at the offset that makes it begin at midnight, else in the zone. */
function periodText(period: Period, timeZone: string): string {
  const offset = floorMod(-period.start, MICROS_PER_DAY) / 60_000_000n;
  const east = offset > 720n ? offset - 1440n : offset;
  for (const candidate of [
    ...candidates(period.start, "Z"),
    ...candidates(period.start + east * 60_000_000n, offsetText(Number(east))),
    ...candidates(toLocal(period.start, timeZone), ""),
  ]) {
    const { value } = parseTimeText(candidate);
    const read = value && periodOf(value, timeZone);
    if (read?.start === period.start && read.end === period.end) return candidate;
  }
  throw new Unwritable("a period that is no year, month, day, minute, second or part of one has no literal");
}

/** A local time at every resolution, the coarsest first. */
function candidates(local: bigint, zone: string): readonly string[] {
  if (local < FIRST_INSTANT || local > LAST_INSTANT) return [];
  const text = microText(local).slice(0, -1);
  return [4, 7, 10, 16, 19, 21, 22, 23, 24, 25, 26].map((length) => text.slice(0, length) + zone);
}

function microText(micros: bigint): string {
  if (micros < FIRST_INSTANT || micros > LAST_INSTANT)
    throw new Unwritable("a moment outside of the years 0001 to 9999 has no literal");
  const text = formatInstant(micros).slice(0, -1);
  const [clock = "", fraction = ""] = text.split(".");
  return `${clock}.${fraction.padEnd(6, "0")}Z`;
}

function offsetText(minutes: number): string {
  if (minutes === 0) return "Z";
  const parts = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${parts.map((part) => String(part).padStart(2, "0")).join(":")}`;
}
