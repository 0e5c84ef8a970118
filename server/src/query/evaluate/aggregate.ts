import { formatInstant } from "../../base/instant.ts";
import { printJson } from "../../base/json.ts";
import type { JsonTree } from "../../base/json.ts";
import { compareValues, keyText } from "../../base/order.ts";
import { Instant, Json, comparable, isNumeric } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import type { Aggregate } from "../query.ts";
import { compileValue } from "./expression.ts";
import type { Scope } from "./scope.ts";

/** What an aggregate says of a group's rows, which come in the order E. */
export type Summary = { readonly value: Value; readonly overflow?: true };

const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 63n - 1n;

/** An aggregate as a function of a group's rows. */
export function compileAggregate(aggregate: Aggregate, scope: Scope): (rows: readonly (readonly Value[])[]) => Summary {
  const read = aggregate.operand ? compileValue(aggregate.operand, scope) : undefined;
  const percent = aggregate.percent ? compileValue(aggregate.percent, scope)([]) : null;
  return (rows) => {
    if (!read) return { value: BigInt(rows.length) };
    const all = rows.map((row) => read(row));
    const known = all.filter((value) => value !== null);
    switch (aggregate.function) {
      case "count":
        return { value: BigInt(known.length) };
      case "sum":
        return sum(known);
      case "avg":
        return { value: average(known) };
      case "min":
        return { value: extreme(known, -1) };
      case "max":
        return { value: extreme(known, 1) };
      case "distinct":
        return { value: BigInt(new Set(known.map(keyText)).size) };
      case "first":
        return { value: known[0] ?? null };
      case "last":
        return { value: known.at(-1) ?? null };
      case "collect":
        return { value: collect(all) };
      case "percentile":
        return { value: percentile(known, percent) };
    }
  };
}

/** Exact over integers, null beyond 64 bits; a double as soon as one number is no integer. */
function sum(values: readonly Value[]): Summary {
  const numbers = values.filter(isNumeric).map(comparable);
  if (numbers.length === 0) return { value: null };
  let whole = 0n;
  let rest = 0;
  let isWhole = true;
  for (const number of numbers) {
    if (typeof number === "bigint") whole += number;
    else {
      rest += number;
      isWhole = false;
    }
  }
  if (!isWhole) return { value: finite(Number(whole) + rest) };
  return whole >= INT_MIN && whole <= INT_MAX ? { value: whole } : { value: null, overflow: true };
}

function average(values: readonly Value[]): Value {
  const numbers = values.filter(isNumeric).map(comparable);
  if (numbers.length === 0) return null;
  let whole = 0n;
  let rest = 0;
  for (const number of numbers) {
    if (typeof number === "bigint") whole += number;
    else rest += number;
  }
  return finite((Number(whole) + rest) / numbers.length);
}

/** Infinities (from numbers such as 1e400) pass; what is no number at all is null. */
function finite(value: number): Value {
  return Number.isNaN(value) ? null : value;
}

function extreme(values: readonly Value[], direction: 1 | -1): Value {
  let best: Value = null;
  for (const value of values) if (best === null || compareValues(value, best) * direction > 0) best = value;
  return best;
}

/** Nearest rank over the numbers: exact, one of the values. */
function percentile(values: readonly Value[], percent: Value): Value {
  if (!isNumeric(percent)) return null;
  const numbers = values.filter(isNumeric).sort(compareValues);
  return numbers[nearestRank(Number(comparable(percent)), numbers.length) - 1] ?? null;
}

/** Place (from 1) of the nearest-rank percentile among n sorted values; 0 for none. */
export function nearestRank(percent: number, n: number): number {
  // Rounded to 12 digits first: 99.9 % of 1,000 is 999, and 999.0000000000001 in doubles.
  return Math.min(n, Math.max(1, Math.ceil(Number(((percent * n) / 100).toPrecision(12)))));
}

/** All values, nulls too, as one JSON array; times as RFC 3339 text. */
function collect(values: readonly Value[]): Value {
  const tree = values.map(treeOf);
  return new Json(() => printJson(tree), tree);
}

/** A value as JSON. */
export function treeOf(value: Value): JsonTree {
  if (value instanceof Instant) return formatInstant(value.micros);
  if (value instanceof Json) return value.tree;
  return value;
}
