import { binStart } from "../../../base/calendar.ts";
import { Duration } from "../../../base/duration.ts";
import { keyText } from "../../../base/order.ts";
import { Instant, WideNumber } from "../../../base/value.ts";
import type { Value } from "../../../base/value.ts";
import { compileValue } from "../../../query/evaluate/expression.ts";
import type { Expression } from "../../../query/query.ts";
import { KIND } from "../../../store/segments/jsonColumn.ts";
import type { JsonColumn } from "../../../store/segments/jsonColumn.ts";
import type { Segment } from "../../../store/segments/segment.ts";
import type { TextColumn } from "../../../store/segments/textColumn.ts";
import { FieldReader, Inputs, makeColumns, placeOf } from "./fields.ts";
import type { LogValues } from "./fields.ts";
import type { Block } from "./order.ts";

const NEITHER_TEXT_NOR_NULL = [KIND.false, KIND.true, KIND.integer, KIND.double, KIND.other, KIND.json];
const MONTH = 31n * 86_400_000_000n;

/** Numbers the values of an expression: equal values have equal numbers, over all blocks. */
export interface KeyCoder {
  readonly values: Value[];
  /** Whether equal values are also written equally, so that one of them stands for all. */
  readonly isUniform: boolean;
  /** The number of each row's value, in a room as long as there are rows. */
  codes(block: Block, room: Uint32Array): Uint32Array;
}

export function keyCoder(expression: Expression, values: LogValues): KeyCoder {
  const bin = timeBin(expression);
  if (bin) return new BinCoder(bin, values.timeZone);
  if (expression.kind === "field") {
    const place = placeOf(expression.field, values);
    if (place.kind === "text") return new TextCoder((segment) => segment.core.texts[place.field]);
    if (place.kind === "path")
      return new PathCoder((segment) => segment.columns([place.at])[0] as JsonColumn, expression, values);
  }
  return new ValueCoder(expression, values);
}

/** The width of a bin of `timestamp`. */
function timeBin(expression: Expression): Duration | undefined {
  if (expression.kind !== "bin" || expression.operand.kind !== "field" || expression.width.kind !== "constant")
    return undefined;
  const { column, path } = expression.operand.field;
  const { value } = expression.width;
  if (column !== "timestamp" || path.length > 0 || !(value instanceof Duration)) return undefined;
  return value.months >= 0 && value.micros >= 0n && (value.months > 0 || value.micros > 0n) ? value : undefined;
}

/** Values by their numbers. */
class Numbering {
  readonly values: Value[] = [];
  readonly #byText = new Map<string | null, number>();
  readonly #byNumber = new Map<number, number>();
  readonly #byKey = new Map<string, number>();

  text(text: string | null): number {
    let number = this.#byText.get(text);
    if (number === undefined) this.#byText.set(text, (number = this.values.push(text) - 1));
    return number;
  }

  /** A number that is written as an integer or not; its size decides. */
  number(double: number, isInteger: boolean): number {
    if (Math.abs(double) > Number.MAX_SAFE_INTEGER) return this.value(double);
    let number = this.#byNumber.get(double);
    if (number === undefined)
      this.#byNumber.set(double, (number = this.values.push(isInteger ? BigInt(double) : double) - 1));
    return number;
  }

  value(value: Value): number {
    if (value === null || typeof value === "string") return this.text(value);
    // A number that no double holds is equal to the double that it is compared as.
    if (value instanceof WideNumber && Math.abs(value.value) <= Number.MAX_SAFE_INTEGER)
      return this.number(value.value === 0 ? 0 : value.value, false);
    if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) return this.number(Number(value), true);
    if (typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER)
      return this.number(value === 0 ? 0 : value, false);
    const key = keyText(value);
    let number = this.#byKey.get(key);
    if (number === undefined) this.#byKey.set(key, (number = this.values.push(value) - 1));
    return number;
  }
}

class TextCoder implements KeyCoder {
  readonly isUniform = true;
  readonly #numbering = new Numbering();
  readonly values = this.#numbering.values;
  readonly #columnOf: (segment: Segment) => TextColumn;
  readonly #tables = new WeakMap<Segment, Uint32Array>();

  constructor(columnOf: (segment: Segment) => TextColumn) {
    this.#columnOf = columnOf;
  }

  codes({ segment, rows }: Block, room: Uint32Array): Uint32Array {
    const column = this.#columnOf(segment);
    const table = this.table(segment);
    const { codes } = column;
    const numbers = room;
    for (let at = 0; at < rows.length; at++) numbers[at] = (table[codes[rows[at] as number] as number] as number) - 1;
    return numbers;
  }

  /** One more than the number of each of a segment's codes. */
  table(segment: Segment): Uint32Array {
    const known = this.#tables.get(segment);
    if (known) return known;
    const column = this.#columnOf(segment);
    const table = new Uint32Array(column.size + 1);
    for (let code = 0; code <= column.size; code++)
      table[code] = this.#numbering.text(code === 0 ? null : column.text(code)) + 1;
    this.#tables.set(segment, table);
    return table;
  }
}

