import { parseNumber } from "../../base/json.ts";
import type { PathStep, Value } from "../../base/value.ts";
import { KIND } from "./jsonColumn.ts";
import type { JsonColumn } from "./jsonColumn.ts";
import { TextBuilder } from "./textBuilder.ts";

const [QUOTE, BACKSLASH, COMMA, MINUS, POINT] = [34, 92, 44, 45, 46];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [123, 125, 91, 93];
const [T, F, N] = [116, 102, 110];

/** Where paths meet: what is wanted at this place of a document, and below it. */
interface Node {
  sink: ColumnBuilder | undefined;
  readonly keys: { readonly bytes: Uint8Array; readonly node: Node }[];
  readonly items: Map<number, Node>;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
/** 10^0 to 10^22, which doubles hold exactly. */
const TENS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Takes the values at some paths out of compact JSON texts, in bytes and in one pass, without parsing the rest. The
 * first of duplicate keys counts; keys are compared as they are written, since equal ones are written equally.
 */
export class PathReader {
  readonly #root: Node = { sink: undefined, keys: [], items: new Map() };
  readonly #builders: ColumnBuilder[] = [];
  #bytes: Uint8Array = new Uint8Array(0);
  #row = 0;
  /** Paths not met yet in this document. */
  #left = 0;

  constructor(paths: readonly (readonly PathStep[])[], rows: number) {
    for (const path of paths) {
      const builder = new ColumnBuilder(rows);
      this.#builders.push(builder);
      this.#nodeOf(path).sink = builder;
    }
  }

  #nodeOf(path: readonly PathStep[]): Node {
    let node = this.#root;
    for (const step of path) {
      let next = typeof step === "number" ? node.items.get(step) : undefined;
      const bytes = typeof step === "string" ? encoder.encode(JSON.stringify(step)).slice(1, -1) : undefined;
      if (bytes) next = node.keys.find((key) => isSame(key.bytes, bytes, 0, bytes.length))?.node;
      if (!next) {
        next = { sink: undefined, keys: [], items: new Map() };
        if (bytes) node.keys.push({ bytes, node: next });
        else node.items.set(step as number, next);
      }
      node = next;
    }
    return node;
  }

  /** Reads one document, which begins at a place. */
  read(row: number, bytes: Uint8Array, at: number): void {
    this.#row = row;
    this.#bytes = bytes;
    this.#left = this.#builders.length;
    this.#value(at, this.#root);
  }

  finish(): readonly JsonColumn[] {
    return this.#builders.map((builder) => builder.finish());
  }

  /** Gives the place behind the value, or -1 as soon as all paths are met. */
  #value(at: number, node: Node): number {
    const { sink } = node;
    const first = this.#bytes[at] as number;
    if (sink && !sink.has(this.#row)) {
      const end = sink.add(this.#row, this.#bytes, at, first);
      this.#left--;
      if (this.#left === 0) return -1;
      if (end > 0) return end;
    }
    if (first === OPEN_OBJECT && node.keys.length > 0) return this.#object(at + 1, node);
    if (first === OPEN_ARRAY && node.items.size > 0) return this.#array(at + 1, node);
    return skip(this.#bytes, at);
  }

  #object(start: number, { keys }: Node): number {
    const bytes = this.#bytes;
    let at = start;
    let seen: Set<Node> | undefined;
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    for (;;) {
      const from = at + 1;
      const to = endOfString(bytes, at) - 1;
      at = to + 2;
      let node: Node | undefined;
      for (const key of keys) if (isSame(key.bytes, bytes, from, to)) node = key.node;
      // Of duplicate keys, which only `raw` may have, the first one counts.
      if (node && seen?.has(node)) node = undefined;
      if (node) (seen ??= new Set()).add(node);
      at = node ? this.#value(at, node) : skip(bytes, at);
      if (at < 0) return at;
      if (bytes[at] !== COMMA) return at + 1;
      at++;
    }
  }

  #array(start: number, { items }: Node): number {
    const bytes = this.#bytes;
    let at = start;
    if (bytes[at] === CLOSE_ARRAY) return at + 1;
    for (let index = 0; ; index++) {
      const node = items.get(index);
      at = node ? this.#value(at, node) : skip(bytes, at);
      if (at < 0) return at;
      if (bytes[at] !== COMMA) return at + 1;
      at++;
    }
  }
}

function isSame(key: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (key.length !== to - from) return false;
  for (let at = 0; at < key.length; at++) if (key[at] !== bytes[from + at]) return false;
  return true;
}

/** The place behind a value of any kind. */
function skip(bytes: Uint8Array, start: number): number {
  const first = bytes[start] as number;
  if (first === QUOTE) return endOfString(bytes, start);
  let at = start;
  if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) return endOfWord(bytes, at);
  for (let depth = 0; ;) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
      continue;
    }
    at++;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --depth === 0) return at;
  }
}

