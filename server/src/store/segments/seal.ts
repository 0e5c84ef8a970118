import type { JsonField } from "../../query/event.ts";
import { TextBuilder } from "./textBuilder.ts";
import type { TextColumn } from "./textColumn.ts";
import { compareIntegers } from "./integers.ts";
import type { Integers } from "./integers.ts";
import { FIELD, fieldEnds, newEnds } from "./rowFields.ts";
import { rowsIn } from "./rowBytes.ts";
import { TEXT_FIELDS } from "./coreColumns.ts";
import type { CoreColumns } from "./coreColumns.ts";
import { Segment, compareRows } from "./segment.ts";

/** In the order of the rows' fields. */
const JSON_FIELDS = ["payload", "metadata", "old", "new", "raw"] as const satisfies readonly JsonField[];
const OPEN_OBJECT = 123;

/** Rows as a frame of the journal has them; `rows` is the text of `journal/rows.ts` in UTF-8. */
export interface FrameRows {
  readonly firstLsn: number;
  readonly count: number;
  readonly rows: Uint8Array;
}

/** Makes a segment of frames that follow each other, its rows in memory. */
export function sealed(journalId: string, frames: readonly FrameRows[]): Segment {
  const [only] = frames;
  const bytes = frames.length === 1 && only ? only.rows : joined(frames);
  const builder = new CoreBuilder(
    journalId,
    frames.reduce((sum, { count }) => sum + count, 0),
  );
  let start = 0;
  for (const { firstLsn, count } of frames)
    for (let row = 0; row < count; row++) start = builder.add(firstLsn + row, bytes, start);
  return builder.finish(bytes);
}

/** The rows of a segment as frames, one for each stretch of numbers that follow each other. */
export function framesOf(segment: Segment): readonly FrameRows[] {
  const frames: FrameRows[] = [];
  for (let first = 0, row = 1; row <= segment.count; row++) {
    const firstLsn = segment.lsnAt(first);
    if (row < segment.count && segment.lsnAt(row) === firstLsn + row - first) continue;
    frames.push({ firstLsn, count: row - first, rows: segment.rowBytes(first, row - 1) });
    first = row;
  }
  return frames;
}

function joined(frames: readonly FrameRows[]): Uint8Array {
  const bytes = new Uint8Array(frames.reduce((sum, { rows }) => sum + rows.length, 0));
  let end = 0;
  for (const { rows } of frames) {
    bytes.set(rows, end);
    end += rows.length;
  }
  return bytes;
}

class CoreBuilder {
  readonly #journalId: string;
  /** Of an id that the log gave: its first bytes, up to the number. */
  readonly #given: Uint8Array;
  readonly #lsns: Float64Array;
  readonly #starts: Uint32Array;
  readonly #timestamps: IntegerBuilder;
  readonly #sequences: IntegerBuilder;
  readonly #ids = new TextBuilder();
  readonly #idCodes: Uint32Array;
  readonly #texts: readonly { readonly field: number; readonly builder: TextBuilder; readonly codes: Uint32Array }[];
  /** JSON fields, by place, that somewhere hold something else than an object. */
  readonly #others: boolean[] = [];
  readonly #ends = newEnds();
  #row = 0;

