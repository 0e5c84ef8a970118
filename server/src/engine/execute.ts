import type { Plan, Scan } from "../plan/plan.ts";
import { evaluateStages, merge } from "../query/evaluate/evaluate.ts";
import type { Evaluation } from "../query/evaluate/evaluate.ts";
import type { ExpectationResult } from "../query/evaluate/expectation.ts";
import { EVENT_FIELDS } from "../query/event.ts";
import type { Query } from "../query/query.ts";
import type { Table } from "../query/row.ts";
import { withHistory } from "./history.ts";
import type { PlanHistory } from "./history.ts";
import { tableOf } from "./scan.ts";
import type { Rows, RunContext } from "./scan.ts";
import { rowWise, streamRows } from "./stream.ts";

/** Rows that are handed on at once when all of them are there already. */
const CHUNK = 5000;

/**
 * Does a plan: the rows of its sources, then what is left to do here. Where that is a matter of single rows they are
 * passed on as they come, else they are collected first.
 * @param planHistory plans a query over the sources' events before any filter, for `diff`
 * @returns how the query's expectations came out, but for the verdict
 */
export async function* execute(
  plan: Plan,
  context: RunContext,
  planHistory: PlanHistory,
): AsyncGenerator<Rows, readonly ExpectationResult[]> {
  const scan = rowWise(plan);
  if (scan) {
    yield* streamRows(scan, plan.residual, context);
    return [];
  }
  const { table, expectations } = await collect(plan, context, planHistory);
  const { columns } = table;
  for (let at = 0; at < table.rows.length || at === 0; at += CHUNK) {
    context.cancellation.check();
    yield { columns, rows: table.rows.slice(at, at + CHUNK).map(({ values }) => values) };
  }
  return expectations;
}

/** The whole result of a plan, with the order that its rows keep when they are merged with others. */
async function collect(plan: Plan, context: RunContext, planHistory: PlanHistory): Promise<Evaluation> {
  const tables: Table[] = [];
  for (const scan of plan.scans) tables.push(await rowsOf(scan, context, planHistory));
  const input = tables.length === 0 ? { columns: EVENT_FIELDS, rows: [] } : merge(tables);
  context.cancellation.check();
  const { residual } = plan;
  const found = residual.diff
    ? await withHistory(residual, input, context, (query) => history(query, context, planHistory))
    : evaluateStages(residual, input, context);
  context.verdicts.note(...found.notes);
  return found;
}

async function rowsOf(scan: Scan, context: RunContext, planHistory: PlanHistory): Promise<Table> {
  return scan.kind === "log" ? tableOf(scan, context) : (await collect(scan.plan, context, planHistory)).table;
}

async function history(query: Query, context: RunContext, planHistory: PlanHistory): Promise<Table> {
  return (await collect(planHistory(query), context, planHistory)).table;
}
