import type { WireValue } from "../../protocol/results.ts";
import type { Value } from "../base/value.ts";
import { toWire } from "./wire.ts";

type WireRow = readonly WireValue[];

/** Rows that share one block of bytes. */
const BLOCK = 256;

/**
 * The rows of one result in a compact form: blocks of UTF-8 JSON, outside of the heap that the garbage collector
 * walks. A page is read from the few blocks it touches.
 */
export class RowStore {
  readonly #blocks: Uint8Array[] = [];
  /** Rows behind the last full block. */
  #open: WireRow[] = [];
  /** The block that was read last: neighbouring pages often share it. */
  #recent: { readonly block: number; readonly rows: readonly WireRow[] } | undefined;

  get length(): number {
    return this.#blocks.length * BLOCK + this.#open.length;
  }

  add(rows: readonly (readonly Value[])[]): void {
    for (const row of rows) {
      this.#open.push(row.map(toWire));
      if (this.#open.length < BLOCK) continue;
      this.#blocks.push(new TextEncoder().encode(JSON.stringify(this.#open)));
      this.#open = [];
    }
  }

  /** Rows from `offset` on, fewer at the end, with the columns at the given places. */
  page(offset: number, count: number, places: readonly number[]): readonly WireRow[] {
    const rows: WireRow[] = [];
    const end = Math.min(offset + count, this.length);
    for (let at = Math.max(0, offset); at < end; at++) {
      const row = this.#block(Math.floor(at / BLOCK))[at % BLOCK] ?? [];
      rows.push(places.map((place) => row[place] ?? null));
    }
    return rows;
  }

  #block(block: number): readonly WireRow[] {
    const bytes = this.#blocks[block];
    if (!bytes) return this.#open;
    if (this.#recent?.block !== block) {
      this.#recent = { block, rows: JSON.parse(new TextDecoder().decode(bytes)) as readonly WireRow[] };
    }
    return this.#recent.rows;
  }
}
