import { EvqError } from "../../base/failure.ts";
import type { FileSystem, OpenFile } from "../fileSystem.ts";
import { crc32 } from "../journal/crc32.ts";

/** The rows of a segment as text in UTF-8 (`journal/rows.ts`), one behind the other. */
export interface RowBytes {
  read(from: number, to: number): Uint8Array;
  /** Reads several pieces, in one go where that is possible. */
  reading<T>(work: (read: (from: number, to: number) => Uint8Array) => T): T;
}

/** Rows in memory. */
export function rowsIn(bytes: Uint8Array): RowBytes {
  const read = (from: number, to: number) => bytes.subarray(from, to);
  return { read, reading: (work) => work(read) };
}

/** Rows are checked in pieces of so many bytes. */
export const BLOCK = 65_536;

/** Checksums of the pieces of some rows. */
export function checksumsOf(bytes: Uint8Array): Uint32Array {
  const checksums = new Uint32Array(Math.ceil(bytes.length / BLOCK));
  for (let block = 0; block < checksums.length; block++)
    checksums[block] = crc32(bytes.subarray(block * BLOCK, (block + 1) * BLOCK));
  return checksums;
}

/** Rows in a file; a piece is checked when it is read for the first time. */
export class FileRows implements RowBytes {
  readonly #fileSystem: FileSystem;
  readonly #path: string;
  readonly #start: number;
  readonly #length: number;
  readonly #checksums: Uint32Array;
  readonly #checked: Uint8Array;
  readonly #damaged: () => void;

  /** `damaged` is called before the failure that says that the rows are not what was written. */
  constructor(
    fileSystem: FileSystem,
    path: string,
    place: { readonly start: number; readonly length: number },
    checksums: Uint32Array,
    damaged: () => void,
  ) {
    this.#fileSystem = fileSystem;
    this.#path = path;
    this.#start = place.start;
    this.#length = place.length;
    this.#checksums = checksums;
    this.#checked = new Uint8Array(checksums.length);
    this.#damaged = damaged;
  }

  read(from: number, to: number): Uint8Array {
    return this.reading((read) => read(from, to));
  }

  reading<T>(work: (read: (from: number, to: number) => Uint8Array) => T): T {
    const file = this.#fileSystem.openRead(this.#path);
    try {
      return work((from, to) => this.#piece(file, from, to));
    } finally {
      file.close();
    }
  }

  #piece(file: OpenFile, from: number, to: number): Uint8Array {
    const [first, last] = [Math.floor(from / BLOCK), Math.ceil(to / BLOCK)];
    let isChecked = true;
    for (let block = first; block < last; block++) if (this.#checked[block] === 0) isChecked = false;
    if (isChecked) return file.read(this.#start + from, to - from);
    const start = first * BLOCK;
    const bytes = file.read(this.#start + start, Math.min(last * BLOCK, this.#length) - start);
    for (let block = first; block < last; block++) {
      if (this.#checked[block] === 1) continue;
      const piece = bytes.subarray(block * BLOCK - start, (block + 1) * BLOCK - start);
      if (crc32(piece) !== this.#checksums[block]) throw this.#damage();
      this.#checked[block] = 1;
    }
    return bytes.subarray(from - start, to - start);
  }

  #damage(): EvqError {
    this.#damaged();
    return new EvqError(
      "store.corrupt",
      `The cache ${this.#path} is damaged.`,
      "Run the query again: the cache is made anew from the journal, which is the truth.",
    );
  }
}
