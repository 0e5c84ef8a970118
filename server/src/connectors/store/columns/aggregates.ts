import { comparable } from "../../../base/value.ts";
import type { Value } from "../../../base/value.ts";
import { compileAggregate } from "../../../query/evaluate/aggregate.ts";
import type { Summary } from "../../../query/evaluate/aggregate.ts";
import { compileValue } from "../../../query/evaluate/expression.ts";
import type { Aggregate } from "../../../query/query.ts";
import { KIND } from "../../../store/segments/jsonColumn.ts";
import type { JsonPath } from "../../../store/segments/segment.ts";
import { FieldReader, Inputs, makeColumns, placeOf } from "./fields.ts";
import type { LogValues } from "./fields.ts";
import type { Block } from "./order.ts";

/** One aggregate over all groups; rows come in the event order. */
export interface Accumulator {
  add(block: Block, groups: Uint32Array, count: number): void;
  of(group: number): Value;
  /** Whether a sum that was given is beyond 64 bits, and therefore null. */
  readonly overflown: boolean;
}

/** Counts of most groups are small, and there are many groups: these need no new integer each. */
const SMALL = Array.from({ length: 1024 }, (_, number) => BigInt(number));

function integerOf(count: number): bigint {
  return SMALL[count] ?? BigInt(count);
}

const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 63n - 1n;

export function accumulatorOf(aggregate: Aggregate, values: LogValues): Accumulator {
  if (!aggregate.operand) return new Count();
  if (aggregate.operand.kind === "field") {
    const place = placeOf(aggregate.operand.field, values);
    if (place.kind === "path" && (aggregate.function === "sum" || aggregate.function === "avg"))
      return new Sums(aggregate.function, place.at);
    if (place.kind === "path" && aggregate.function === "count") return new CountKnown(place.at);
  }
  return new Gathered(aggregate, values);
}

class Numbers {
  #numbers = new Float64Array(64);