/** The place behind the closing quote of a string that begins at a place. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; ; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at++;
    else if (byte === undefined) throw new Error("a row's JSON is cut off");
  }
}

/** The place behind a number, `true`, `false` or `null`. */
function endOfWord(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at] as number;
    if (!(byte > COMMA || byte === 43) || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) return at;
    at++;
  }
}

/** One path's column while it is filled. */
class ColumnBuilder {
  readonly #kinds: Uint8Array;
  #numbers: Float64Array | undefined;
  #codes: Uint32Array | undefined;
  readonly #texts = new TextBuilder();
  readonly #others = new Map<number, Value>();
  #least = Infinity;
  #greatest = -Infinity;

  constructor(rows: number) {
    this.#kinds = new Uint8Array(rows);
  }

  has(row: number): boolean {
    return this.#kinds[row] !== KIND.absent;
  }

  /** Takes the value that begins at a place; gives the place behind it, or 0 for an object or array. */
  add(row: number, bytes: Uint8Array, at: number, first: number): number {
    switch (first) {
      case QUOTE: {
        const end = endOfString(bytes, at);
        this.#kinds[row] = KIND.text;
        this.#codes ??= new Uint32Array(this.#kinds.length);
        this.#codes[row] = this.#texts.add(bytes, at + 1, end - 1);
        return end;
      }
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        this.#kinds[row] = KIND.json;
        return 0;
      case T:
        this.#kinds[row] = KIND.true;
        return at + 4;
      case F:
        this.#kinds[row] = KIND.false;
        return at + 5;
      case N:
        this.#kinds[row] = KIND.null;
        return at + 4;
      default: {
        const end = endOfWord(bytes, at);
        this.#number(row, bytes, at, end);
        return end;
      }
    }
  }

  #number(row: number, bytes: Uint8Array, from: number, to: number): void {
    let at = from;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    let digits = 0;
    let decimals = -1;
    if (to - at < 17)
      for (; at < to; at++) {
        const byte = bytes[at] as number;
        if (byte === POINT) decimals = 0;
        else if (byte < 48 || byte > 57) break;
        else {
          digits = digits * 10 + byte - 48;
          if (decimals >= 0) decimals++;
        }
      }
    // Both sides exact, so the quotient is the double nearest to what is written.
    if (at === to && digits <= Number.MAX_SAFE_INTEGER) {
      const size = decimals > 0 ? digits / (TENS[decimals] as number) : digits;
      this.#store(row, isNegative ? -size : size, decimals < 0);
      return;
    }
    const value = parseNumber(decoder.decode(bytes.subarray(from, to)));
    const isInteger = typeof value === "bigint";
    const double = isInteger ? Number(value) : value;
    if (typeof double === "number" && (!isInteger || Number.isSafeInteger(double))) this.#store(row, double, isInteger);
    else {
      this.#kinds[row] = KIND.other;
      this.#others.set(row, value);
    }
  }

  #store(row: number, number: number, isInteger: boolean): void {
    this.#kinds[row] = isInteger ? KIND.integer : KIND.double;
    this.#numbers ??= new Float64Array(this.#kinds.length).fill(NaN);
    // Minus zero is zero.
    this.#numbers[row] = number === 0 ? 0 : number;
    if (number < this.#least) this.#least = number;
    if (number > this.#greatest) this.#greatest = number;
  }

  finish(): JsonColumn {
    return jsonColumn(
      this.#kinds,
      this.#numbers,
      this.#codes && this.#texts.finish(this.#codes),
      this.#others,
      this.#least,
      this.#greatest,
    );
  }
}

/** A column of its parts, with what follows from them. */
export function jsonColumn(
  kinds: Uint8Array,
  numbers: Float64Array | undefined,
  texts: JsonColumn["texts"],
  others: ReadonlyMap<number, Value>,
  least: number,
  greatest: number,
): JsonColumn {
  const has = Object.values(KIND).map(() => false);
  for (let row = 0; row < kinds.length; row++) has[kinds[row] as number] = true;
  return { kinds, has, numbers, texts, others, least, greatest };
}
