import { keyText } from "../base/order.ts";
import type { Value } from "../base/value.ts";
import type { Plan } from "../plan/plan.ts";
import { compileValue } from "../query/evaluate/expression.ts";
import { evaluateStages } from "../query/evaluate/evaluate.ts";
import type { Evaluation } from "../query/evaluate/evaluate.ts";
import { EVENT_FIELDS } from "../query/event.ts";
import type { Expression, Query } from "../query/query.ts";
import type { Row, Table } from "../query/row.ts";
import type { RunContext } from "./scan.ts";

/** Plans a query over the same sources. */
export type PlanHistory = (query: Query) => Plan;

/** A source is asked for the events of so many entities at most by their ids; of more, for all its events. */
const MOST_KEYS = 1000;

const ENTITY_ID: Expression = { kind: "field", field: { column: "entity_id", path: [] } };

/**
 * The stages of a query with `diff`: first those before it; then the sources are asked for the earlier events of just
 * the entities whose events do not carry their old values themselves.
 */
export async function withHistory(
  query: Query,
  input: Table,
  context: RunContext,
  read: (query: Query) => Promise<Table>,
): Promise<Evaluation> {
  const { diff, select, expect, orderBy, from, ...before } = query;
  const rows = evaluateStages({ ...before, from, ...(orderBy && { orderBy }) }, input, context);
  const key = diff?.by.at(-1) ?? ENTITY_ID;
  const open = rows.table.rows.filter((row) => lacksChange(row, rows.table.columns));
  const history: Query = { from, ...keyFilter(key, { columns: rows.table.columns, rows: open }, context.timeZone) };
  const past = open.length === 0 ? { columns: EVENT_FIELDS, rows: [] } : await read(history);
  const after: Query = {
    from,
    ...(orderBy && { orderBy }),
    ...(diff && { diff }),
    ...(select && { select }),
    ...(expect && { expect }),
  };
  const found = evaluateStages(after, rows.table, context, past);
  return { ...found, notes: [...rows.notes, ...found.notes] };
}

/** Whether an event does not say by itself what it changed. */
function lacksChange({ values }: Row, columns: readonly string[]): boolean {
  return ["old", "new"].some((column) => (values[columns.indexOf(column)] ?? null) === null);
}

function keyFilter(key: Expression, { columns, rows }: Table, timeZone: string): Pick<Query, "where"> {
  const read = compileValue(key, { columns, timeZone });
  const keys = new Map<string, Value>();
  for (const { values } of rows) {
    const value = read(values);
    if (value !== null) keys.set(keyText(value), value);
  }
  if (keys.size > MOST_KEYS) return {};
  return { where: { kind: "in", negated: false, left: key, list: { kind: "constant", value: [...keys.values()] } } };
}