  upTo(count: number): Float64Array {
    if (count > this.#numbers.length) {
      const larger = new Float64Array(Math.max(count, this.#numbers.length * 2));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    return this.#numbers;
  }
}

class Count implements Accumulator {
  readonly overflown = false;
  readonly #counts = new Numbers();

  add({ rows }: Block, groups: Uint32Array, count: number): void {
    const counts = this.#counts.upTo(count);
    if (count === 1) (counts[0] as number) += rows.length;
    else for (let at = 0; at < rows.length; at++) (counts[groups[at] as number] as number)++;
  }

  of(group: number): Value {
    return integerOf(this.#counts.upTo(group + 1)[group] as number);
  }
}

class CountKnown implements Accumulator {
  readonly overflown = false;
  readonly #counts = new Numbers();
  readonly #path: JsonPath;

  constructor(path: JsonPath) {
    this.#path = path;
  }

  add({ segment, rows }: Block, groups: Uint32Array, count: number): void {
    const counts = this.#counts.upTo(count);
    const { kinds } = segment.columns([this.#path])[0] ?? { kinds: new Uint8Array(0) };
    for (let at = 0; at < rows.length; at++)
      if ((kinds[rows[at] as number] as number) > KIND.null) (counts[groups[at] as number] as number)++;
  }

  of(group: number): Value {
    return integerOf(this.#counts.upTo(group + 1)[group] as number);
  }
}

/**
 * Sum or average of the numbers at a path. Doubles are added in the event order, as the evaluator does, so even their
 * rounding is the same; integers in doubles as long as every possible sum is exact, then as bigints.
 */
class Sums implements Accumulator {
  overflown = false;
  readonly #function: "sum" | "avg";
  readonly #path: JsonPath;
  readonly #counts = new Numbers();
  readonly #doubles = new Numbers();
  readonly #doubleCounts = new Numbers();
  readonly #integers = new Numbers();
  /** What the sums of integers in doubles can have reached. */
  #reach = 0;
  readonly #whole: bigint[] = [];

  constructor(of: "sum" | "avg", path: JsonPath) {
    this.#function = of;
    this.#path = path;
  }

  add({ segment, rows }: Block, groups: Uint32Array, count: number): void {
    const [column] = segment.columns([this.#path]);
    if (!column) return;
    const { kinds, numbers, others, has, least, greatest } = column;
    const counts = this.#counts.upTo(count);
    const [doubles, doubleCounts] = [this.#doubles.upTo(count), this.#doubleCounts.upTo(count)];
    if (numbers && has[KIND.integer]) this.#makeRoom(rows.length * Math.max(Math.abs(least), Math.abs(greatest)));
    const integers = this.#integers.upTo(count);
    if (numbers && !has[KIND.double] && !has[KIND.other]) {
      for (let at = 0; at < rows.length; at++) {
        const number = numbers[rows[at] as number] as number;
        if (Number.isNaN(number)) continue;
        const group = groups[at] as number;
        (counts[group] as number)++;
        (integers[group] as number) += number;
      }
      return;
    }
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      const kind = kinds[row] as number;
      if (kind < KIND.integer || kind > KIND.other || kind === KIND.text) continue;
      const group = groups[at] as number;
      (counts[group] as number)++;
      if (kind === KIND.integer) (integers[group] as number) += numbers?.[row] as number;
      else if (kind === KIND.double) {
        (doubles[group] as number) += numbers?.[row] as number;
        (doubleCounts[group] as number)++;
      } else {
        const value = comparable(others.get(row) as bigint);
        if (typeof value === "bigint") this.#whole[group] = (this.#whole[group] ?? 0n) + value;
        else {
          (doubles[group] as number) += value;
          (doubleCounts[group] as number)++;
        }
      }
    }
  }

  #makeRoom(more: number): void {
    if (this.#reach + more > Number.MAX_SAFE_INTEGER) this.#settle();
    this.#reach += more;
  }

  /** Moves the sums of integers into bigints. */
  #settle(): void {
    const integers = this.#integers.upTo(0);
    for (let group = 0; group < integers.length; group++) {
      const sum = integers[group] as number;
      if (sum !== 0) this.#whole[group] = (this.#whole[group] ?? 0n) + BigInt(sum);
    }
    integers.fill(0);
    this.#reach = 0;
  }

  of(group: number): Value {
    const count = this.#counts.upTo(group + 1)[group] as number;
    if (count === 0) return null;
    const whole = (this.#whole[group] ?? 0n) + BigInt(this.#integers.upTo(group + 1)[group] as number);
    const rest = this.#doubles.upTo(group + 1)[group] as number;
    const isWhole = this.#doubleCounts.upTo(group + 1)[group] === 0;
    if (this.#function === "avg") return known((Number(whole) + rest) / count);
    if (!isWhole) return known(Number(whole) + rest);
    if (whole >= INT_MIN && whole <= INT_MAX) return whole;
    this.overflown = true;
    return null;
  }
}

function known(value: number): Value {
  return Number.isNaN(value) ? null : value;
}

/** Any aggregate: the values of each group, and then the evaluator's own function over them. */
class Gathered implements Accumulator {
  overflown = false;
  readonly #log: LogValues;
  readonly #inputs: Inputs;
  readonly #compute: (values: readonly Value[]) => Value;
  readonly #summarise: (rows: readonly (readonly Value[])[]) => Summary;
  readonly #groups: Value[][] = [];
  readonly #keepsNull: boolean;

  constructor(aggregate: Aggregate, log: LogValues) {
    this.#log = log;
    this.#inputs = new Inputs(log);
    const operand = aggregate.operand ?? { kind: "constant", value: null };
    this.#compute = compileValue(this.#inputs.expression(operand), this.#inputs.scope);
    const column = { kind: "field", field: { column: "value", path: [] } } as const;
    this.#summarise = compileAggregate(
      { ...aggregate, operand: column },
      { columns: ["value"], timeZone: log.timeZone },
    );
    this.#keepsNull = aggregate.function === "collect";
  }

  add({ segment, rows }: Block, groups: Uint32Array): void {
    makeColumns(segment, this.#inputs.fields, rows, this.#log);
    const reader = new FieldReader(segment, this.#log);
    const reads = this.#inputs.fields.map((field) => reader.read(field));
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      const value = this.#compute(reads.map((read) => read(row)));
      if (value !== null || this.#keepsNull) (this.#groups[groups[at] as number] ??= []).push(value);
    }
  }

  of(group: number): Value {
    const { value, overflow } = this.#summarise((this.#groups[group] ?? []).map((known) => [known]));
    if (overflow) this.overflown = true;
    return value;
  }
}
