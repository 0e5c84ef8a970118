import type { WireValue } from "../../protocol/results.ts";
import type { Value } from "../base/value.ts";
import { toWire } from "./wire.ts";

export type WireRow = readonly WireValue[];

/** Rows that share one block of bytes. */
const BLOCK = 256;
const NEWLINE = 10;

/**
 * The rows of one result in a compact form: blocks of UTF-8 JSON, a row a line, outside of the heap that the garbage
 * collector walks. A page in the order of the query is read from the few blocks it touches, a page in another order row
 * by row.
 */
export class RowStore {
  readonly #blocks: Block[] = [];
  /** Rows behind the last full block. */
  #open: WireRow[] = [];
  /** The block that was read last: neighbouring pages often share it. */
  #recent: { readonly block: number; readonly rows: readonly WireRow[] } | undefined;
  #bytes = 0;

  get length(): number {
    return this.#blocks.length * BLOCK + this.#open.length;
  }

  /** Of memory, but for the rows behind the last full block. */
  get bytes(): number {
    return this.#bytes;
  }

  add(rows: readonly (readonly Value[])[]): void {
    for (const row of rows) {
      this.#open.push(row.map(toWire));
      if (this.#open.length < BLOCK) continue;
      const block = new Block(this.#open);
      this.#blocks.push(block);
      this.#bytes += block.bytes;
      this.#open = [];
    }
  }

  /** Gives the memory of all rows back. */
  clear(): void {
    this.#blocks.length = 0;
    this.#open = [];
    this.#recent = undefined;
    this.#bytes = 0;
  }

  /**
   * Rows from `offset` on, fewer at the end, with the columns at the given places.
   * @param order which row stands at each place; absent: as they were added
   */
  page(offset: number, count: number, places: readonly number[], order?: Uint32Array): readonly WireRow[] {
    const rows: WireRow[] = [];
    const end = Math.min(offset + count, this.length);
    for (let at = Math.max(0, offset); at < end; at++) {
      const row = this.row(at, order);
      rows.push(places.map((place) => row[place] ?? null));
    }
    return rows;
  }

  /** One row with all its columns; quick when its neighbours were read just before, or when it is read in an order. */
  row(at: number, order?: Uint32Array): WireRow {
    const place = order?.[at] ?? at;
    const block = Math.floor(place / BLOCK);
    const bytes = this.#blocks[block];
    if (!bytes) return this.#open[place % BLOCK] ?? [];
    if (order) return bytes.row(place % BLOCK);
    if (this.#recent?.block !== block) this.#recent = { block, rows: bytes.rows() };
    return this.#recent.rows[place % BLOCK] ?? [];
  }
}

class Block {
  readonly #bytes: Uint8Array;
  /** Where each line ends; worked out when the first single row is read. */
  #ends: Uint32Array | undefined;

  constructor(rows: readonly WireRow[]) {
    this.#bytes = new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join("\n"));
  }

  get bytes(): number {
    return this.#bytes.length;
  }

  rows(): readonly WireRow[] {
    const lines = new TextDecoder().decode(this.#bytes).replaceAll("\n", ",");
    return JSON.parse(`[${lines}]`) as readonly WireRow[];
  }

  row(index: number): WireRow {
    const ends = (this.#ends ??= lineEnds(this.#bytes));
    const line = this.#bytes.subarray(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, ends[index]);
    return JSON.parse(new TextDecoder().decode(line)) as WireRow;
  }
}

/** JSON has no line break but those between the rows. */
function lineEnds(bytes: Uint8Array): Uint32Array {
  const ends = new Uint32Array(BLOCK);
  for (let row = 0, at = 0; row < BLOCK; row++) {
    const found = bytes.indexOf(NEWLINE, at);
    ends[row] = found < 0 ? bytes.length : found;
    at = found + 1;
  }
  return ends;
}
