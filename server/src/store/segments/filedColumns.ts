import type { JsonField } from "../../query/event.ts";
import type { Cursor } from "../journal/cursor.ts";
import { TEXT_FIELDS } from "./coreColumns.ts";
import type { CoreColumns, OrderKey, TextField } from "./coreColumns.ts";
import type { Integers } from "./integers.ts";
import { SectionReader, isIntact } from "./sections.ts";
import type { IntegerSection, Section, TextSection } from "./sections.ts";
import type { SegmentSource } from "./segmentSource.ts";
import type { TextColumn } from "./textColumn.ts";

/** What a segment's file says of itself: all that is read of it before somebody asks for a column. */
export interface Directory {
  readonly journalId: string;
  /** Number of the first event behind the segment before. */
  readonly before: number;
  /** After the segment's last event. */
  readonly cursor: Cursor;
  readonly count: number;
  readonly firstLsn: number;
  readonly lsns?: Section;
  readonly timestamps: IntegerSection;
  readonly sequences: IntegerSection;
  readonly ids?: TextSection;
  readonly texts: Readonly<Record<TextField, TextSection>>;
  readonly order?: Section;
  readonly ends: readonly [first: FiledKey, last: FiledKey];
  readonly objects: readonly JsonField[];
  readonly starts: Section;
  readonly checksums: Section;
  /** Bytes of the columns, checksums included. */
  readonly columns: number;
  readonly rows: number;
}

/** An order key with its integers as digits. */
interface FiledKey {
  readonly timestamp: string | null;
  readonly sequence: string | null;
  readonly stream: string | null;
  readonly id: string;
}

export function filedKey({ timestamp, sequence, stream, id }: OrderKey): FiledKey {
  return { timestamp: timestamp?.toString() ?? null, sequence: sequence?.toString() ?? null, stream, id };
}

function orderKey({ timestamp, sequence, stream, id }: FiledKey): OrderKey {
  return { timestamp: integerOf(timestamp), sequence: integerOf(sequence), stream, id };
}

function integerOf(digits: string | null): bigint | null {
  return digits === null ? null : BigInt(digits);
}

/** The columns of a filed segment, each read and checked when it is first asked for, and kept. */
export class FiledColumns implements CoreColumns {
  readonly journalId: string;
  readonly count: number;
  readonly firstLsn: number;
  readonly objects: readonly JsonField[];
  readonly ends: readonly [first: OrderKey, last: OrderKey];
  readonly texts: Readonly<Record<TextField, TextColumn>>;
  readonly #directory: Directory;
  readonly #reader: SectionReader;
  readonly #known = new Map<string, unknown>();

  /** @param start where the columns begin in the file */
  constructor(directory: Directory, source: SegmentSource, start: number) {
    const { journalId, count, firstLsn, objects, ends, texts } = directory;
    [this.journalId, this.count, this.firstLsn, this.objects] = [journalId, count, firstLsn, objects];
    this.ends = [orderKey(ends[0]), orderKey(ends[1])];
    this.#directory = directory;
    this.#reader = new SectionReader(({ at, bytes: length, checksum }) => {
      const bytes = source.open((file) => file.read(start + at, length));
      if (!isIntact(bytes, length, checksum)) throw source.damage();
      return bytes;
    });
    const columns = {};
    for (const field of TEXT_FIELDS) {
      const get = () => this.#once(field, () => this.#reader.text(texts[field]));
      Object.defineProperty(columns, field, { get, enumerable: true });
    }
    this.texts = columns as Record<TextField, TextColumn>;
  }

  get lsns(): Float64Array | undefined {
    const { lsns } = this.#directory;
    return lsns && this.#once("lsns", () => this.#reader.doubles(lsns));
  }

  get timestamps(): Integers {
    return this.#once("timestamps", () => this.#reader.integers(this.#directory.timestamps));
  }

  get sequences(): Integers {
    return this.#once("sequences", () => this.#reader.integers(this.#directory.sequences));
  }

  get ids(): TextColumn | undefined {
    const { ids } = this.#directory;
    return ids && this.#once("ids", () => this.#reader.text(ids));
  }

  get order(): Uint32Array | undefined {
    const { order } = this.#directory;
    return order && this.#once("order", () => this.#reader.words(order));
  }

  get starts(): Uint32Array {
    return this.#once("starts", () => this.#reader.words(this.#directory.starts));
  }

  /** Of the rows, one a piece of 65,536 bytes. */
  get checksums(): Uint32Array {
    return this.#once("checksums", () => this.#reader.words(this.#directory.checksums));
  }

  get bytes(): number {
    return this.#reader.bytes;
  }

  #once<T>(name: string, read: () => T): T {
    const known = this.#known.get(name) as T | undefined;
    if (known !== undefined) return known;
    const column = read();
    this.#known.set(name, column);
    return column;
  }
}
