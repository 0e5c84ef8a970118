import { EvqError } from "../../base/failure.ts";
import type { Piece, Splitter } from "./pieces.ts";

const [LINE_FEED, RETURN, QUOTE] = [10, 13, 34];
/** A quoted field that is open for so long was never meant to be one. */
const MAX_QUOTED = 4 * 1024 * 1024;
const MAX_UNCLOSED = 100;

/** The records of a CSV file (RFC 4180): lines, but for line feeds within quoted fields. Empty lines are none. */
export class CsvSplitter implements Splitter {
  #line = 1;
  #unclosed = 0;
  readonly #delimiter: number;

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  split(bytes: Uint8Array, isLast: boolean): { pieces: Piece[]; used: number } {
    const pieces: Piece[] = [];
    let start = 0;
    while (start < bytes.length) {
      const { end, lines, isQuoted } = recordEnd(bytes, start, this.#delimiter);
      const isWhole = end < bytes.length;
      if (!isWhole && !isLast && bytes.length - start <= MAX_QUOTED) break;
      if (!isWhole && isQuoted) {
        start = this.#giveUp(pieces, bytes, start);
        continue;
      }
      if (!isWhole && !isLast) break;
      const last = bytes[end - 1] === RETURN && end > start ? end - 1 : end;
      if (last > start) pieces.push({ number: this.#line, bytes: bytes.subarray(start, last), end: last });
      this.#line += lines + 1;
      start = end + 1;
    }
    return { pieces, used: Math.min(start, bytes.length) };
  }

  /** A quote that nothing closes spoils its own line and no more. */
  #giveUp(pieces: Piece[], bytes: Uint8Array, start: number): number {
    if (++this.#unclosed > MAX_UNCLOSED)
      throw new EvqError(
        "import.unreadable",
        `Line ${this.#line} and ${MAX_UNCLOSED} before it open quotes that nothing closes.`,
      );
    const end = bytes.indexOf(LINE_FEED, start);
    const next = end < 0 ? bytes.length : end + 1;
    const record = bytes.subarray(start, next);
    pieces.push({ number: this.#line++, bytes: record, end: next, bad: "a quote is not closed" });
    return next;
  }
}

/** A quote opens a field only where the field begins; within, two of them are one. */
function recordEnd(
  bytes: Uint8Array,
  start: number,
  delimiter: number,
): { end: number; lines: number; isQuoted: boolean } {
  let isQuoted = false;
  let lines = 0;
  let fieldStart = start;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (isQuoted) {
      if (byte === LINE_FEED) lines++;
      else if (byte === QUOTE && bytes[at + 1] === QUOTE) at++;
      else if (byte === QUOTE) isQuoted = false;
    } else if (byte === LINE_FEED) return { end: at, lines, isQuoted };
    else if (byte === delimiter) fieldStart = at + 1;
    else if (byte === QUOTE && at === fieldStart) isQuoted = true;
  }
  return { end: bytes.length, lines, isQuoted };
}

/** The fields of one record; undefined when something follows a closing quote. A quote amid a field is itself. */
export function csvFields(record: string, delimiter: string): readonly string[] | undefined {
  if (!record.includes('"')) return record.split(delimiter);
  const fields: string[] = [];
  for (let at = 0; ; at++) {
    const isQuoted = record[at] === '"';
    const end = isQuoted ? closingQuote(record, at) + 1 : fieldEnd(record, at, delimiter);
    if (isQuoted && (end === 0 || (end < record.length && record[end] !== delimiter))) return undefined;
    const field = record.slice(at, end);
    fields.push(isQuoted ? field.slice(1, -1).replaceAll('""', '"') : field);
    at = end;
    if (at >= record.length) return fields;
  }
}

function closingQuote(record: string, start: number): number {
  for (let at = record.indexOf('"', start + 1); at >= 0; at = record.indexOf('"', at + 2))
    if (record[at + 1] !== '"') return at;
  return -1;
}

function fieldEnd(record: string, start: number, delimiter: string): number {
  const end = record.indexOf(delimiter, start);
  return end < 0 ? record.length : end;
}

/** The one of comma, semicolon, tab and bar that the header has most of. */
export function csvDelimiter(header: string): string {
  const plain = header.replace(/"(?:[^"]|"")*"/g, "");
  const counts = [",", ";", "\t", "|"].map((delimiter) => ({ delimiter, count: plain.split(delimiter).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}
