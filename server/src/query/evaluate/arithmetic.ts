import { addDuration, binStart } from "../../base/calendar.ts";
import { Duration, Period } from "../../base/duration.ts";
import { Instant, comparable, isNumeric } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import { milliseconds } from "./relation.ts";
import type { Operand } from "./relation.ts";

/** What a column holds for an operand: a period is its start, a duration its milliseconds. */
export function valueOfOperand(operand: Operand): Value {
  if (operand instanceof Period) return new Instant(operand.start);
  return operand instanceof Duration ? milliseconds(operand) : operand;
}

/** The instant of an operand that is a time; undefined for everything else. */
export function instantIn(operand: Operand): bigint | undefined {
  if (operand instanceof Period) return operand.start;
  return operand instanceof Instant ? operand.micros : undefined;
}

/** `left ± right`: time and duration, two times (a duration), two durations, two numbers; else null. */
export function add(left: Operand, operator: "+" | "-", right: Operand, timeZone: string): Operand {
  const from = instantIn(left);
  const to = instantIn(right);
  if (from !== undefined && right instanceof Duration)
    return new Instant(addDuration(from, operator === "+" ? right : opposite(right), timeZone));
  if (left instanceof Duration && to !== undefined && operator === "+")
    return new Instant(addDuration(to, left, timeZone));
  if (from !== undefined && to !== undefined && operator === "-") return new Duration(from - to);
  if (left instanceof Duration && right instanceof Duration) {
    const other = operator === "+" ? right : opposite(right);
    return new Duration(left.micros + other.micros, left.months + other.months);
  }
  const a = left instanceof Duration ? milliseconds(left) : left;
  const b = right instanceof Duration ? milliseconds(right) : right;
  return isNumeric(a as Value) && isNumeric(b as Value) ? addNumbers(a as Value, operator, b as Value) : null;
}

export function negate(operand: Operand): Operand {
  if (operand instanceof Duration) return opposite(operand);
  return isNumeric(operand as Value) ? addNumbers(0n, "-", operand as Value) : null;
}

function opposite({ micros, months }: Duration): Duration {
  return new Duration(-micros, -months);
}

const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 63n - 1n;

/** Exact on integers while the sum is a 64-bit integer, else a double. */
function addNumbers(left: Value, operator: "+" | "-", right: Value): Value {
  if (!isNumeric(left) || !isNumeric(right)) return null;
  const a = comparable(left);
  const b = comparable(right);
  if (typeof a === "bigint" && typeof b === "bigint") {
    const sum = operator === "+" ? a + b : a - b;
    return sum >= INT_MIN && sum <= INT_MAX ? sum : Number(sum);
  }
  const sum = operator === "+" ? Number(a) + Number(b) : Number(a) - Number(b);
  return Number.isNaN(sum) ? null : sum;
}

/** The start of the bin that holds a time, or the multiple of the width at or below a number; null for everything else. */
export function bin(operand: Operand, width: Operand, timeZone: string): Value {
  const at = instantIn(operand);
  if (at !== undefined)
    return width instanceof Duration && isPositive(width) ? new Instant(binStart(at, width, timeZone)) : null;
  const step = width instanceof Duration ? milliseconds(width) : width;
  if (!isNumeric(operand as Value) || !isNumeric(step as Value)) return null;
  const x = comparable(operand as bigint);
  const w = comparable(step as bigint);
  if (w <= 0) return null;
  if (typeof x === "bigint" && typeof w === "bigint") return x - (((x % w) + w) % w);
  const floor = Math.floor(Number(x) / Number(w)) * Number(w);
  return Number.isNaN(floor) ? null : floor;
}

function isPositive({ micros, months }: Duration): boolean {
  return micros >= 0n && months >= 0 && (micros > 0n || months > 0);
}
