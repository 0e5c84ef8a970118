import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Spool } from "../src/base/ports.ts";

/** The cells of a row, printed. */
type Cells = readonly string[];

/** Characters of rows that are held in memory before they go to a file. */
const IN_MEMORY = 1 << 24;
const CHUNK = 1 << 20;

/**
 * Rows that must be known to their last before the first can be printed, for widths and for columns that stay empty.
 * Many of them wait in a private temporary file, so memory does not grow with the result.
 */
export class FileSpool implements Spool {
  #lines: string[] = [];
  #held = 0;
  #folder: string | undefined;
  #file: number | undefined;

  add(row: Cells): void {
    const line = JSON.stringify(row);
    this.#lines.push(line);
    this.#held += line.length;
    if (this.#held > IN_MEMORY) this.#write();
  }

  *rows(): Generator<Cells> {
    if (this.#file !== undefined) for (const line of linesOf(this.#file)) yield JSON.parse(line) as Cells;
    for (const line of this.#lines) yield JSON.parse(line) as Cells;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#file = this.#folder = undefined;
    this.#lines = [];
  }

  #write(): void {
    this.#folder ??= mkdtempSync(join(tmpdir(), "evq-rows-"));
    this.#file ??= openSync(join(this.#folder, "rows"), "wx+", 0o600);
    const bytes = Buffer.from(`${this.#lines.join("\n")}\n`);
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    this.#lines = [];
    this.#held = 0;
  }
}

function* linesOf(file: number): Generator<string> {
  const buffer = Buffer.alloc(CHUNK);
  let rest = Buffer.alloc(0);
  let position = 0;
  for (;;) {
    const read = readSync(file, buffer, 0, CHUNK, position);
    if (read === 0) return;
    position += read;
    let bytes = Buffer.concat([rest, buffer.subarray(0, read)]);
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      yield bytes.toString("utf8", 0, end);
      bytes = bytes.subarray(end + 1);
    }
    rest = bytes;
  }
}
