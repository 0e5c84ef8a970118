import { printJson } from "../../base/json.ts";
import type { JsonTree } from "../../base/json.ts";
import { keyText } from "../../base/order.ts";
import { Json } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import { EVENT_FIELDS } from "../event.ts";
import type { Diff, Expression } from "../query.ts";
import type { Row, RowChange, Table } from "../row.ts";
import { treeOf } from "./aggregate.ts";
import { deltaOf } from "./delta.ts";
import { compileValue } from "./expression.ts";
import { fieldChanges } from "./fieldChanges.ts";
import { inEventOrder } from "./order.ts";
import type { Scope } from "./scope.ts";
import { stateReader } from "./state.ts";
import type { State } from "./state.ts";

/**
 * `changes`: a JSON array of {path, kind, before?, after?, from?} with what is not unchanged, null where nothing can be
 * compared; `compared_with`: see `ComparedWith`.
 */
export const DIFF_COLUMNS = ["changes", "compared_with"] as const;

const ENTITY: readonly Expression[] = ["entity_type", "entity_id"].map((column) => ({
  kind: "field",
  field: { column, path: [] },
}));

/**
 * Renders each row as a change: old against new where the event has both, else against the state that the previous
 * event of the same entity (or key) left behind. `history` are the rows of the logs before any filter; a previous event
 * is looked for in the same log. What has no previous event is never called added.
 */
export function difference({ by }: Diff, table: Table, history: Table, timeZone: string): Table {
  const scope: Scope = { columns: table.columns, timeZone };
  const previous = previousStates(by, history, { columns: history.columns, timeZone });
  const [read, identity] = [stateReader(scope), identityOf(scope)];
  const fields = EVENT_FIELDS.map((field) => table.columns.indexOf(field));
  const rows = table.rows.map(({ values, order }): Row => {
    const event = fields.map((at) => values[at] ?? null);
    const change: RowChange = { ...compared(read(values), () => previous.get(identity(values))), event };
    return { values: [...values, changesOf(change), change.comparedWith], order, change };
  });
  return { columns: [...table.columns, ...DIFF_COLUMNS], rows };
}

/** The state before and after an event; the previous event is only asked for when its own word does not do. */
function compared({ own, left }: State, previous: () => Value | undefined): Omit<RowChange, "event"> {
  if (own) return { comparedWith: "old", before: own.before, after: own.after };
  if (left === undefined) return { comparedWith: "nothing to compare", before: null, after: null };
  const known = previous();
  return known === undefined
    ? { comparedWith: "no previous known", before: null, after: left }
    : { comparedWith: "previous event", before: known, after: left };
}

function changesOf({ comparedWith, before, after }: RowChange): Value {
  if (comparedWith === "no previous known" || comparedWith === "nothing to compare") return null;
  const changes = fieldChanges(deltaOf(treeOf(before), treeOf(after)))
    .filter(({ kind }) => kind !== "unchanged")
    .map((change) => new Map<string, JsonTree>(Object.entries(change)));
  return new Json(printJson(changes), changes);
}

/**
 * For each event the state that the events before it, of the same key in the same log, left behind. Events that say
 * nothing of the state leave it as it was; behind one that deleted its entity none is known. What `new` says is
 * compared with what `new` said, a payload with a payload.
 */
function previousStates(by: readonly Expression[], history: Table, scope: Scope): ReadonlyMap<string, Value> {
  const [keyOf, read, identity] = [diffKey(by, scope), stateReader(scope), identityOf(scope)];
  const latest = { new: new Map<string, Value>(), payload: new Map<string, Value>() };
  const previous = new Map<string, Value>();
  const seen = new Set<string>();
  for (const { values } of inEventOrder(history.rows)) {
    const [key, id] = [keyOf(values), identity(values)];
    // A log that is read twice brings its events twice.
    if (key === undefined || seen.has(id)) continue;
    seen.add(id);
    const { left, saidBy, deletes } = read(values);
    const known = latest[saidBy].get(key) ?? (deletes ? latest.payload.get(key) : undefined);
    if (known !== undefined) previous.set(id, known);
    if (!deletes && left !== undefined) latest[saidBy].set(key, left);
    if (deletes) for (const states of Object.values(latest)) states.delete(key);
  }
  return previous;
}

/**
 * What events must share so that one is another's previous: the log, and the entity or the keys. Undefined where a key
 * is null, for then there is nothing to tell them by; an entity needs no type.
 */
function diffKey(by: readonly Expression[], scope: Scope): (values: readonly Value[]) => string | undefined {
  const keys = (by.length > 0 ? by : ENTITY).map((expression) => compileValue(expression, scope));
  const needed = by.length > 0 ? keys : keys.slice(-1);
  const log = ["source", "instance_id"].map((column) => scope.columns.indexOf(column));
  return (values) =>
    needed.some((read) => read(values) === null)
      ? undefined
      : JSON.stringify([...log.map((at) => values[at] ?? null), ...keys.map((read) => read(values))].map(keyText));
}

function identityOf({ columns }: Scope): (values: readonly Value[]) => string {
  const indexes = ["source", "instance_id", "stream_id", "sequence_number", "timestamp", "id"].map((column) =>
    columns.indexOf(column),
  );
  return (values) => JSON.stringify(indexes.map((index) => keyText(values[index] ?? null)));
}
