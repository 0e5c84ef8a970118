import { Period } from "../../base/duration.ts";
import { Instant } from "../../base/value.ts";
import type { Constant, Expression, Predicate, Query } from "../../query/query.ts";

/** Moments, in microseconds, before and after which a query wants no event. Both ends are inclusive; either may be open. */
export interface TimeWindow {
  readonly from?: bigint;
  readonly to?: bigint;
}

/** The narrowest window that `during` and the tests of `where` that must all hold put around the events. */
export function windowOf({ during, where }: Query): TimeWindow {
  const bounds: TimeWindow[] = [];
  const [start, end] = [constantOf(during?.start), constantOf(during?.end)];
  if (start !== undefined) bounds.push(startOf(start));
  if (end !== undefined) bounds.push(before(startOf(end).from));
  bounds.push(windowOfField(where, "timestamp"));
  return bounds.reduce<TimeWindow>(narrower, {});
}

/** The narrowest window that the tests of `where` put around a field of times; a path is named with dots: `raw.createdAt`. */
export function windowOfField(where: Predicate | undefined, name: string): TimeWindow {
  return conjunctsOf(where)
    .map((test) => windowOfTest(test, name))
    .reduce(narrower, {});
}

/** How many rows the source is asked for at most; infinite when it is asked for all. */
export function limitOf({ limit }: Query): number {
  return limit?.kind === "constant" && typeof limit.value === "bigint" ? Number(limit.value) : Infinity;
}

/** The tests of a `where` that all must hold. */
export function conjunctsOf(where: Predicate | undefined): readonly Predicate[] {
  if (!where) return [];
  return where.kind === "and" ? where.of.flatMap(conjunctsOf) : [where];
}

function narrower(a: TimeWindow, b: TimeWindow): TimeWindow {
  const from = a.from === undefined || (b.from !== undefined && b.from > a.from) ? b.from : a.from;
  const to = a.to === undefined || (b.to !== undefined && b.to < a.to) ? b.to : a.to;
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function windowOfTest(test: Predicate, name: string): TimeWindow {
  if (test.kind === "between" && !test.negated && isNamed(test.left, name)) {
    const [low, high] = [constantOf(test.low), constantOf(test.high)];
    return narrower(low === undefined ? {} : startOf(low), high === undefined ? {} : endOf(high));
  }
  if (test.kind !== "compare" || !isNamed(test.left, name)) return {};
  const constant = constantOf(test.right);
  if (constant === undefined) return {};
  switch (test.operator) {
    case "eq":
      return narrower(startOf(constant), endOf(constant));
    case "gte":
      return startOf(constant);
    case "gt":
      return after(endOf(constant).to);
    case "lte":
      return endOf(constant);
    case "lt":
      return before(startOf(constant).from);
    case "neq":
      return {};
  }
}

function isNamed(expression: Expression, name: string): boolean {
  return expression.kind === "field" && [expression.field.column, ...expression.field.path].join(".") === name;
}

function constantOf(expression: Expression | undefined): Constant | undefined {
  return expression?.kind === "constant" ? expression.value : undefined;
}

function startOf(constant: Constant): TimeWindow {
  if (constant instanceof Instant) return { from: constant.micros };
  return constant instanceof Period ? { from: constant.start } : {};
}

function endOf(constant: Constant): TimeWindow {
  if (constant instanceof Instant) return { to: constant.micros };
  return constant instanceof Period ? { to: constant.end - 1n } : {};
}

function after(micros: bigint | undefined): TimeWindow {
  return micros === undefined ? {} : { from: micros + 1n };
}

function before(micros: bigint | undefined): TimeWindow {
  return micros === undefined ? {} : { to: micros - 1n };
}

/** RFC 3339 with milliseconds, the form every source reads: rounded away from the window, so that nothing in it is lost. */
export function millisecondText(micros: bigint, border: "from" | "to"): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const down = micros - rest;
  const rounded = border === "to" && rest > 0n ? down + 1000n : down;
  return new Date(Number(rounded / 1000n)).toISOString();
}
