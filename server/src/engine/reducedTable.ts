import type { Column, ReducedTable, RowGroup, WireValue } from "../../protocol/results.ts";
import { keyText } from "../base/order.ts";
import type { Value } from "../base/value.ts";
import type { Breather } from "./breather.ts";
import type { WireRow } from "./rowStore.ts";
import { isKey, totalOf } from "./totals.ts";
import type { Total } from "./totals.ts";
import { fromWire, toWire } from "./wire.ts";

/** A reduced result, row by row in the order that it has now. */
export interface ReducedRows {
  readonly columns: readonly Column[];
  readonly length: number;
  /** Values of the columns. */
  row(at: number): WireRow;
  /** Whether some group's sum did not fit into 64 bits. */
  readonly overflown: boolean;
}

/** More groups than anyone reads the headings of. */
const MAX_GROUPS = 2000;
const STRIDE = 256;

interface OpenGroup {
  readonly key: WireValue;
  readonly start: number;
  readonly totals: readonly Total[];
}

/** Groups the rows by their first key and totals the aggregates, of each group and of all. */
export async function reducedTable(rows: ReducedRows, breather: Breather): Promise<Omit<ReducedTable, "sort">> {
  const { columns, length, overflown } = rows;
  const keys = columns.flatMap(({ role }, at) => (isKey(role) ? [at] : []));
  const place = keys.length > 1 ? keys[0] : undefined;
  const newTotals = () => columns.map((column) => totalOf(column, overflown));
  const all = newTotals();
  const groups: RowGroup[] = [];
  const seen = new Set<string>();
  let open: OpenGroup | undefined;
  let scattered = false;
  const close = (end: number): void => {
    if (!open) return;
    const { key, start, totals } = open;
    if (groups.length <= MAX_GROUPS) groups.push({ key, start, count: end - start, totals: totals.map(wireOf) });
    open = undefined;
  };
  let current: string | undefined;
  for (let at = 0; at < length; at++) {
    if (at % STRIDE === 0 && breather.due) await breather.pause();
    const row = rows.row(at);
    const values = row.map(fromWire);
    add(all, values);
    if (place === undefined || scattered) continue;
    const key = keyText(values[place] ?? null);
    if (key !== current) {
      close(at);
      scattered = seen.has(key);
      seen.add(key);
      current = key;
      open = { key: row[place] ?? null, start: at, totals: newTotals() };
    }
    if (open) add(open.totals, values);
  }
  close(length);
  return { totals: all.map(wireOf), grouping: grouping(groups, place, scattered, length) };
}

function grouping(
  groups: readonly RowGroup[],
  place: number | undefined,
  scattered: boolean,
  length: number,
): ReducedTable["grouping"] {
  if (place === undefined) return { kind: "single" };
  if (scattered) return { kind: "scattered" };
  if (groups.length > MAX_GROUPS) return { kind: "too-many", limit: MAX_GROUPS };
  return groups.length === length ? { kind: "single" } : { kind: "grouped", groups };
}

function add(totals: readonly Total[], values: readonly Value[]): void {
  for (const [at, total] of totals.entries()) total.add(values[at] ?? null);
}

function wireOf({ value }: Total): WireValue {
  return toWire(value);
}
