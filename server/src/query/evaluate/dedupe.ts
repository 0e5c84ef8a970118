import { keyText } from "../../base/order.ts";
import type { Dedupe, Expression } from "../query.ts";
import type { Row } from "../row.ts";
import { compileValue } from "./expression.ts";
import { inEventOrder } from "./order.ts";
import type { Scope } from "./scope.ts";

/** One row a key, the first or the last by E; a null key is a value. */
export function dedupe({ by, keep }: Dedupe, rows: readonly Row[], scope: Scope): readonly Row[] {
  const keyOf = compileKey(by, scope);
  const kept = new Map<string, Row>();
  for (const row of inEventOrder(rows)) {
    const key = keyOf(row);
    if (keep === "last" || !kept.has(key)) kept.set(key, row);
  }
  return inEventOrder([...kept.values()]);
}

/** Text that is equal for two rows exactly when all key expressions are equal. */
export function compileKey(by: readonly Expression[], scope: Scope): (row: Row) => string {
  const readers = by.map((expression) => compileValue(expression, scope));
  return (row) => JSON.stringify(readers.map((read) => keyText(read(row.values))));
}
