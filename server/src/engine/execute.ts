import type { ComparisonSummary } from "../../protocol/results.ts";
import type { Plan, Scan } from "../plan/plan.ts";
import { evaluateStages, merge } from "../query/evaluate/evaluate.ts";
import type { Evaluation } from "../query/evaluate/evaluate.ts";
import type { ExpectationResult } from "../query/evaluate/expectation.ts";
import { EVENT_FIELDS } from "../query/event.ts";
import type { Query } from "../query/query.ts";
import type { Table } from "../query/row.ts";
import { withCurrent } from "./current.ts";
import { withHistory } from "./history.ts";
import type { PlanHistory } from "./history.ts";
import { columnsOf, tableOf } from "./scan.ts";
import type { Rows, RunContext } from "./scan.ts";
import { Tolerance, mergeRows, mergeable } from "./several.ts";
import { rowWise, streamRows } from "./stream.ts";

/** What is known of a result when its rows are all there. */
export interface Finished {
  /** How the query's expectations came out, but for the verdict. */
  readonly expectations: readonly ExpectationResult[];
  /** Of a query that compares. */
  readonly comparison?: ComparisonSummary;
}

/**
 * Does a plan: the rows of its sources, then what is left to do here. Where that is a matter of single rows they are
 * passed on as they come, else they are collected first.
 * @param planHistory plans a query over the sources' events before any filter, for `diff`
 */
export async function* execute(
  plan: Plan,
  context: RunContext,
  planHistory: PlanHistory,
): AsyncGenerator<Rows, Finished> {
  const scan = rowWise(plan);
  if (scan) {
    yield* streamRows(scan, plan.residual, context);
    return { expectations: [] };
  }
  const scans = mergeable(plan);
  if (scans) {
    yield* mergeRows(scans, plan.residual, context);
    return { expectations: [] };
  }
  const { table, expectations } = await collect(plan, context, planHistory);
  yield* inPieces(table, context);
  return { expectations };
}

/** Rows that are handed on at once when all of them are there already. */
const CHUNK = 5000;

/** A table that is there already, in pieces between which the run can be cancelled. */
export function* inPieces({ columns, rows }: Table, { ending }: RunContext): Generator<Rows> {
  for (let at = 0; at < rows.length || at === 0; at += CHUNK) {
    ending.check();
    const piece = rows.slice(at, at + CHUNK);
    const changes = piece.flatMap(({ change }) => change ?? []);
    yield { columns, rows: piece.map(({ values }) => values), ...(changes.length > 0 && { changes }) };
  }
}

/** The whole result of a plan, with the order that its rows keep when they are merged with others. */
export async function collect(plan: Plan, context: RunContext, planHistory: PlanHistory): Promise<Evaluation> {
  const tables = await tablesOf(plan.scans, context, planHistory);
  const input = tables.length === 0 ? { columns: EVENT_FIELDS, rows: [] } : merge(tables);
  context.ending.check();
  const found = await stagesOf(plan.residual, input, context, planHistory);
  context.verdicts.note(...found.notes);
  return found;
}

/** What is left to do with rows. Present states are asked for the rows only that are left after the limit. */
async function stagesOf(
  query: Query,
  input: Table,
  context: RunContext,
  planHistory: PlanHistory,
): Promise<Evaluation> {
  if (query.fetchCurrent) {
    const { fetchCurrent: _, diff, select, expect, ...before } = query;
    const { from, orderBy } = before;
    const left = evaluateStages(before, input, context);
    const table = await withCurrent(left.table, query, context);
    const after = { from, ...(orderBy && { orderBy }), ...(diff && { diff }), ...(select && { select }) };
    const found = await stagesOf({ ...after, ...(expect && { expect }) }, table, context, planHistory);
    return { ...found, notes: [...left.notes, ...found.notes] };
  }
  if (!query.diff) return evaluateStages(query, input, context);
  return withHistory(query, input, context, (asked) => history(asked, context, planHistory));
}

/** The rows of all sources, which are read at the same time. */
async function tablesOf(
  scans: readonly Scan[],
  context: RunContext,
  planHistory: PlanHistory,
): Promise<readonly Table[]> {
  const [only, ...others] = scans;
  if (only && others.length === 0) return [await rowsOf(only, context, planHistory)];
  const tolerance = new Tolerance(scans.length, context);
  return Promise.all(
    scans.map(async (scan): Promise<Table> => {
      try {
        return await rowsOf(scan, context, planHistory);
      } catch (thrown) {
        tolerance.take(scan, thrown);
        return { columns: scan.kind === "log" ? columnsOf(scan) : EVENT_FIELDS, rows: [] };
      }
    }),
  );
}

async function rowsOf(scan: Scan, context: RunContext, planHistory: PlanHistory): Promise<Table> {
  return scan.kind === "log" ? tableOf(scan, context) : (await collect(scan.plan, context, planHistory)).table;
}

async function history(query: Query, context: RunContext, planHistory: PlanHistory): Promise<Table> {
  return (await collect(planHistory(query), context, planHistory)).table;
}
