import { printJson } from "../../base/json.ts";
import type { JsonTree } from "../../base/json.ts";
import { keyText } from "../../base/order.ts";
import { Json, valueOf } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import type { Diff, Expression } from "../query.ts";
import type { Row, Table } from "../row.ts";
import { compileValue } from "./expression.ts";
import { inEventOrder } from "./order.ts";
import { columnIndex } from "./scope.ts";
import type { Scope } from "./scope.ts";

/** `changes`: a JSON array of {path, before?, after?}; `compared_with`: `old`, `previous event` or `no previous known`. */
export const DIFF_COLUMNS = ["changes", "compared_with"] as const;

const ENTITY: readonly Expression[] = ["entity_type", "entity_id"].map((column) => ({
  kind: "field",
  field: { column, path: [] },
}));

/**
 * Renders each row as a change: old against new where the event has both, else against the previous event of the same
 * entity (or key) in `history`, the source's rows before any filter.
 */
export function difference({ by }: Diff, table: Table, history: Table, timeZone: string): Table {
  const scope: Scope = { columns: table.columns, timeZone };
  const past: Scope = { columns: history.columns, timeZone };
  const previous = previousStates(by, history, past);
  const [old, fresh, identity] = [columnIndex(scope, "old"), columnIndex(scope, "new"), identityOf(scope)];
  const rows = table.rows.map((row): Row => {
    const after = row.values[fresh] ?? null;
    const before = row.values[old] ?? null;
    if (before !== null && after !== null) return withChange(row, before, after, "old");
    const known = previous.get(identity(row));
    if (known === undefined) return { values: [...row.values, null, "no previous known"], order: row.order };
    return withChange(row, known, stateOf(row, scope), "previous event");
  });
  return { columns: [...table.columns, ...DIFF_COLUMNS], rows };
}

/** For each event the state that the event before it, of the same key, left behind. */
function previousStates(by: readonly Expression[], history: Table, scope: Scope): ReadonlyMap<string, Value> {
  const readers = (by.length > 0 ? by : ENTITY).map((expression) => compileValue(expression, scope));
  const identity = identityOf(scope);
  const latest = new Map<string, Value>();
  const previous = new Map<string, Value>();
  for (const row of inEventOrder(history.rows)) {
    const keys = readers.map((read) => read(row.values));
    if (keys.at(-1) === null) continue;
    const key = JSON.stringify(keys.map(keyText));
    const known = latest.get(key);
    if (known !== undefined) previous.set(identity(row), known);
    latest.set(key, stateOf(row, scope));
  }
  return previous;
}

/** What an event says its entity looks like after it: its new values, else its payload. */
function stateOf(row: Row, scope: Scope): Value {
  const fresh = row.values[columnIndex(scope, "new")] ?? null;
  return fresh ?? row.values[columnIndex(scope, "payload")] ?? null;
}

function identityOf(scope: Scope): (row: Row) => string {
  const indexes = ["source", "instance_id", "stream_id", "sequence_number", "timestamp", "id"].map((column) =>
    columnIndex(scope, column),
  );
  return (row) => JSON.stringify(indexes.map((index) => keyText(row.values[index] ?? null)));
}

function withChange(row: Row, before: Value, after: Value, comparedWith: string): Row {
  const changes: JsonTree[] = [];
  compare("", treeOfState(before), treeOfState(after), changes);
  return { values: [...row.values, new Json(printJson(changes), changes), comparedWith], order: row.order };
}

function treeOfState(value: Value): JsonTree {
  return value instanceof Json ? value.tree : (value as JsonTree);
}

/** Leaves that differ, depth first: members of objects by key, elements of arrays by place. */
function compare(path: string, before: JsonTree | undefined, after: JsonTree | undefined, changes: JsonTree[]): void {
  if (before instanceof Map && after instanceof Map) {
    for (const key of new Set([...before.keys(), ...after.keys()]))
      compare(path === "" ? key : `${path}.${key}`, before.get(key), after.get(key), changes);
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = 0; i < Math.max(before.length, after.length); i++)
      compare(`${path}[${i}]`, before[i] as JsonTree, after[i] as JsonTree, changes);
    return;
  }
  if (before !== undefined && after !== undefined && keyText(valueOf(before)) === keyText(valueOf(after))) return;
  const change = new Map<string, JsonTree>([["path", path]]);
  if (before !== undefined) change.set("before", before);
  if (after !== undefined) change.set("after", after);
  changes.push(change);
}
