import type { OpenFile } from "../fileSystem.ts";
import { crc32 } from "../journal/crc32.ts";
import type { RowCache, RowPiece } from "./rowCache.ts";
import type { SegmentSource } from "./segmentSource.ts";

/** The rows of a segment as text in UTF-8 (`journal/rows.ts`), one behind the other. */
export interface RowBytes {
  /** Bytes of all rows. */
  readonly length: number;
  read(from: number, to: number): Uint8Array;
  /** Reads several pieces in one go; each is there until the next is read. */
  reading<T>(work: (read: (from: number, to: number) => Uint8Array) => T): T;
  /** A row with those that stand near it; kept in memory for a while, unless there is room to read it into. */
  near(row: number, room?: (length: number) => Uint8Array): RowPiece;
}

/** Rows in memory; `starts` is where each begins, and where the last one ends. */
export function rowsIn(bytes: Uint8Array, starts: Uint32Array): RowBytes {
  const read = (from: number, to: number) => bytes.subarray(from, to);
  const all = { bytes, start: 0, first: 0, last: starts.length - 2 };
  return { length: bytes.length, read, reading: (work) => work(read), near: () => all };
}

/** Rows are checked in pieces of so many bytes. */
export const BLOCK = 65_536;
/** Rows that stand near each other, unless a row is larger. */
const NEAR = 65_536;

/** Checksums of the pieces of some rows. */
export function checksumsOf(bytes: Uint8Array): Uint32Array {
  const checksums = new Uint32Array(Math.ceil(bytes.length / BLOCK));
  for (let block = 0; block < checksums.length; block++)
    checksums[block] = crc32(bytes.subarray(block * BLOCK, (block + 1) * BLOCK));
  return checksums;
}

/** Where the rows of a segment are filed. */
export interface FiledRows {
  readonly source: SegmentSource;
  readonly cache: RowCache;
  /** Where they begin in the file. */
  readonly start: number;
  /** Bytes of all. */
  readonly length: number;
  /** Where each row begins, and where the last one ends. */
  starts(): Uint32Array;
  checksums(): Uint32Array;
}

/** Rows in a file; a piece is checked when it is read for the first time. */
export class FileRows implements RowBytes {
  readonly #filed: FiledRows;
  readonly #checked: Uint8Array;
  /** The first row of each piece of rows that stand near each other. */
  #firsts: Uint32Array | undefined;

  constructor(filed: FiledRows) {
    this.#filed = filed;
    this.#checked = new Uint8Array(Math.ceil(filed.length / BLOCK));
  }

  get length(): number {
    return this.#filed.length;
  }

  read(from: number, to: number): Uint8Array {
    return this.#filed.source.open((file) => this.#piece(file, from, to, (length) => new Uint8Array(length)));
  }

  reading<T>(work: (read: (from: number, to: number) => Uint8Array) => T): T {
    const { cache } = this.#filed;
    return cache.withScratch((scratch) =>
      this.#filed.source.open((file) => work((from, to) => this.#piece(file, from, to, scratch))),
    );
  }

  near(row: number, room?: (length: number) => Uint8Array): RowPiece {
    const { cache } = this.#filed;
    const starts = this.#filed.starts();
    const firsts = (this.#firsts ??= firstsOf(starts));
    const piece = lastUpTo(firsts, row);
    const known = cache.get(this, piece);
    if (known) return known;
    const first = firsts[piece] as number;
    const last = (firsts[piece + 1] ?? starts.length - 1) - 1;
    const start = starts[first] as number;
    const end = starts[last + 1] as number;
    if (room)
      return { bytes: this.#filed.source.open((file) => this.#piece(file, start, end, room)), start, first, last };
    const found = { bytes: this.read(start, end), start, first, last };
    cache.keep(this, piece, found);
    return found;
  }

  #piece(file: OpenFile, from: number, to: number, room: (length: number) => Uint8Array): Uint8Array {
    const { start, length: all } = this.#filed;
    const [first, last] = [Math.floor(from / BLOCK), Math.ceil(to / BLOCK)];
    let isChecked = true;
    for (let block = first; block < last; block++) if (this.#checked[block] === 0) isChecked = false;
    if (isChecked) return file.readInto(start + from, room(to - from));
    const begin = first * BLOCK;
    const end = Math.min(last * BLOCK, all);
    const checksums = this.#filed.checksums();
    const bytes = file.readInto(start + begin, room(end - begin));
    for (let block = first; block < last; block++) {
      if (this.#checked[block] === 1) continue;
      const piece = bytes.subarray(block * BLOCK - begin, (block + 1) * BLOCK - begin);
      if (crc32(piece) !== checksums[block]) throw this.#filed.source.damage();
      this.#checked[block] = 1;
    }
    return bytes.subarray(from - begin, to - begin);
  }
}

function firstsOf(starts: Uint32Array): Uint32Array {
  const firsts = [0];
  for (let row = 1; row < starts.length - 1; row++)
    if ((starts[row + 1] as number) - (starts[firsts.at(-1) ?? 0] as number) > NEAR) firsts.push(row);
  return Uint32Array.from(firsts);
}

/** The place of the last of some ascending numbers that is not above another. */
function lastUpTo(numbers: Uint32Array, most: number): number {
  let [low, high] = [0, numbers.length];
  while (low + 1 < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) <= most) low = middle;
    else high = middle;
  }
  return low;
}
