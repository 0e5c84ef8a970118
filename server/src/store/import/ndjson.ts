import type { Piece, Splitter } from "./pieces.ts";

const LINE_FEED = 10;
const RETURN = 13;

/** Newline-delimited JSON: a record a line, blank lines between them are none. */
export class NdjsonSplitter implements Splitter {
  #line = 0;

  split(bytes: Uint8Array, isLast: boolean): { pieces: Piece[]; used: number } {
    const pieces: Piece[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      this.#take(pieces, bytes, start, end);
      start = end + 1;
    }
    if (isLast && start < bytes.length) {
      this.#take(pieces, bytes, start, bytes.length);
      start = bytes.length;
    }
    return { pieces, used: start };
  }

  #take(pieces: Piece[], bytes: Uint8Array, start: number, lineEnd: number): void {
    const end = lineEnd > start && bytes[lineEnd - 1] === RETURN ? lineEnd - 1 : lineEnd;
    const line = bytes.subarray(start, end);
    this.#line++;
    if (line.some((byte) => byte !== 32 && byte !== 9 && byte !== RETURN))
      pieces.push({ number: this.#line, bytes: line, end });
  }
}
