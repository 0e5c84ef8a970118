import type { Integers } from "../../../store/segments/integers.ts";
import type { JsonColumn } from "../../../store/segments/jsonColumn.ts";
import type { Segment } from "../../../store/segments/segment.ts";
import { numberOf } from "./atoms.ts";
import type { Atom } from "./atoms.ts";
import type { Select } from "./order.ts";
import { KEPT, roomFor } from "./room.ts";

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

/**
 * Those of some rows whose number of a column, none of whose numbers is kept beside it, lies in a range.
 * @param areAllKnown whether these are all rows of the segment that have a value
 */
export function byNumber(rows: Uint32Array, column: JsonColumn, numbers: Numbers, areAllKnown = false): Uint32Array {
  const { numbers: values, least, greatest } = column;
  if (!values || greatest < numbers.low || least > numbers.high) return rows.subarray(0, 0);
  return areAllKnown ? inZones(rows, column, values, numbers) : inRange(rows, values, numbers);
}

/** Rows that have a least and a greatest number in common. */
const ZONE = 128;

interface Zones {
  readonly leasts: Float64Array;
  readonly greatests: Float64Array;
}

const zonesOfColumns = new WeakMap<JsonColumn, Zones>();

/** Passes over rows that stand together and are all outside. */
function inZones(known: Uint32Array, column: JsonColumn, values: Float64Array, numbers: Numbers): Uint32Array {
  let zones = zonesOfColumns.get(column);
  if (!zones) zonesOfColumns.set(column, (zones = zonesOf(known, values)));
  const { leasts, greatests } = zones;
  const kept = roomFor(KEPT, known.length);
  let count = 0;
  for (let zone = 0; zone < leasts.length; zone++) {
    if ((greatests[zone] as number) < numbers.low || (leasts[zone] as number) > numbers.high) continue;
    const from = zone * ZONE;
    count = keepInRange(known, from, Math.min(from + ZONE, known.length), values, numbers, kept, count);
  }
  return kept.slice(0, count);
}

function zonesOf(known: Uint32Array, values: Float64Array): Zones {
  const count = Math.ceil(known.length / ZONE);
  const [leasts, greatests] = [new Float64Array(count).fill(Infinity), new Float64Array(count).fill(-Infinity)];
  for (let at = 0; at < known.length; at++) {
    const number = values[known[at] as number] as number;
    const zone = Math.floor(at / ZONE);
    if (number < (leasts[zone] as number)) leasts[zone] = number;
    if (number > (greatests[zone] as number)) greatests[zone] = number;
  }
  return { leasts, greatests };
}

function inRange(rows: Uint32Array, values: Float64Array, numbers: Numbers): Uint32Array {
  const kept = roomFor(KEPT, rows.length);
  return kept.slice(0, keepInRange(rows, 0, rows.length, values, numbers, kept, 0));
}

function keepInRange(
  rows: Uint32Array,
  from: number,
  to: number,
  values: Float64Array,
  { low, high, isLowIn, isHighIn }: Numbers,
  kept: Uint32Array,
  before: number,
): number {
  let count = before;
  for (let at = from; at < to; at++) {
    const row = rows[at] as number;
    const number = values[row] as number;
    // What is no number is neither above nor below.
    if (number >= low && number <= high) {
      if ((number === low && !isLowIn) || (number === high && !isHighIn)) continue;
      kept[count++] = row;
    }
  }
  return count;
}
