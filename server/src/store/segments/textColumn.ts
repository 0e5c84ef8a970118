import { compareStrings } from "../../base/order.ts";

/** Columns with more texts than this are looked up by hash, once they were asked so often that making the table pays. */
const FEW = 64;
const OFTEN = 3;
/** Texts of a column with at most so many are kept once they were cut out of the arena. */
const KEPT = 1024;

/** Codes of a segment's rows: 0 where there is no text, else one more than the place of the row's text. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/**
 * The texts of one column of a segment: each distinct text once, one behind the other in `arena`, and a code a row. A
 * test of a text is made once for each distinct text instead of once a row.
 */
export class TextColumn {
  readonly codes: Codes;
  readonly arena: string;
  /** Where each text begins in the arena, and where the last one ends. */
  readonly starts: Uint32Array;
  #counts: Uint32Array | undefined;
  /** Open addressing: the code at the place that a text's hash names, or behind it. */
  #table: Uint32Array | undefined;
  #asked = 0;
  readonly #texts: string[] = [];

  constructor(codes: Codes, arena: string, starts: Uint32Array) {
    this.codes = codes;
    this.arena = arena;
    this.starts = starts;
  }

  static of(codes: Uint32Array, texts: readonly string[]): TextColumn {
    const starts = new Uint32Array(texts.length + 1);
    let end = 0;
    for (const [at, text] of texts.entries()) starts[at + 1] = end += text.length;
    return new TextColumn(narrowest(codes, texts.length), texts.join(""), starts);
  }

  /** Number of distinct texts. */
  get size(): number {
    return this.starts.length - 1;
  }

  /** The text of a code from 1. */
  text(code: number): string {
    return this.#texts[code] ?? this.#cut(code);
  }

  #cut(code: number): string {
    const text = this.arena.slice(this.starts[code - 1], this.starts[code]);
    if (this.size <= KEPT) this.#texts[code] = text;
    return text;
  }

  at(row: number): string | null {
    const code = this.codes[row] as number;
    return code === 0 ? null : this.text(code);
  }

  /** The code of a text, 0 when no row has it. */
  codeOf(text: string): number {
    if (this.#isHashed()) return this.#byHash(text);
    const { arena, starts } = this;
    if (text === "") return this.#emptyCode();
    let place = 0;
    for (let at = arena.indexOf(text); at >= 0; at = arena.indexOf(text, at + 1)) {
      place = this.#placeAt(at, place);
      if (starts[place] === at && starts[place + 1] === at + text.length) return place + 1;
    }
    return 0;
  }

  /** The same for texts whose codes are in the order of the language. */
  find(text: string): number {
    if (this.#isHashed()) return this.#byHash(text);
    let [low, high] = [1, this.size + 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareStrings(this.text(middle), text) < 0) low = middle + 1;
      else high = middle;
    }
    return low <= this.size && this.text(low) === text ? low : 0;
  }

  #isHashed(): boolean {
    return this.size > FEW && (this.#table !== undefined || ++this.#asked > OFTEN);
  }

  #byHash(text: string): number {
    const table = (this.#table ??= this.#hashed());
    const mask = table.length - 1;
    for (let slot = hashOf(text, 0, text.length) & mask; ; slot = (slot + 1) & mask) {
      const code = table[slot] as number;
      if (code === 0 || this.text(code) === text) return code;
    }
  }

  #hashed(): Uint32Array {
    const table = new Uint32Array(2 ** Math.ceil(Math.log2(this.size * 2)));
    const mask = table.length - 1;
    for (let code = 1; code <= this.size; code++) {
      let slot = hashOf(this.arena, this.starts[code - 1] as number, this.starts[code] as number) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = code;
    }
    return table;
  }

  /** Marks with 1, by code, the texts that hold a part. */
  containing(part: string): Uint8Array {
    const { arena, starts } = this;
    const marks = new Uint8Array(this.size + 1);
    if (part === "") return marks.fill(1, 1);
    let place = 0;
    for (let at = arena.indexOf(part); at >= 0;) {
      place = this.#placeAt(at, place);
      const end = starts[place + 1] as number;
      if (at + part.length <= end) {
        marks[place + 1] = 1;
        at = arena.indexOf(part, end);
      } else at = arena.indexOf(part, at + 1);
    }
    return marks;
  }

  /** Rows that have each code. */
  get counts(): Uint32Array {
    if (this.#counts) return this.#counts;
    const counts = new Uint32Array(this.size + 1);
    const { codes } = this;
    for (let row = 0; row < codes.length; row++) (counts[codes[row] as number] as number)++;
    return (this.#counts = counts);
  }

  get bytes(): number {
    return this.codes.byteLength + this.starts.byteLength + this.arena.length + (this.#table?.byteLength ?? 0);
  }

  /** The text in which a place of the arena lies, looked for from another text on; empty texts are passed over. */
  #placeAt(at: number, from: number): number {
    const { starts } = this;
    let step = 1;
    let low = from;
    while (low + step < this.size && (starts[low + step] as number) <= at) {
      low += step;
      step *= 2;
    }
    let high = Math.min(this.size, low + step);
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] as number) <= at) low = middle;
      else high = middle;
    }
    return low;
  }

  #emptyCode(): number {
    const { starts } = this;
    for (let code = 1; code <= this.size; code++) if (starts[code - 1] === starts[code]) return code;
    return 0;
  }
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** Codes in as few bytes as they need. */
export function narrowest(codes: Uint32Array, highest: number): Codes {
  if (highest < 256) return Uint8Array.from(codes);
  return highest < 65_536 ? Uint16Array.from(codes) : codes;
}
