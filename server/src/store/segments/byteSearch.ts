/** Below this length a search by single bytes is faster. */
const SHORT = 4;

/** Finds some bytes in others (Horspool's algorithm: the byte under the end of the window says how far it can move). */
export class ByteSearch {
  readonly #wanted: Uint8Array;
  readonly #steps: Uint32Array;

  /** `wanted` is not empty. */
  constructor(wanted: Uint8Array) {
    this.#wanted = wanted;
    this.#steps = new Uint32Array(256).fill(wanted.length);
    for (let at = 0; at < wanted.length - 1; at++) this.#steps[wanted[at] as number] = wanted.length - 1 - at;
  }

  /** The first place from `from` on, or -1. */
  next(bytes: Uint8Array, from: number): number {
    return this.#wanted.length < SHORT ? this.#byFirst(bytes, from) : this.#bySteps(bytes, from);
  }

  #bySteps(bytes: Uint8Array, from: number): number {
    const [wanted, steps] = [this.#wanted, this.#steps];
    const last = wanted.length - 1;
    const end = wanted[last] as number;
    for (let at = from + last; at < bytes.length;) {
      const byte = bytes[at] as number;
      if (byte === end && this.#isAt(bytes, at - last)) return at - last;
      at += steps[byte] as number;
    }
    return -1;
  }

  #byFirst(bytes: Uint8Array, from: number): number {
    const first = this.#wanted[0] as number;
    for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1))
      if (at + this.#wanted.length <= bytes.length && this.#isAt(bytes, at)) return at;
    return -1;
  }

  #isAt(bytes: Uint8Array, start: number): boolean {
    const wanted = this.#wanted;
    for (let at = 0; at < wanted.length; at++) if (bytes[start + at] !== wanted[at]) return false;
    return true;
  }
}