class PathCoder implements KeyCoder {
  isUniform = true;
  readonly #numbering = new Numbering();
  readonly values = this.#numbering.values;
  readonly #columnOf: (segment: Segment) => JsonColumn;
  readonly #expression: Extract<Expression, { kind: "field" }>;
  readonly #log: LogValues;
  readonly #tables = new WeakMap<Segment, Uint32Array>();

  constructor(
    columnOf: (segment: Segment) => JsonColumn,
    expression: Extract<Expression, { kind: "field" }>,
    log: LogValues,
  ) {
    this.#columnOf = columnOf;
    this.#expression = expression;
    this.#log = log;
  }

  codes({ segment, rows }: Block, room: Uint32Array): Uint32Array {
    const { kinds, has, numbers, texts } = this.#columnOf(segment);
    if (has[KIND.json] || has[KIND.other]) this.isUniform = false;
    const numbering = this.#numbering;
    let table = this.#tables.get(segment);
    if (!table) this.#tables.set(segment, (table = new Uint32Array((texts?.size ?? 0) + 1)));
    const found = room;
    if (texts && NEITHER_TEXT_NOR_NULL.every((kind) => !has[kind])) {
      // Code 0 is that of rows without a text, which are null here.
      const { codes } = texts;
      for (let at = 0; at < rows.length; at++) {
        const code = codes[rows[at] as number] as number;
        found[at] = (table[code] ||= numbering.text(code === 0 ? null : texts.text(code)) + 1) - 1;
      }
      return found;
    }
    const read = new FieldReader(segment, this.#log).read(this.#expression.field);
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      const kind = kinds[row] as number;
      if (kind === KIND.text && texts) {
        const code = texts.codes[row] as number;
        found[at] = (table[code] ||= numbering.text(texts.text(code)) + 1) - 1;
      } else if (kind <= KIND.null) found[at] = numbering.text(null);
      else if (kind === KIND.integer || kind === KIND.double)
        found[at] = numbering.number(numbers?.[row] as number, kind === KIND.integer);
      else found[at] = numbering.value(read(row));
    }
    return found;
  }
}

/** Bins of time: which moments are in one is worked out once a bin. */
class BinCoder implements KeyCoder {
  readonly isUniform = true;
  readonly #numbering = new Numbering();
  readonly values = this.#numbering.values;
  readonly #width: Duration;
  readonly #timeZone: string;
  readonly #known = new Map<bigint, number>();
  /** The moments of the bin that was met last, its end left out. */
  #from = Infinity;
  #to = -Infinity;
  #number = 0;

  constructor(width: Duration, timeZone: string) {
    this.#width = width;
    this.#timeZone = timeZone;
  }

  codes({ segment, rows }: Block, room: Uint32Array): Uint32Array {
    const { values, wide } = segment.core.timestamps;
    const numbers = room;
    let [from, to, number] = [this.#from, this.#to, this.#number];
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      const micros = values[row] as number;
      if (!(micros >= from && micros < to)) {
        if (Number.isNaN(micros)) {
          numbers[at] = this.#numbering.text(null);
          continue;
        }
        this.#meet(wide.get(row) ?? BigInt(micros));
        [from, to, number] = [this.#from, this.#to, this.#number];
      }
      numbers[at] = number;
    }
    return numbers;
  }

  #meet(micros: bigint): void {
    const start = this.#startOf(micros);
    let number = this.#known.get(start);
    if (number === undefined) {
      number = this.values.push(new Instant(start)) - 1;
      this.#known.set(start, number);
    }
    this.#number = number;
    const isExact = BigInt.asIntN(53, micros) === micros;
    [this.#from, this.#to] = isExact ? [Number(micros), Number(this.#endOf(micros, start))] : [Infinity, -Infinity];
  }

  /** The first moment behind the bin, or one within it where that is far away; bins grow with time. */
  #endOf(micros: bigint, start: bigint): bigint {
    const length = this.#width.micros + BigInt(this.#width.months) * MONTH;
    let [low, high] = [micros, micros + 2n * length];
    if (this.#startOf(high) === start || BigInt.asIntN(53, high) !== high) return micros + 1n;
    while (low + 1n < high) {
      const middle = (low + high) / 2n;
      if (this.#startOf(middle) === start) low = middle;
      else high = middle;
    }
    return high;
  }

  #startOf(micros: bigint): bigint {
    return binStart(micros, this.#width, this.#timeZone);
  }
}

/** Any expression, row by row. */
class ValueCoder implements KeyCoder {
  readonly isUniform = false;
  readonly #numbering = new Numbering();
  readonly values = this.#numbering.values;
  readonly #log: LogValues;
  readonly #inputs: Inputs;
  readonly #compute: (values: readonly Value[]) => Value;

  constructor(expression: Expression, log: LogValues) {
    this.#log = log;
    this.#inputs = new Inputs(log);
    this.#compute = compileValue(this.#inputs.expression(expression), this.#inputs.scope);
  }

  codes({ segment, rows }: Block, room: Uint32Array): Uint32Array {
    makeColumns(segment, this.#inputs.fields, rows, this.#log);
    const reader = new FieldReader(segment, this.#log);
    const reads = this.#inputs.fields.map((field) => reader.read(field));
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      room[at] = this.#numbering.value(this.#compute(reads.map((read) => read(row))));
    }
    return room;
  }
}
