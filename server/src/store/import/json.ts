import type { Piece, Splitter } from "./pieces.ts";

const [QUOTE, BACKSLASH, COMMA, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 44, 91, 93, 123, 125];

/**
 * The elements of one JSON array, or JSON objects one after the other over any number of lines. Only brackets and
 * strings are looked at here; whether an element is JSON shows when it is read.
 */
export class JsonSplitter implements Splitter {
  #place = 0;
  #phase: "start" | "array" | "sequence" | "end" = "start";

  split(bytes: Uint8Array, isLast: boolean): { pieces: Piece[]; used: number } {
    const pieces: Piece[] = [];
    let at = 0;
    for (;;) {
      at = this.#skip(bytes, at);
      if (at >= bytes.length) break;
      if (this.#phase === "array" && bytes[at] === CLOSE_ARRAY) {
        this.#phase = "end";
        at++;
        continue;
      }
      const end = this.#phase === "end" ? bytes.length : valueEnd(bytes, at, isLast);
      if (end === undefined) break;
      const bad = this.#phase === "end" ? "there is more after the end of the array" : undefined;
      pieces.push({ number: ++this.#place, bytes: bytes.subarray(at, end), end, ...(bad !== undefined && { bad }) });
      at = end;
      if (bad !== undefined && !isLast) return { pieces, used: at };
    }
    if (isLast && this.#phase === "array")
      pieces.push({
        number: this.#place + 1,
        bytes: bytes.subarray(at),
        end: bytes.length,
        bad: "the file ends within the array",
      });
    return { pieces, used: at };
  }

  /** Over white space, commas between elements, and the bracket that opens the array. */
  #skip(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (isSpace(byte) || (byte === COMMA && this.#phase === "array")) continue;
      if (this.#phase !== "start") return at;
      this.#phase = byte === OPEN_ARRAY ? "array" : "sequence";
      if (byte !== OPEN_ARRAY) return at;
    }
    return bytes.length;
  }
}

/** Where the value that begins here ends; undefined when more bytes are needed to know. */
function valueEnd(bytes: Uint8Array, start: number, isLast: boolean): number | undefined {
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = stringEnd(bytes, at);
      if (depth === 0 && at < bytes.length) return at + 1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (depth === 0) return Math.max(at, start + 1);
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && at > start && (byte === COMMA || isSpace(byte))) return at;
  }
  return isLast ? bytes.length : undefined;
}

/** Where the closing quote stands, or the end. */
function stringEnd(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
  }
  return bytes.length;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}
