import { Duration } from "../../base/duration.ts";
import { Instant } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import type { Collapse } from "../query.ts";
import type { Row, Table } from "../row.ts";
import { compileKey } from "./dedupe.ts";
import { compileExpression } from "./expression.ts";
import { inEventOrder } from "./order.ts";
import { columnIndex } from "./scope.ts";
import type { Scope } from "./scope.ts";

export const COLLAPSE_COLUMNS = ["collapsed_count", "first_at", "last_at"] as const;

interface Window {
  first: Row;
  last: Row;
  count: bigint;
  readonly firstAt: bigint;
  lastAt: bigint;
}

/**
 * Folds a key's events that come close together into one row. A window opens at a key's first event and takes that
 * key's events less than the length after its first (`within`) or after its last (`gap`). An event without a time
 * stands alone.
 */
export function collapse(stage: Collapse, table: Table, scope: Scope): Table {
  const keyOf = compileKey(stage.by, scope);
  const time = columnIndex(scope, "timestamp");
  const length = compileExpression(stage.length, scope)([]);
  const micros = length instanceof Duration ? length.micros : 0n;
  const open = new Map<string, Window>();
  const folded: Row[] = [];
  const close = (window: Window) => folded.push(fold(window, stage.keep));
  for (const row of inEventOrder(table.rows)) {
    const at = row.values[time];
    if (!(at instanceof Instant)) {
      folded.push(withColumns(row, [1n, null, null]));
      continue;
    }
    const key = keyOf(row);
    const window = open.get(key);
    if (window && at.micros - (stage.window === "gap" ? window.lastAt : window.firstAt) < micros) {
      window.last = row;
      window.lastAt = at.micros;
      window.count++;
      continue;
    }
    if (window) close(window);
    open.set(key, { first: row, last: row, count: 1n, firstAt: at.micros, lastAt: at.micros });
  }
  for (const window of open.values()) close(window);
  return { columns: [...table.columns, ...COLLAPSE_COLUMNS], rows: inEventOrder(folded) };
}

function fold({ first, last, count, firstAt, lastAt }: Window, keep: "first" | "last"): Row {
  return withColumns(keep === "first" ? first : last, [count, new Instant(firstAt), new Instant(lastAt)]);
}

function withColumns(row: Row, added: readonly Value[]): Row {
  return { values: [...row.values, ...added], order: row.order };
}
