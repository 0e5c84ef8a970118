import type { PathStep } from "../../base/value.ts";
import type { JsonField } from "../../query/event.ts";
import { compareStrings } from "../../base/order.ts";
import type { CoreColumns, OrderKey } from "./coreColumns.ts";
import { compareIntegers, integerAt } from "./integers.ts";
import type { ByteSearch } from "./byteSearch.ts";
import { KIND, bytesOfColumn } from "./jsonColumn.ts";
import type { JsonColumn } from "./jsonColumn.ts";
import { PathReader } from "./jsonPaths.ts";
import { rowsByCode } from "./rowsByCode.ts";
import type { RowsByCode } from "./rowsByCode.ts";
import type { RowBytes } from "./rowBytes.ts";
import { FIELD, fieldEnds, newEnds } from "./rowFields.ts";
import type { TextColumn } from "./textColumn.ts";

/** A field of the event and a path into it. */
export interface JsonPath {
  readonly field: JsonField;
  readonly path: readonly PathStep[];
}

/** Bytes in which a piece of rows is read, unless a row is larger. */
const PIECE = 1024 * 1024;

/**
 * Some events of a log that follow each other, never changed: their canonical fields as columns, their JSON fields as
 * rows of text, and those paths into them that someone has asked for as columns that were made of the rows.
 */
export class Segment {
  readonly core: CoreColumns;
  readonly rows: RowBytes;
  readonly #columns = new Map<string, JsonColumn>();
  #order: Uint32Array | undefined;
  #ranks: Uint32Array | undefined;
  #ends: readonly [first: OrderKey, last: OrderKey] | undefined;
  /** Goes with the columns. */
  readonly #byCode = new WeakMap<TextColumn, RowsByCode>();
  readonly #known = new WeakMap<JsonColumn, Uint32Array>();
  /** Rows that were read without a column, by path. */
  readonly #asked = new Map<string, number>();

  constructor(core: CoreColumns, rows: RowBytes) {
    this.core = core;
    this.rows = rows;
  }

  get count(): number {
    return this.core.count;
  }

  get lastLsn(): number {
    return this.lsnAt(this.count - 1);
  }

  lsnAt(row: number): number {
    return this.core.lsns ? (this.core.lsns[row] as number) : this.core.firstLsn + row;
  }

  idAt(row: number): string {
    return this.core.ids?.at(row) ?? `${this.core.journalId}-${this.lsnAt(row)}`;
  }

