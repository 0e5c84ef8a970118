import { comparable, isNumeric } from "../../../base/value.ts";
import type { Value } from "../../../base/value.ts";
import { operandOf } from "../../../query/evaluate/relation.ts";
import { compilePredicate } from "../../../query/evaluate/expression.ts";
import type { Expression, Predicate } from "../../../query/query.ts";
import { KIND } from "../../../store/segments/jsonColumn.ts";
import type { JsonColumn } from "../../../store/segments/jsonColumn.ts";
import type { JsonPath, Segment } from "../../../store/segments/segment.ts";
import type { TextColumn } from "../../../store/segments/textColumn.ts";
import { containing } from "./documents.ts";
import { FieldReader, Inputs, makeColumns, placeOf } from "./fields.ts";
import type { LogValues } from "./fields.ts";
import type { Select } from "./order.ts";

type Atom = Exclude<Predicate, { kind: "and" | "or" | "not" | "always" }>;
type Test = (value: Value) => boolean;

/**
 * A predicate over columns. Leaves are the evaluator's own tests, made once for each distinct text of a column and once
 * for null and each boolean, so they mean the same by construction; only numbers have comparisons of their own.
 */
export function selectOf(predicate: Predicate, values: LogValues): Select {
  switch (predicate.kind) {
    case "and": {
      const parts = predicate.of.map((part) => selectOf(part, values));
      return (segment, rows) => parts.reduce((left, part) => (left.length === 0 ? left : part(segment, left)), rows);
    }
    case "or": {
      const parts = predicate.of.map((part) => selectOf(part, values));
      return (segment, rows) => {
        const marks = new Uint8Array(segment.count);
        for (const part of parts) for (const row of part(segment, rows)) marks[row] = 1;
        return rows.filter((row) => marks[row] === 1);
      };
    }
    case "not": {
      const part = selectOf(predicate.of, values);
      return (segment, rows) => {
        const marks = new Uint8Array(segment.count);
        for (const row of part(segment, rows)) marks[row] = 1;
        return rows.filter((row) => marks[row] === 0);
      };
    }
    case "always":
      return (_, rows) => (predicate.value ? rows : rows.subarray(0, 0));
    default:
      return selectAtom(predicate, values);
  }
}

function selectAtom(predicate: Atom, values: LogValues): Select {
  if (predicate.kind === "exists" && predicate.field.path.length > 0) {
    const place = placeOf(predicate.field, values);
    return place.kind === "path" ? onPath(values, place.at, (value) => value !== undefined, undefined) : none;
  }
  const inputs = new Inputs(values);
  const compiled = compilePredicate(inputs.predicate(predicate), inputs.scope);
  const { fields } = inputs;
  const [field] = fields;
  if (field === undefined || fields.length > 1) return onRows(compiled, inputs, values);
  const test: Test = (value) => compiled([value]);
  const place = placeOf(field, values);
  switch (place.kind) {
    case "constant":
      return test(place.value) ? (_, rows) => rows : none;
    case "text": {
      const marks = marksOf(predicate, test);
      return (segment, rows) => {
        const column = segment.core.texts[place.field];
        const wanted = marks(segment, column);
        return wanted ? byCode(rows, column, wanted) : rows.subarray(0, 0);
      };
    }
    case "path": {
      const marks = marksOf(predicate, test);
      const isOnField = "left" in predicate && predicate.left.kind === "field";
      if (predicate.kind === "null" && isOnField) return onKinds(values, place.at, predicate.negated);
      if (predicate.kind === "compare" && isOnField && predicate.operator === "eq" && isText(predicate.right))
        return onTexts(values, place.at, test, marks);
      return onPath(values, place.at, (value) => test(value ?? null), numbersOf(predicate), marks);
    }
    case "document":
      return containing(predicate, place.field, onRows(compiled, inputs, values)) ?? onRows(compiled, inputs, values);
    case "id":
    case "timestamp":
    case "sequence":
      return onRows(compiled, inputs, values);
  }
}

