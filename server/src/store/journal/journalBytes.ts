import type { OpenFile } from "../fileSystem.ts";

const WINDOW = 1024 * 1024;

/** Ranges of a file up to the length it had at first, or to a given one, read in large pieces. */
export class JournalBytes {
  readonly end: number;
  readonly #file: OpenFile;
  #start = 0;
  #window: Uint8Array = new Uint8Array(0);
  constructor(file: OpenFile, limit = Infinity) {
    this.#file = file;
    this.end = Math.min(file.size(), limit);
  }

  /** Shorter at the end. The bytes stay as they are when more is read. */
  read(position: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, this.end - position));
    const at = position - this.#start;
    if (at < 0 || at + wanted > this.#window.length) {
      this.#start = position;
      this.#window = this.#file.read(position, Math.min(Math.max(wanted, WINDOW), Math.max(0, this.end - position)));
      return this.#window.subarray(0, wanted);
    }
    return this.#window.subarray(at, at + wanted);
  }
}