  /** All rows by the event order E. */
  get order(): Uint32Array {
    return (this.#order ??= this.core.order ?? upTo(this.count));
  }

  /** The first and the last row by the event order E. */
  get ends(): readonly [first: OrderKey, last: OrderKey] {
    const { order } = this.core;
    const last = this.count - 1;
    return (this.#ends ??= this.core.ends ?? [this.#keyAt(order?.[0] ?? 0), this.#keyAt(order?.[last] ?? last)]);
  }

  #keyAt(row: number): OrderKey {
    const { timestamps, sequences, texts } = this.core;
    return {
      timestamp: integerAt(timestamps, row),
      sequence: integerAt(sequences, row),
      stream: texts.stream_id.at(row),
      id: this.idAt(row),
    };
  }

  /** The place of each row in `order`. */
  get ranks(): Uint32Array {
    if (!this.core.order) return this.order;
    if (this.#ranks) return this.#ranks;
    const ranks = new Uint32Array(this.count);
    for (let place = 0; place < ranks.length; place++) ranks[this.order[place] as number] = place;
    return (this.#ranks = ranks);
  }

  /** The rows that have each text of one of the segment's columns. */
  byCode(column: TextColumn): RowsByCode {
    let rows = this.#byCode.get(column);
    if (!rows) this.#byCode.set(column, (rows = rowsByCode(column, this.order)));
    return rows;
  }

  /** The rows where a column of the segment has something other than null, by the event order. */
  knownRows(column: JsonColumn): Uint32Array {
    let rows = this.#known.get(column);
    if (!rows) {
      const { kinds } = column;
      rows = this.order.filter((row) => (kinds[row] as number) > KIND.null);
      this.#known.set(column, rows);
    }
    return rows;
  }

  /** Bytes of the rows, of one or of some that follow each other. */
  rowBytes(first: number, last = first): Uint8Array {
    return this.rows.read(this.core.starts[first] as number, this.core.starts[last + 1] as number);
  }

  /** The column of a path if it was made already. */
  known({ field, path }: JsonPath): JsonColumn | undefined {
    const key = keyOf(field, path);
    const column = this.#columns.get(key);
    if (!column) return undefined;
    // The one that was asked for last comes last.
    this.#columns.delete(key);
    this.#columns.set(key, column);
    return column;
  }

  /**
   * Whether a query that wants some of the rows had better have a column of a path. When few are wanted it had not, until
   * all such queries together have read so many rows that making it would have been as cheap.
   * @param sparse one row in so many is read faster from the rows
   */
  isWorthAColumn(path: JsonPath, wanted: number, sparse: number): boolean {
    if (this.known(path)) return true;
    const key = keyOf(path.field, path.path);
    const asked = (this.#asked.get(key) ?? 0) + wanted;
    this.#asked.set(key, asked);
    return asked * sparse > this.count;
  }

  /** Whether a query that wants so many of the rows is about to have the column made. */
  lacksColumn(path: JsonPath, wanted: number, sparse: number): boolean {
    const asked = this.#asked.get(keyOf(path.field, path.path)) ?? 0;
    return (asked + wanted) * sparse > this.count && !this.known(path);
  }

  /** The columns of some paths; those that are not there yet are made in one pass over the rows, and kept. */
  columns(paths: readonly JsonPath[]): readonly JsonColumn[] {
    if (!paths.every((path) => this.known(path))) Array.from(this.making(paths));
    return paths.map((path) => this.known(path) as JsonColumn);
  }

  /** Makes those columns of some paths that are not there yet, stopping behind each piece of the rows. */
  *making(paths: readonly JsonPath[]): Generator<void> {
    const missing = paths.filter((path) => !this.known(path));
    for (const field of new Set(missing.map((path) => path.field)))
      yield* this.#make(
        field,
        missing.filter((path) => path.field === field).map(({ path }) => path),
      );
  }

  *#make(field: JsonField, paths: readonly (readonly PathStep[])[]): Generator<void> {
    const reader = new PathReader(paths, this.count);
    const place = FIELD[field];
    const ends = newEnds();
    const { starts } = this.core;
    for (const [first, last] of this.#pieces()) {
      const from = starts[first] as number;
      this.rows.reading((read) => {
        const bytes = read(from, starts[last] as number);
        for (let row = first; row < last; row++) {
          fieldEnds(bytes, (starts[row] as number) - from, ends);
          const at = (ends[place - 1] as number) + 1;
          if (at < (ends[place] as number)) reader.read(row, bytes, at);
        }
      });
      yield;
    }
    for (const [at, column] of reader.finish().entries()) this.#columns.set(keyOf(field, paths[at] ?? []), column);
  }

  /** Keeps a column that was made of these rows. */
  keep({ field, path }: JsonPath, column: JsonColumn): void {
    this.#columns.set(keyOf(field, path), column);
  }

  /** Whether a field holds an object or nothing in every row. */
  hasOnlyObjects(field: JsonField): boolean {
    return this.core.objects.includes(field);
  }

  /** Marks with 1 the rows whose text holds what is looked for, in whatever field. */
  rowsWith(search: ByteSearch): Uint8Array {
    const marks = new Uint8Array(this.count);
    const { starts } = this.core;
    this.eachPiece((bytes, first, last) => {
      const from = starts[first] as number;
      for (let at = search.next(bytes, 0), row = first; at >= 0;) {
        while (row + 1 < last && (starts[row + 1] as number) <= at + from) row++;
        marks[row] = 1;
        at = search.next(bytes, (starts[row + 1] as number) - from);
      }
    });
    return marks;
  }

  /** Goes through the bytes of all rows, in pieces of rows from `first` up to but not including `last`. */
  eachPiece(take: (bytes: Uint8Array, first: number, last: number) => void): void {
    const { starts } = this.core;
    this.rows.reading((read) => {
      for (const [first, last] of this.#pieces())
        take(read(starts[first] as number, starts[last] as number), first, last);
    });
  }

  *#pieces(): Generator<readonly [first: number, last: number]> {
    const { starts } = this.core;
    for (let first = 0; first < this.count;) {
      const from = starts[first] as number;
      let last = first + 1;
      while (last < this.count && (starts[last + 1] as number) - from <= PIECE) last++;
      yield [first, last];
      first = last;
    }
  }

  /** Forgets columns of paths, those asked for longest ago first, until the others take no more than so many bytes. */
  trim(most: number): void {
    let bytes = this.pathBytes;
    for (const [key, column] of this.#columns) {
      if (bytes <= most) return;
      this.#columns.delete(key);
      bytes -= bytesOfColumn(column);
    }
  }

  /** Bytes of memory that the columns of paths take. */
  get pathBytes(): number {
    let bytes = 0;
    for (const column of this.#columns.values()) bytes += bytesOfColumn(column);
    return bytes;
  }

  /** Bytes of memory, near enough. */
  get bytes(): number {
    // Besides the columns: the order of the rows, their places in it, and the rows of each stream.
    return this.core.bytes + this.count * 12 + this.pathBytes;
  }
}

/** Rows one behind the other, which all segments share: memory that is new costs more than filling it. */
const ascending = { rows: new Uint32Array(0) };

function upTo(count: number): Uint32Array {
  if (ascending.rows.length < count) ascending.rows = Uint32Array.from({ length: count }, (_, row) => row);
  return ascending.rows.subarray(0, count);
}

function keyOf(field: JsonField, path: readonly PathStep[]): string {
  return JSON.stringify([field, ...path]);
}

/** Two rows by the event order E; source and instance are those of the log. */
export function compareRows(a: Segment, row: number, b: Segment, other: number): number {
  const [one, two] = [a.core, b.core];
  return (
    compareIntegers(one.timestamps, row, two.timestamps, other) ||
    compareIntegers(one.sequences, row, two.sequences, other) ||
    compareTexts(one.texts.stream_id, row, two.texts.stream_id, other) ||
    compareStrings(a.idAt(row), b.idAt(other))
  );
}

/** The same of rows of which only that is known. */
export function compareKeys(one: OrderKey, other: OrderKey): number {
  return (
    compareNullable(one.timestamp, other.timestamp) ||
    compareNullable(one.sequence, other.sequence) ||
    (one.stream === null || other.stream === null
      ? Number(one.stream !== null) - Number(other.stream !== null)
      : compareStrings(one.stream, other.stream)) ||
    compareStrings(one.id, other.id)
  );
}

/** By value, nulls first. */
function compareNullable(one: bigint | null, other: bigint | null): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  return one < other ? -1 : Number(one > other);
}

function compareTexts(a: TextColumn, row: number, b: TextColumn, other: number): number {
  const [code, otherCode] = [a.codes[row] as number, b.codes[other] as number];
  if (a === b || code === 0 || otherCode === 0) return code - otherCode;
  return compareStrings(a.text(code), b.text(otherCode));
}
