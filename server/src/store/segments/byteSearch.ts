/** Below this length a search by single bytes is faster. */
const SHORT = 4;
const LONGEST_STEP = 255;

/**
 * Finds some bytes in others (Horspool's algorithm by pairs: the two bytes under the end of the window say how far it can
 * move, and in texts of few letters that is farther than one of them says).
 */
export class ByteSearch {
  readonly #wanted: Uint8Array;
  /** By both bytes; 0 for those with which the wanted bytes end. */
  readonly #steps = new Uint8Array(65_536);
  /** How far the window moves from a place where it ends in them. */
  readonly #stepFromEnd: number;

  /** `wanted` is not empty. */
  constructor(wanted: Uint8Array) {
    this.#wanted = wanted;
    const last = wanted.length - 1;
    this.#steps.fill(Math.min(Math.max(1, last), LONGEST_STEP));
    const pairAt = (at: number) => ((wanted[at - 1] as number) << 8) | (wanted[at] as number);
    for (let at = 1; at < last; at++) this.#steps[pairAt(at)] = Math.min(last - at, LONGEST_STEP);
    this.#stepFromEnd = last > 0 ? (this.#steps[pairAt(last)] as number) : 1;
    if (last > 0) this.#steps[pairAt(last)] = 0;
  }

  /** The first place from `from` on, or -1. */
  next(bytes: Uint8Array, from: number): number {
    return this.#wanted.length < SHORT ? this.#byFirst(bytes, from) : this.#bySteps(bytes, from);
  }

  #bySteps(bytes: Uint8Array, from: number): number {
    const steps = this.#steps;
    const last = this.#wanted.length - 1;
    for (let at = from + last; at < bytes.length;) {
      const step = steps[((bytes[at - 1] as number) << 8) | (bytes[at] as number)] as number;
      if (step > 0) at += step;
      else if (this.#isAt(bytes, at - last)) return at - last;
      else at += this.#stepFromEnd;
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
