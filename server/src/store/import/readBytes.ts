import type { Hash } from "../../base/ports.ts";

/** The bytes of a file that were read, and a sum over those that are done with. Memory holds only the others. */
export class ReadBytes {
  readonly #hash: Hash;
  readonly #waiting: Uint8Array[] = [];
  /** Where the first of the waiting bytes stands. */
  #place = 0;

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  async *through(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#waiting.push(chunk);
      yield chunk;
    }
  }

  /** Is done with all bytes before a place that was read already. */
  pass(end: number): void {
    for (let first = this.#waiting[0]; first && this.#place < end; first = this.#waiting[0]) {
      const passed = first.subarray(0, end - this.#place);
      this.#hash.add(passed);
      this.#place += passed.length;
      if (passed.length === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(passed.length);
    }
  }

  /** The sum over all bytes before a place, which is not before one that was passed. */
  digest(end: number): string {
    this.pass(end);
    return this.#hash.digest();
  }
}