function none(_: Segment, rows: Uint32Array): Uint32Array {
  return rows.subarray(0, 0);
}

/** Row by row, for tests over several fields and over whole documents. */
function onRows(test: (values: readonly Value[]) => boolean, inputs: Inputs, values: LogValues): Select {
  return (segment, rows) => {
    makeColumns(segment, inputs.fields, rows, values);
    const reader = new FieldReader(segment, values);
    const reads = inputs.fields.map((field) => reader.read(field));
    reader.prepare(rows);
    return rows.filter((row) => test(reads.map((read) => read(row))));
  };
}

/** Which codes of a text column the test lets through, null's among them; undefined when none. Made once a segment. */
function marksOf(predicate: Atom, test: Test): (segment: Segment, column: TextColumn) => Uint8Array | undefined {
  const known = new WeakMap<Segment, { readonly marks: Uint8Array | undefined }>();
  return (segment, column) => {
    const before = known.get(segment);
    if (before) return before.marks;
    const marks = makeMarks(predicate, test, column);
    marks[0] = Number(test(null));
    const found = marks.includes(1) ? marks : undefined;
    known.set(segment, { marks: found });
    return found;
  };
}

/** A search for a part or for a whole text goes through all texts at once. */
function makeMarks(predicate: Atom, test: Test, column: TextColumn): Uint8Array {
  const right = predicate.kind === "text" || predicate.kind === "compare" ? constantOf(predicate.right) : undefined;
  const isOnField = "left" in predicate && predicate.left.kind === "field";
  if (isOnField && typeof right === "string") {
    if (predicate.kind === "text" && predicate.operator === "contains" && !predicate.negated)
      return column.containing(right);
    if (predicate.kind === "compare" && predicate.operator === "eq") {
      const marks = new Uint8Array(column.size + 1);
      const code = column.codeOf(right);
      if (code > 0) marks[code] = 1;
      return marks;
    }
  }
  const marks = new Uint8Array(column.size + 1);
  for (let code = 1; code <= column.size; code++) marks[code] = Number(test(column.text(code)));
  return marks;
}

function byCode(rows: Uint32Array, { codes }: TextColumn, marks: Uint8Array): Uint32Array {
  const kept = new Uint32Array(rows.length);
  let count = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    kept[count] = row;
    count += marks[codes[row] as number] as number;
  }
  return kept.subarray(0, count);
}

/** The numbers for which a test against a constant number holds; nothing but numbers passes such a test. */
interface Numbers {
  readonly low: number;
  readonly high: number;
  readonly isLowIn: boolean;
  readonly isHighIn: boolean;
}

function onPath(
  values: LogValues,
  at: JsonPath,
  test: (value: Value | undefined) => boolean,
  numbers: Numbers | undefined,
  marks?: (segment: Segment, column: TextColumn) => Uint8Array | undefined,
): Select {
  return (segment, rows) => {
    const column = columnFor(segment, at, rows, values);
    if (!column) return bySingleRows(new FieldReader(segment, values), at, rows, test);
    if (numbers && !(column.has[KIND.other] ?? false)) return byNumber(rows, column, numbers);
    return byKind(
      new FieldReader(segment, values),
      at,
      rows,
      column,
      test,
      marks && ((texts) => marks(segment, texts)),
    );
  };
}

/** `is null` and `is not null` look at no value. */
function onKinds(values: LogValues, at: JsonPath, isKnown: boolean): Select {
  return (segment, rows) => {
    const column = columnFor(segment, at, rows, values);
    if (!column)
      return bySingleRows(
        new FieldReader(segment, values),
        at,
        rows,
        (value) => ((value ?? null) !== null) === isKnown,
      );
    const { kinds } = column;
    const kept = new Uint32Array(rows.length);
    let count = 0;
    for (let place = 0; place < rows.length; place++) {
      const row = rows[place] as number;
      kept[count] = row;
      if ((kinds[row] as number) > KIND.null === isKnown) count++;
    }
    return kept.subarray(0, count);
  };
}

