import { compareKeys, compareValues } from "../../base/order.ts";
import type { SortKey } from "../query.ts";
import type { Row } from "../row.ts";
import { compileValue } from "./expression.ts";
import type { Scope } from "./scope.ts";

/** Rows by the order that breaks ties: E for events, the group keys for reduced rows. */
export function inEventOrder(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => compareKeys(a.order, b.order));
}

/** Rows by the sort keys; every tie ends in the order above, in the direction of the first key. */
export function sortRows(keys: readonly SortKey[], rows: readonly Row[], scope: Scope): readonly Row[] {
  const readers = keys.map((key) => compileValue(key.value, scope));
  const keyed = rows.map((row) => ({ row, key: readers.map((read) => read(row.values)) }));
  const directions = keys.map((key) => (key.direction === "desc" ? -1 : 1));
  const tie = directions[0] ?? 1;
  keyed.sort((a, b) => {
    for (let i = 0; i < directions.length; i++) {
      const difference = compareValues(a.key[i] ?? null, b.key[i] ?? null);
      if (difference !== 0) return difference * (directions[i] ?? 1);
    }
    return compareKeys(a.row.order, b.row.order) * tie;
  });
  return keyed.map(({ row }) => row);
}
