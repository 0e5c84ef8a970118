import { keyText } from "../base/order.ts";
import type { Value } from "../base/value.ts";
import type { Plan } from "../plan/plan.ts";
import { compileValue } from "../query/evaluate/expression.ts";
import { evaluateStages } from "../query/evaluate/evaluate.ts";
import type { Evaluation } from "../query/evaluate/evaluate.ts";
import { conjunctionOf } from "../plan/simplify.ts";
import { stateReader } from "../query/evaluate/state.ts";
import { EVENT_FIELDS } from "../query/event.ts";
import { logsOf } from "../query/logs.ts";
import type { Diff, Expression, Predicate, Query } from "../query/query.ts";
import type { Table } from "../query/row.ts";
import type { RunContext } from "./scan.ts";

/** Plans a query over the same sources. */
export type PlanHistory = (query: Query) => Plan;

/** A source is asked for the events of so many entities at most by their ids; of more, for all its events. */
const MOST_KEYS = 1000;

const ENTITY_ID: Expression = { kind: "field", field: { column: "entity_id", path: [] } };

/**
 * The stages of a query with `diff`: first those before it; then the logs beneath are asked for the events of just the
 * entities whose events do not carry their old values themselves, whatever their time and the filters.
 */
export async function withHistory(
  query: Query,
  input: Table,
  context: RunContext,
  read: (query: Query) => Promise<Table>,
): Promise<Evaluation> {
  const { diff, select, expect, orderBy, from, ...before } = query;
  const rows = evaluateStages({ ...before, from, ...(orderBy && { orderBy }) }, input, context);
  const asked = diff && historyOf(diff, query, rows.table, context.timeZone);
  const past = asked ? await read(asked) : { columns: EVENT_FIELDS, rows: [] };
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

/** The query for the events that rows may be compared with; undefined when each row says itself what it changed. */
function historyOf({ by }: Diff, { from }: Query, { columns, rows }: Table, timeZone: string): Query | undefined {
  const scope = { columns, timeZone };
  const stateOf = stateReader(scope);
  const keys = by.length > 0 ? by : [ENTITY_ID];
  const readers = keys.map((key) => compileValue(key, scope));
  const found = keys.map(() => new Map<string, Value>());
  for (const { values } of rows) {
    const { own, left } = stateOf(values);
    const key = readers.map((read) => read(values));
    if (own || left === undefined || key.includes(null)) continue;
    key.forEach((value, i) => found[i]?.set(keyText(value), value));
  }
  if (found.every(({ size }) => size === 0)) return undefined;
  const tests = keys.flatMap((left, i): readonly Predicate[] => {
    const list = [...(found[i]?.values() ?? [])];
    return list.length > MOST_KEYS
      ? []
      : [{ kind: "in", negated: false, left, list: { kind: "constant", value: list } }];
  });
  const where = conjunctionOf(tests);
  return { from: logsOf(from), ...(where && { where }) };
}
