import { readInstant } from "../../../base/instant.ts";
import { Period } from "../../../base/duration.ts";
import { Instant } from "../../../base/value.ts";
import { instantIn } from "../../../query/evaluate/arithmetic.ts";
import { operandOf } from "../../../query/evaluate/relation.ts";
import type { ComparisonOperator, Expression, Predicate, TimeRange as During } from "../../../query/query.ts";
import { integerAt } from "../../../store/segments/integers.ts";
import type { Segment } from "../../../store/segments/segment.ts";

/** Timestamps from `from` on and before `to`; an event without a timestamp is in no range. */
export interface TimeRange {
  readonly from?: bigint;
  readonly to?: bigint;
}

const NOTHING: TimeRange = { from: 0n, to: 0n };
const NONE = new Uint32Array(0);

export function duringRange({ start, end }: During): TimeRange {
  const border = (expression: Expression | undefined) =>
    expression?.kind === "constant" ? instantIn(operandOf(expression.value)) : undefined;
  const [from, to] = [border(start), border(end)];
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** The range that a test of `timestamp` against a time asks for; undefined for every other test. */
export function rangeOf(predicate: Predicate): TimeRange | undefined {
  if (predicate.kind === "between" && !predicate.negated && isTimestamp(predicate.left)) {
    const from = compared("gte", predicate.low);
    const to = compared("lte", predicate.high);
    return from && to && intersection(from, to);
  }
  if (predicate.kind !== "compare") return undefined;
  if (isTimestamp(predicate.left)) return compared(predicate.operator, predicate.right);
  return isTimestamp(predicate.right) ? compared(MIRRORED[predicate.operator], predicate.left) : undefined;
}

const MIRRORED = { eq: "eq", neq: "neq", lt: "gt", lte: "gte", gt: "lt", gte: "lte" } as const;

function isTimestamp(expression: Expression): boolean {
  return expression.kind === "field" && expression.field.column === "timestamp" && expression.field.path.length === 0;
}

/** An instant is the period that ends right behind it; a text that is no instant compares with nothing. */
function compared(operator: ComparisonOperator, expression: Expression): TimeRange | undefined {
  if (expression.kind !== "constant") return undefined;
  const operand = operandOf(expression.value);
  const micros = typeof operand === "string" ? readInstant(operand) : undefined;
  if (typeof operand === "string" && micros === undefined) return NOTHING;
  const instant = micros ?? (operand instanceof Instant ? operand.micros : undefined);
  const period =
    operand instanceof Period ? operand : instant === undefined ? undefined : { start: instant, end: instant + 1n };
  if (!period) return undefined;
  switch (operator) {
    case "eq":
      return { from: period.start, to: period.end };
    case "neq":
      return undefined;
    case "lt":
      return { to: period.start };
    case "lte":
      return { to: period.end };
    case "gt":
      return { from: period.end };
    case "gte":
      return { from: period.start };
  }
}

export function intersection(a: TimeRange, b: TimeRange): TimeRange {
  const from = a.from === undefined || (b.from !== undefined && b.from > a.from) ? b.from : a.from;
  const to = a.to === undefined || (b.to !== undefined && b.to < a.to) ? b.to : a.to;
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** The segment's rows in the range, by the event order. */
export function rowsIn(segment: Segment, range: TimeRange | undefined): Uint32Array {
  const [first, last] = placesIn(segment, range);
  if (first === last) return NONE;
  return first === 0 && last === segment.count ? segment.order : segment.order.subarray(first, last);
}

/** Where in the segment's order the range begins and ends. */
export function placesIn(segment: Segment, range: TimeRange | undefined): readonly [first: number, last: number] {
  const { count } = segment;
  if (!range) return [0, count];
  const { from, to } = range;
  const [{ timestamp: earliest }, { timestamp: latest }] = segment.ends;
  // Events without a timestamp come before all others.
  if (latest === null || (from !== undefined && latest < from)) return [count, count];
  if (earliest !== null && to !== undefined && earliest >= to) return [0, 0];
  const first = earliest !== null && (from === undefined || earliest >= from) ? 0 : lowerBound(segment, from);
  return [first, to === undefined || latest < to ? count : Math.max(first, lowerBound(segment, to))];
}

/** The first place in the order whose timestamp is at or behind a moment; without one the first that has a timestamp. */
function lowerBound({ order, core: { timestamps } }: Segment, moment: bigint | undefined): number {
  const double = moment === undefined ? -Infinity : Number(moment);
  const isExact = timestamps.wide.size === 0 && (moment === undefined || BigInt.asIntN(54, moment) === moment);
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = order[middle] as number;
    const at = timestamps.values[row] as number;
    const isBefore = Number.isNaN(at) || (isExact ? at < double : (integerAt(timestamps, row) ?? 0n) < (moment ?? 0n));
    if (isBefore && !(moment === undefined && !Number.isNaN(at))) low = middle + 1;
    else high = middle;
  }
  return low;
}
