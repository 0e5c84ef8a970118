import type { Value } from "../../../base/value.ts";
import type { Expression } from "../../../query/query.ts";
import { rowsOf } from "../../../store/segments/rowsByCode.ts";
import type { Segment } from "../../../store/segments/segment.ts";
import type { TextColumn } from "../../../store/segments/textColumn.ts";
import { constantOf } from "./atoms.ts";
import type { Atom } from "./atoms.ts";
import type { Indexed, Select } from "./order.ts";
import { KEPT, roomFor } from "./room.ts";

/** Which codes of a text column a test lets through: one of them, or those marked with 1; 0 when none. */
export type Wanted = number | Uint8Array;

/** Rows of single codes are put together when they are at most one in so many of all. */
const FEW = 8;

/** A test of a text field. */
export function onTexts(
  predicate: Atom,
  test: (value: Value) => boolean,
  columnOf: (segment: Segment) => TextColumn,
): Select {
  const wantedIn = wantedOf(predicate, test);
  return {
    among: (segment, rows) => {
      const column = columnOf(segment);
      const wanted = wantedIn(column);
      if (rows === segment.order) {
        const indexed = rowsOfCodes(segment, column, wanted);
        if (indexed) return indexed.rows();
      }
      return byCode(rows, column, wanted);
    },
    indexed: (segment) => {
      const column = columnOf(segment);
      return rowsOfCodes(segment, column, wantedIn(column));
    },
  };
}

export function isText(expression: Expression): boolean {
  return typeof constantOf(expression) === "string";
}

/** Code 0 stands for null. Worked out once a column. */
export function wantedOf(predicate: Atom, test: (value: Value) => boolean): (column: TextColumn) => Wanted {
  const known = new WeakMap<TextColumn, Wanted>();
  return (column) => {
    let wanted = known.get(column);
    if (wanted === undefined) known.set(column, (wanted = wantedCodes(predicate, test, column)));
    return wanted;
  };
}

/** A search for a part or for a whole text goes through all texts at once. */
function wantedCodes(predicate: Atom, test: (value: Value) => boolean, column: TextColumn): Wanted {
  const right = predicate.kind === "text" || predicate.kind === "compare" ? constantOf(predicate.right) : undefined;
  const isOnField = "left" in predicate && predicate.left.kind === "field";
  if (isOnField && typeof right === "string") {
    if (predicate.kind === "text" && predicate.operator === "contains" && !predicate.negated)
      return anyMarked(column.containing(right));
    if (predicate.kind === "compare" && predicate.operator === "eq") return column.codeOf(right);
  }
  const marks = new Uint8Array(column.size + 1);
  for (let code = 1; code <= column.size; code++) marks[code] = Number(test(column.text(code)));
  marks[0] = Number(test(null));
  return anyMarked(marks);
}

function anyMarked(marks: Uint8Array): Wanted {
  return marks.includes(1) ? marks : 0;
}

/** Those of some rows that have a wanted code, in the order given. */
export function byCode(rows: Uint32Array, { codes }: TextColumn, wanted: Wanted): Uint32Array {
  if (wanted === 0) return rows.subarray(0, 0);
  const kept = roomFor(KEPT, rows.length);
  let count = 0;
  if (typeof wanted === "number")
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      kept[count] = row;
      if (codes[row] === wanted) count++;
    }
  else
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      kept[count] = row;
      count += wanted[codes[row] as number] as number;
    }
  return kept.slice(0, count);
}

/** All rows of a segment with the wanted codes, by the event order, unless these are so many that a pass over all is cheaper. */
export function rowsOfCodes(segment: Segment, column: TextColumn, wanted: Wanted): Indexed | undefined {
  if (wanted === 0) return { most: 0, rows: () => new Uint32Array(0) };
  if (typeof wanted === "number")
    return { most: column.counts[wanted] as number, rows: () => rowsOf(segment.byCode(column), wanted) };
  const { counts } = column;
  let most = 0;
  for (let code = wanted.indexOf(1); code >= 0; code = wanted.indexOf(1, code + 1)) most += counts[code] as number;
  return most * FEW > segment.count ? undefined : { most, rows: () => joined(segment, column, wanted, most) };
}

function joined(segment: Segment, column: TextColumn, wanted: Uint8Array, most: number): Uint32Array {
  const byCode = segment.byCode(column);
  const { ranks, order } = segment;
  const rows = new Uint32Array(most);
  let count = 0;
  for (let code = wanted.indexOf(1); code >= 0; code = wanted.indexOf(1, code + 1))
    for (const row of rowsOf(byCode, code)) rows[count++] = ranks[row] as number;
  rows.sort();
  for (let at = 0; at < count; at++) rows[at] = order[rows[at] as number] as number;
  return rows;
}