  constructor(journalId: string, count: number) {
    this.#journalId = journalId;
    this.#given = new TextEncoder().encode(`"${journalId}-`);
    this.#lsns = new Float64Array(count);
    this.#starts = new Uint32Array(count + 1);
    this.#timestamps = new IntegerBuilder(count);
    this.#sequences = new IntegerBuilder(count);
    this.#idCodes = new Uint32Array(count);
    this.#texts = TEXT_FIELDS.map((name) => ({
      field: FIELD[name],
      builder: new TextBuilder(),
      codes: new Uint32Array(count),
    }));
  }

  /** Takes the row that begins at a place; gives the place behind it. */
  add(lsn: number, bytes: Uint8Array, start: number): number {
    const ends = this.#ends;
    const row = this.#row++;
    fieldEnds(bytes, start, ends);
    this.#lsns[row] = lsn;
    this.#starts[row] = start;
    const idEnd = ends[FIELD.id] as number;
    if (!this.#isGiven(lsn, bytes, start, idEnd)) this.#idCodes[row] = this.#ids.add(bytes, start + 1, idEnd - 1);
    this.#timestamps.add(row, bytes, (ends[FIELD.timestamp - 1] as number) + 1, ends[FIELD.timestamp] as number);
    this.#sequences.add(
      row,
      bytes,
      (ends[FIELD.sequence_number - 1] as number) + 1,
      ends[FIELD.sequence_number] as number,
    );
    for (const { field, builder, codes } of this.#texts) {
      const from = (ends[field - 1] as number) + 1;
      const to = ends[field] as number;
      if (to > from) codes[row] = builder.add(bytes, from + 1, to - 1);
    }
    for (let at = 0; at < JSON_FIELDS.length; at++) {
      const from = (ends[FIELD.payload + at - 1] as number) + 1;
      if (bytes[from] !== OPEN_OBJECT && from < (ends[FIELD.payload + at] as number)) this.#others[at] = true;
    }
    const end = (ends.at(-1) as number) + 1;
    this.#starts[row + 1] = end;
    return end;
  }

  /** Whether an id is the one that the log gives to the event of that number. */
  #isGiven(lsn: number, bytes: Uint8Array, from: number, to: number): boolean {
    const given = this.#given;
    let at = from;
    for (const byte of given) if (bytes[at++] !== byte) return false;
    let number = 0;
    const first = at;
    for (; at < to - 1; at++) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9 || (digit === 0 && at === first)) return false;
      number = number * 10 + digit;
    }
    return number === lsn && at > first;
  }

  finish(bytes: Uint8Array): Segment {
    const firstLsn = this.#lsns[0] ?? 0;
    const isDense = this.#lsns.every((lsn, row) => lsn === firstLsn + row);
    const texts = this.#texts.map(({ builder, codes }) => builder.finish(codes, true));
    const ids = this.#ids.size > 0 ? this.#ids.finish(this.#idCodes) : undefined;
    const textBytes = texts.reduce((sum, column) => sum + column.bytes, ids?.bytes ?? 0);
    const core: CoreColumns = {
      journalId: this.#journalId,
      count: this.#row,
      firstLsn,
      lsns: isDense ? undefined : this.#lsns,
      timestamps: this.#timestamps.finish(),
      sequences: this.#sequences.finish(),
      ids,
      texts: Object.fromEntries(TEXT_FIELDS.map((name, at) => [name, texts[at] as TextColumn])) as CoreColumns["texts"],
      order: undefined,
      ends: undefined,
      objects: JSON_FIELDS.filter((_, at) => !this.#others[at]),
      starts: this.#starts,
      bytes: textBytes + this.#row * 20,
    };
    const rows = rowsIn(bytes, this.#starts);
    const unordered = new Segment(core, rows);
    const order = orderOf(unordered);
    return order ? new Segment({ ...core, order }, rows) : unordered;
  }
}

class IntegerBuilder {
  readonly #values: Float64Array;
  readonly #wide = new Map<number, bigint>();

  constructor(count: number) {
    this.#values = new Float64Array(count).fill(NaN);
  }

  add(row: number, bytes: Uint8Array, from: number, to: number): void {
    if (from === to) return;
    const isNegative = bytes[from] === 45;
    let value = 0;
    for (let at = isNegative ? from + 1 : from; at < to; at++) value = value * 10 + (bytes[at] as number) - 48;
    if (value > Number.MAX_SAFE_INTEGER) {
      const exact = BigInt(new TextDecoder().decode(bytes.subarray(from, to)));
      this.#wide.set(row, exact);
      this.#values[row] = Number(exact);
    } else this.#values[row] = isNegative ? -value : value;
  }

  finish(): Integers {
    return { values: this.#values, wide: this.#wide };
  }
}

/** The rows by the event order E; undefined where they stand in it. Rows mostly come by time, with ties out of order. */
function orderOf(segment: Segment): Uint32Array | undefined {
  const { timestamps } = segment.core;
  const { count } = segment;
  let isOrdered = true;
  let isByTime = true;
  for (let row = 1; row < count && isByTime; row++) {
    const byTime = compareIntegers(timestamps, row - 1, timestamps, row);
    if (byTime > 0) isByTime = false;
    if (byTime > 0 || (byTime === 0 && isOrdered && compareRows(segment, row - 1, segment, row) > 0)) isOrdered = false;
  }
  if (isOrdered) return undefined;
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  const byE = (a: number, b: number) => compareRows(segment, a, segment, b);
  if (!isByTime) return order.sort(byE);
  for (let from = 0; from < count;) {
    let to = from + 1;
    while (to < count && compareIntegers(timestamps, from, timestamps, to) === 0) to++;
    if (to > from + 1) order.subarray(from, to).sort(byE);
    from = to;
  }
  return order;
}
