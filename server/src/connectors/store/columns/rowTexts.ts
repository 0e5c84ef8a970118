import type { JsonField } from "../../../query/event.ts";
import type { Segment } from "../../../store/segments/segment.ts";

/** Rows are read in one piece where no more than so many bytes lie between them. */
const GAP = 16_384;
const PIECE = 4 * 1024 * 1024;
const PLACES: Readonly<Record<JsonField, number>> = { payload: 8, metadata: 9, old: 10, new: 11, raw: 12 };
const [TAB, LINE_FEED] = [9, 10];
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The JSON fields of some rows of one segment, read from the rows' text. */
export class RowTexts {
  readonly #segment: Segment;
  #pieces: { readonly first: number; readonly last: number; readonly bytes: Uint8Array }[] = [];

  constructor(segment: Segment) {
    this.#segment = segment;
  }

  /** Reads the rows that will be asked for, in as few pieces as is sensible. */
  prepare(rows: Uint32Array): void {
    const { starts } = this.#segment.core;
    const sorted = isAscending(rows) ? rows : rows.slice().sort();
    this.#pieces = [];
    this.#segment.rows.reading((read) => {
      for (let at = 0; at < sorted.length;) {
        const first = sorted[at] as number;
        let last = first;
        for (at++; at < sorted.length; at++) {
          const next = sorted[at] as number;
          if ((starts[next] as number) - (starts[last + 1] as number) > GAP) break;
          if ((starts[next + 1] as number) - (starts[first] as number) > PIECE) break;
          last = next;
        }
        this.#pieces.push({ first, last, bytes: read(starts[first] as number, starts[last + 1] as number) });
      }
    });
  }

  /** The JSON text of a field as the log has it; null where there is none. */
  text(row: number, field: JsonField): string | null {
    const { bytes, start } = this.#find(row);
    let at = start;
    for (let skipped = 0; skipped < PLACES[field]; skipped++) at = bytes.indexOf(TAB, at) + 1;
    let end = at;
    while (bytes[end] !== TAB && bytes[end] !== LINE_FEED) end = bytes.indexOf(TAB, end);
    return end === at ? null : decoder.decode(bytes.subarray(at, end));
  }

  #find(row: number): { readonly bytes: Uint8Array; readonly start: number } {
    const { starts } = this.#segment.core;
    let [low, high] = [0, this.#pieces.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#pieces[middle]?.last ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    const piece = this.#pieces[low];
    if (piece && piece.first <= row)
      return { bytes: piece.bytes, start: (starts[row] as number) - (starts[piece.first] as number) };
    return { bytes: this.#segment.rowBytes(row), start: 0 };
  }
}

function isAscending(rows: Uint32Array): boolean {
  for (let at = 1; at < rows.length; at++) if ((rows[at] as number) < (rows[at - 1] as number)) return false;
  return true;
}
