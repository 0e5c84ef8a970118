import type { Value } from "../../../base/value.ts";
import { KIND } from "../../../store/segments/jsonColumn.ts";
import type { JsonColumn } from "../../../store/segments/jsonColumn.ts";
import type { JsonPath, Segment } from "../../../store/segments/segment.ts";
import type { Atom } from "./atoms.ts";
import { FieldReader } from "./fields.ts";
import type { LogValues } from "./fields.ts";
import { byNumber, numbersOf } from "./numberTests.ts";
import type { Indexed, Select } from "./order.ts";
import { KEPT, roomFor } from "./room.ts";
import { byCode, rowsOfCodes, wantedOf } from "./textTests.ts";
import type { Wanted } from "./textTests.ts";

type PathTest = (value: Value | undefined) => boolean;

/** Any test of what stands at a path; `predicate` is the same where it reads null for what is absent. */
export function onPath(values: LogValues, at: JsonPath, test: PathTest, predicate?: Atom): Select {
  const numbers = predicate && numbersOf(predicate);
  const wantedIn = predicate && wantedOf(predicate, test);
  const isPlain = [undefined, null, false, true].every((value) => !test(value));
  return selectOnColumn(
    values,
    at,
    test,
    (column, rows, segment) => {
      if (numbers && !column.has[KIND.other]) return byNumber(rows, column, numbers);
      return byKind(new FieldReader(segment, values), at, rows, column, test, wantedIn);
    },
    (column, segment) => {
      if (numbers && !column.has[KIND.other]) {
        const known = segment.knownRows(column);
        return { most: known.length, rows: () => byNumber(known, column, numbers, true) };
      }
      return isPlain && hasOnlyTexts(column) && wantedIn ? indexedTexts(column, segment, wantedIn) : undefined;
    },
  );
}

/** `is null` and `is not null` look at no value. */
export function onKinds(values: LogValues, at: JsonPath, isKnown: boolean): Select {
  return selectOnColumn(
    values,
    at,
    (value) => ((value ?? null) !== null) === isKnown,
    ({ kinds }, rows) => {
      const kept = roomFor(KEPT, rows.length);
      let count = 0;
      for (let place = 0; place < rows.length; place++) {
        const row = rows[place] as number;
        kept[count] = row;
        if ((kinds[row] as number) > KIND.null === isKnown) count++;
      }
      return kept.slice(0, count);
    },
    (column, segment) => {
      if (!isKnown) return undefined;
      const known = segment.knownRows(column);
      return { most: known.length, rows: () => known };
    },
  );
}

/** Equality with a text, which nothing but texts passes. */
export function onPathTexts(values: LogValues, at: JsonPath, predicate: Atom, test: (value: Value) => boolean): Select {
  const wantedIn = wantedOf(predicate, test);
  return selectOnColumn(
    values,
    at,
    (value) => test(value ?? null),
    ({ texts }, rows) => (texts ? byCode(rows, texts, wantedIn(texts)) : rows.subarray(0, 0)),
    (column, segment) => indexedTexts(column, segment, wantedIn),
  );
}

/** A test on the path's column, or on the rows themselves where only few of them are asked for. */
function selectOnColumn(
  values: LogValues,
  at: JsonPath,
  test: PathTest,
  among: (column: JsonColumn, rows: Uint32Array, segment: Segment) => Uint32Array,
  indexed: (column: JsonColumn, segment: Segment) => Indexed | undefined,
): Select {
  const columnIn = (segment: Segment, rows: number) =>
    segment.isWorthAColumn(at, rows, values.sparse) ? segment.columns([at])[0] : undefined;
  return {
    among: (segment, rows) => {
      const column = columnIn(segment, rows.length);
      if (!column) {
        const read = new FieldReader(segment, values).readAt(at);
        return rows.filter((row) => test(read(row)));
      }
      const found = rows === segment.order ? indexed(column, segment) : undefined;
      return found ? found.rows() : among(column, rows, segment);
    },
    indexed: (segment) => {
      const column = segment.known(at);
      return column && indexed(column, segment);
    },
    lacks: (segment, count) => (segment.lacksColumn(at, count, values.sparse) ? [at] : []),
  };
}

function hasOnlyTexts({ has }: JsonColumn): boolean {
  return ![KIND.integer, KIND.double, KIND.other, KIND.json].some((kind) => has[kind]);
}

function indexedTexts(
  { texts }: JsonColumn,
  segment: Segment,
  wantedIn: (column: NonNullable<JsonColumn["texts"]>) => Wanted,
): Indexed | undefined {
  if (!texts) return { most: 0, rows: () => new Uint32Array(0) };
  const wanted = withoutNull(wantedIn(texts));
  return rowsOfCodes(segment, texts, wanted);
}

/** Code 0 of a path's texts is every value that is no text. */
function withoutNull(wanted: Wanted): Wanted {
  if (typeof wanted === "number" || wanted[0] === 0) return wanted;
  const marks = wanted.slice();
  marks[0] = 0;
  return marks;
}

function byKind(
  reader: FieldReader,
  at: JsonPath,
  rows: Uint32Array,
  { kinds, numbers, texts, others }: JsonColumn,
  test: PathTest,
  wantedIn: ((column: NonNullable<JsonColumn["texts"]>) => Wanted) | undefined,
): Uint32Array {
  const passes = [test(undefined), test(null), test(false), test(true)].map(Number);
  const wanted = texts && (wantedIn ? marksOf(wantedIn(texts), texts.size) : textMarks(texts, test));
  const read = reader.readAt(at);
  const kept = roomFor(KEPT, rows.length);
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
  return kept.slice(0, count);
}

function marksOf(wanted: Wanted, size: number): Uint8Array {
  if (typeof wanted !== "number") return wanted;
  const marks = new Uint8Array(size + 1);
  if (wanted > 0) marks[wanted] = 1;
  return marks;
}

function textMarks(column: NonNullable<JsonColumn["texts"]>, test: (value: Value | undefined) => boolean): Uint8Array {
  const marks = new Uint8Array(column.size + 1);
  for (let code = 1; code <= column.size; code++) marks[code] = Number(test(column.text(code)));
  return marks;
}
