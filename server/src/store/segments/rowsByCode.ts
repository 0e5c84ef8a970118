import type { TextColumn } from "./textColumn.ts";

/** Rows by the code that a column has for them, each group by the event order; code 0 is that of rows without a text. */
export interface RowsByCode {
  /** The rows of code c stand from `starts[c]` to `starts[c + 1]`. */
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

/** Groups the rows of a segment, which are given by the event order. */
export function rowsByCode({ codes, counts }: TextColumn, order: Uint32Array): RowsByCode {
  const starts = new Uint32Array(counts.length + 1);
  for (let code = 0; code < counts.length; code++)
    starts[code + 1] = (starts[code] as number) + (counts[code] as number);
  const next = starts.slice();
  const rows = new Uint32Array(order.length);
  for (let place = 0; place < order.length; place++) {
    const row = order[place] as number;
    const code = codes[row] as number;
    rows[next[code] as number] = row;
    (next[code] as number)++;
  }
  return { starts, rows };
}

/** The rows that have one code. */
export function rowsOf({ starts, rows }: RowsByCode, code: number): Uint32Array {
  return rows.subarray(starts[code], starts[code + 1]);
}
