import { Duration, Period } from "../../base/duration.ts";
import { readInstant } from "../../base/instant.ts";
import { compareValues, typeRank } from "../../base/order.ts";
import { Instant, isNumeric } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import type { ComparisonOperator, Constant } from "../query.ts";

/** A value, or one of the constants that only comparisons know. */
export type Operand = Value | Period | Duration;

/**
 * How two operands stand to each other.
 * `unknown`: one is null, or a text that should be a time is none, so every comparison is false;
 * `unlike`: different types, so they are not equal and neither is less.
 * Else the signs of where the left side stands to the start and to the (exclusive) end of the right side.
 */
type Relation = "unknown" | "unlike" | { readonly toStart: number; readonly toEnd: number };

/** Whether `left operator right` holds; the language coerces nothing but text compared with a time. */
export function holds(operator: ComparisonOperator, left: Operand, right: Operand): boolean {
  if (left instanceof Period && !(right instanceof Period)) return holds(MIRRORED[operator], right, left);
  const relation = relate(left, right);
  if (relation === "unknown") return false;
  if (relation === "unlike") return operator === "neq";
  const { toStart, toEnd } = relation;
  const inside = toStart >= 0 && toEnd < 0;
  switch (operator) {
    case "eq":
      return inside;
    case "neq":
      return !inside;
    case "lt":
      return toStart < 0;
    case "lte":
      return toEnd < 0;
    case "gt":
      return toEnd >= 0;
    case "gte":
      return toStart >= 0;
  }
}

/** Whether both sides are there to be compared, which the negated tests (`not between`, …) ask besides. */
export function comparable(left: Operand, right: Operand): boolean {
  return relate(left, right) !== "unknown";
}

const MIRRORED = { eq: "eq", neq: "neq", lt: "gt", lte: "gte", gt: "lt", gte: "lte" } as const;

function relate(left: Operand, right: Operand): Relation {
  if (left === null || right === null) return "unknown";
  if (left instanceof Period) return relate(new Instant(left.start), right);
  if (right instanceof Period) return toPeriod(left, right);
  if (left instanceof Duration || right instanceof Duration) return durations(left, right);
  if (left instanceof Instant && typeof right === "string") return toPoint(left, instantOf(right));
  if (typeof left === "string" && right instanceof Instant) return toPoint(instantOf(left), right);
  return typeRank(left) === typeRank(right) ? toPoint(left, right) : "unlike";
}

function toPoint(left: Value, right: Value): Relation {
  if (left === null || right === null) return "unknown";
  const order = compareValues(left, right);
  // A point is the period that ends right behind it.
  return { toStart: order, toEnd: order <= 0 ? -1 : 1 };
}

function toPeriod(left: Value | Duration, period: Period): Relation {
  const instant = typeof left === "string" ? instantOf(left) : left;
  if (instant === null) return "unknown";
  if (!(instant instanceof Instant)) return "unlike";
  return { toStart: sign(instant.micros - period.start), toEnd: sign(instant.micros - period.end) };
}

/** Text read as RFC 3339 with a zone; null when it is no such text. */
function instantOf(text: string): Instant | null {
  const micros = readInstant(text);
  return micros === undefined ? null : new Instant(micros);
}

/** Durations compare with each other by length, and with numbers as milliseconds. */
function durations(left: Value | Duration, right: Value | Duration): Relation {
  const a = left instanceof Duration ? milliseconds(left) : left;
  const b = right instanceof Duration ? milliseconds(right) : right;
  return isNumeric(a) && isNumeric(b) ? toPoint(a, b) : "unlike";
}

/** A duration as a number of milliseconds; one with months has no such number. */
export function milliseconds(duration: Duration): bigint | number | null {
  if (duration.months !== 0) return null;
  return duration.micros % 1000n === 0n ? duration.micros / 1000n : Number(duration.micros) / 1000;
}

function sign(difference: bigint): number {
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** A constant as an operand; lists are for `in` only and are none. */
export function operandOf(constant: Constant): Operand {
  return Array.isArray(constant) ? null : (constant as Operand);
}
