import type { Hash } from "../src/base/ports.ts";

const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19] as const;
/** The first 32 bits of the fractions of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const ROUNDS = Int32Array.from(primes(64), (prime) => Math.floor((Math.cbrt(prime) % 1) * 2 ** 32) | 0);
const BLOCK = 64;

/** SHA-256 of pieces one after the other. A browser's own is asynchronous, which a store is not. */
export function sha256(pieces: readonly Uint8Array[]): Uint8Array {
  const hash = new Sha256();
  for (const piece of pieces) hash.add(piece);
  return hash.bytes();
}

/** SHA-256 over bytes that come one after the other (FIPS 180-4). */
export class Sha256 implements Hash {
  #state = Int32Array.from(START);
  readonly #words = new Int32Array(BLOCK);
  #waiting: Uint8Array = new Uint8Array();
  #length = 0;

  add(bytes: Uint8Array): void {
    this.#length += bytes.length;
    const all = this.#waiting.length === 0 ? bytes : joined(this.#waiting, bytes);
    let at = 0;
    for (; at + BLOCK <= all.length; at += BLOCK) this.#block(all, at);
    this.#waiting = all.slice(at);
  }

  digest(): string {
    return [...this.bytes()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** Over what was added until now; more can be added. */
  bytes(): Uint8Array {
    const end = new Sha256();
    end.#state = Int32Array.from(this.#state);
    const padding = new Uint8Array(this.#waiting.length + 9 <= BLOCK ? BLOCK : 2 * BLOCK);
    padding.set(this.#waiting);
    padding[this.#waiting.length] = 0x80;
    new DataView(padding.buffer).setBigUint64(padding.length - 8, BigInt(this.#length) * 8n);
    for (let at = 0; at < padding.length; at += BLOCK) end.#block(padding, at);
    const digest = new DataView(new ArrayBuffer(32));
    end.#state.forEach((word, place) => digest.setInt32(place * 4, word));
    return new Uint8Array(digest.buffer);
  }

  #block(bytes: Uint8Array, at: number): void {
    const words = this.#words;
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, BLOCK);
    for (let t = 0; t < 16; t++) words[t] = view.getInt32(t * 4);
    for (let t = 16; t < 64; t++) {
      const [w2, w15] = [word(words, t - 2), word(words, t - 15)];
      const low = turned(w15, 7) ^ turned(w15, 18) ^ (w15 >>> 3);
      const high = turned(w2, 17) ^ turned(w2, 19) ^ (w2 >>> 10);
      words[t] = word(words, t - 16) + low + word(words, t - 7) + high;
    }
    const state = this.#state;
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let t = 0; t < 64; t++) {
      const choice = (e & f) ^ (~e & g);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const first =
        (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + word(ROUNDS, t) + word(words, t)) | 0;
      const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
      [h, g, f, e] = [g, f, e, (d + first) | 0];
      [d, c, b, a] = [c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, place) => (state[place] = word(state, place) + value));
  }
}

function word(words: Int32Array, at: number): number {
  return words[at] ?? 0;
}

function turned(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number++)
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  return found;
}