/** Equality with a text, which nothing but texts passes. */
function onTexts(
  values: LogValues,
  at: JsonPath,
  test: Test,
  marks: (segment: Segment, column: TextColumn) => Uint8Array | undefined,
): Select {
  return (segment, rows) => {
    const column = columnFor(segment, at, rows, values);
    if (!column) return bySingleRows(new FieldReader(segment, values), at, rows, (value) => test(value ?? null));
    const wanted = column.texts && marks(segment, column.texts);
    return column.texts && wanted ? byCode(rows, column.texts, wanted) : rows.subarray(0, 0);
  };
}

function isText(expression: Expression): boolean {
  return typeof constantOf(expression) === "string";
}

/** The path's column, unless it is not there and only few rows are asked for. */
function columnFor(segment: Segment, at: JsonPath, rows: Uint32Array, { sparse }: LogValues): JsonColumn | undefined {
  return rows.length * sparse > segment.count ? segment.columns([at])[0] : segment.known(at);
}

function bySingleRows(
  reader: FieldReader,
  at: JsonPath,
  rows: Uint32Array,
  test: (value: Value | undefined) => boolean,
): Uint32Array {
  const read = reader.readAt(at);
  reader.prepare(rows);
  return rows.filter((row) => test(read(row)));
}

function byNumber(rows: Uint32Array, column: JsonColumn, { low, high, isLowIn, isHighIn }: Numbers): Uint32Array {
  const { numbers, least, greatest } = column;
  const kept = new Uint32Array(rows.length);
  if (!numbers || greatest < low || least > high) return kept.subarray(0, 0);
  let count = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    const number = numbers[row] as number;
    kept[count] = row;
    // What is no number is neither above nor below.
    if ((number > low || (isLowIn && number === low)) && (number < high || (isHighIn && number === high))) count++;
  }
  return kept.subarray(0, count);
}

function byKind(
  reader: FieldReader,
  at: JsonPath,
  rows: Uint32Array,
  column: JsonColumn,
  test: (value: Value | undefined) => boolean,
  marks: ((column: TextColumn) => Uint8Array | undefined) | undefined,
): Uint32Array {
  const { kinds, numbers, texts, others } = column;
  const passes = [test(undefined), test(null), test(false), test(true)].map(Number);
  const wanted = texts && (marks ? marks(texts) : textMarks(texts, test));
  const read = reader.readAt(at);
  if (column.has[KIND.json] ?? false) reader.prepare(rows.filter((row) => kinds[row] === KIND.json));
  const kept = new Uint32Array(rows.length);
  let count = 0;
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number;
    const kind = kinds[row] as number;
    kept[count] = row;
    if (kind < KIND.integer) count += passes[kind] as number;
    else if (kind === KIND.text) count += wanted?.[texts?.codes[row] as number] ?? 0;
    else if (kind === KIND.integer) count += Number(test(BigInt(numbers?.[row] ?? 0)));
    else if (kind === KIND.double) count += Number(test(numbers?.[row] ?? null));
    else if (kind === KIND.other) count += Number(test(others.get(row) ?? null));
    else count += Number(test(read(row)));
  }
  return kept.subarray(0, count);
}

function textMarks(column: TextColumn, test: (value: Value | undefined) => boolean): Uint8Array {
  const marks = new Uint8Array(column.size + 1);
  for (let code = 1; code <= column.size; code++) marks[code] = Number(test(column.text(code)));
  return marks;
}

function numbersOf(predicate: Atom): Numbers | undefined {
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

/** A constant number that a double holds exactly. */
function numberOf(expression: Expression): number | undefined {
  const value = constantOf(expression);
  if (value === undefined || !isNumeric(value)) return undefined;
  const number = comparable(value);
  if (typeof number === "number") return Number.isNaN(number) ? undefined : number;
  return BigInt.asIntN(54, number) === number ? Number(number) : undefined;
}

function constantOf(expression: Expression): Value | undefined {
  if (expression.kind !== "constant") return undefined;
  const operand = operandOf(expression.value);
  return typeof operand === "string" || isNumeric(operand as Value) ? (operand as Value) : undefined;
}
