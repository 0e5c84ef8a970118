import { compareStrings } from "../../base/order.ts";
import { TextColumn, narrowest } from "./textColumn.ts";

const BACKSLASH = 92;

/** Collects the texts of a column from JSON strings in bytes; equal texts are written equally, so bytes are compared. */
export class TextBuilder {
  #arena = new Uint8Array(1024);
  #end = 0;
  #starts = new Uint32Array(64);
  #size = 0;
  /** Open addressing: code at the place that a text's hash names, or behind it. */
  #table = new Uint32Array(128);
  #hashes = new Uint32Array(64);
  #isEscaped = false;
  #isAscii = true;

  get size(): number {
    return this.#size;
  }

  /** The code, from 1, of the string between two quotes. */
  add(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5;
    let escaped = false;
    let high = 0;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      hash = Math.imul(hash ^ byte, 0x01000193);
      high |= byte;
      if (byte === BACKSLASH) escaped = true;
    }
    hash = (hash ^ (hash >>> 15)) >>> 0;
    const mask = this.#table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const code = this.#table[slot] as number;
      if (code === 0) {
        if (escaped) this.#isEscaped = true;
        if (high > 127) this.#isAscii = false;
        return this.#append(bytes, from, to, hash, slot);
      }
      if (this.#hashes[code - 1] === hash && this.#equals(code - 1, bytes, from, to)) return code;
    }
  }

  #equals(place: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[place] as number;
    const end = place + 1 < this.#size ? (this.#starts[place + 1] as number) : this.#end;
    if (end - start !== to - from) return false;
    const arena = this.#arena;
    for (let at = start, other = from; at < end; at++, other++) if (arena[at] !== bytes[other]) return false;
    return true;
  }

  #append(bytes: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const length = to - from;
    if (this.#end + length > this.#arena.length) {
      const larger = new Uint8Array(Math.max(this.#arena.length * 2, this.#end + length));
      larger.set(this.#arena.subarray(0, this.#end));
      this.#arena = larger;
    }
    if (length > 48) this.#arena.set(bytes.subarray(from, to), this.#end);
    else for (let at = 0; at < length; at++) this.#arena[this.#end + at] = bytes[from + at] as number;
    if (this.#size === this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#hashes = grown(this.#hashes);
    }
    this.#starts[this.#size] = this.#end;
    this.#hashes[this.#size] = hash;
    this.#end += length;
    this.#size++;
    this.#table[slot] = this.#size;
    if (this.#size * 2 > this.#table.length) this.#rehash();
    return this.#size;
  }

  #rehash(): void {
    const table = new Uint32Array(this.#table.length * 2);
    const mask = table.length - 1;
    for (let place = 0; place < this.#size; place++) {
      let slot = (this.#hashes[place] as number) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = place + 1;
    }
    this.#table = table;
  }

  /** The column; `isSorted` gives texts codes in the order of the language. */
  finish(codes: Uint32Array, isSorted = false): TextColumn {
    const bytes = this.#arena.subarray(0, this.#end);
    const starts = new Uint32Array(this.#size + 1);
    starts.set(this.#starts.subarray(0, this.#size));
    starts[this.#size] = this.#end;
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const isPlain = this.#isAscii && !this.#isEscaped;
    if (isPlain && !isSorted) return new TextColumn(narrowest(codes, this.#size), decoder.decode(bytes), starts);
    const texts: string[] = [];
    for (let place = 0; place < this.#size; place++) {
      const text = decoder.decode(bytes.subarray(starts[place], starts[place + 1]));
      texts.push(text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text);
    }
    return isSorted ? sorted(codes, texts) : TextColumn.of(codes, texts);
  }
}

function grown(numbers: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

function sorted(codes: Uint32Array, texts: readonly string[]): TextColumn {
  const order = texts.map((_, place) => place).sort((a, b) => compareStrings(texts[a] ?? "", texts[b] ?? ""));
  const codeOf = new Uint32Array(texts.length + 1);
  for (const [at, place] of order.entries()) codeOf[place + 1] = at + 1;
  return TextColumn.of(
    codes.map((code) => codeOf[code] as number),
    order.map((place) => texts[place] ?? ""),
  );
}
