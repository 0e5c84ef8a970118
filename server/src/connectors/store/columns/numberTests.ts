import type { Integers } from "../../../store/segments/integers.ts";
import type { JsonColumn } from "../../../store/segments/jsonColumn.ts";
import type { Segment } from "../../../store/segments/segment.ts";
import { numberOf } from "./atoms.ts";
import type { Atom } from "./atoms.ts";
import type { Select } from "./order.ts";

/** The numbers for which a test against constant numbers holds; nothing but numbers passes such a test. */
export interface Numbers {
  readonly low: number;
  readonly high: number;
  readonly isLowIn: boolean;
  readonly isHighIn: boolean;
}

/** Undefined for every other test. */
export function numbersOf(predicate: Atom): Numbers | undefined {
  if (predicate.kind === "between" && !predicate.negated && predicate.left.kind === "field") {
    const [low, high] = [numberOf(predicate.low), numberOf(predicate.high)];
    return low === undefined || high === undefined ? undefined : { low, high, isLowIn: true, isHighIn: true };
  }
  if (predicate.kind !== "compare" || predicate.left.kind !== "field") return undefined;
  const number = numberOf(predicate.right);
  if (number === undefined) return undefined;
  const [below, above] = [-Infinity, Infinity];
  switch (predicate.operator) {
    case "eq":
      return { low: number, high: number, isLowIn: true, isHighIn: true };
    case "neq":
      return undefined;
    case "lt":
      return { low: below, high: number, isLowIn: true, isHighIn: false };
    case "lte":
      return { low: below, high: number, isLowIn: true, isHighIn: true };
    case "gt":
      return { low: number, high: above, isLowIn: false, isHighIn: true };
    case "gte":
      return { low: number, high: above, isLowIn: true, isHighIn: true };
  }
}

/** A test of an integer field; where integers are wider than doubles hold, `exactly` is asked. */
export function ofIntegers(numbers: Numbers, columnOf: (segment: Segment) => Integers, exactly: Select): Select {
  return {
    among: (segment, rows) => {
      const { values, wide } = columnOf(segment);
      return wide.size > 0 ? exactly.among(segment, rows) : inRange(rows, values, numbers);
    },
  };
}

/** Those of some rows whose number of a column, none of whose numbers is kept beside it, lies in a range. */
export function byNumber(rows: Uint32Array, { numbers: values, least, greatest }: JsonColumn, numbers: Numbers) {
  const isOutside = greatest < numbers.low || least > numbers.high;
  return values && !isOutside ? inRange(rows, values, numbers) : rows.subarray(0, 0);
}

function inRange(rows: Uint32Array, values: Float64Array, { low, high, isLowIn, isHighIn }: Numbers): Uint32Array {
  const kept = new Uint32Array(rows.length);
  let count = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    const number = values[row] as number;
    // What is no number is neither above nor below.
    if (number >= low && number <= high) {
      if ((number === low && !isLowIn) || (number === high && !isHighIn)) continue;
      kept[count++] = row;
    }
  }
  return kept.subarray(0, count);
}
