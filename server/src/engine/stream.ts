import type { LogScan, Plan } from "../plan/plan.ts";
import { evaluateStages } from "../query/evaluate/evaluate.ts";
import { STAGES } from "../query/query.ts";
import type { Expression, Query, Stage } from "../query/query.ts";
import { columnsOf, pagesOf } from "./scan.ts";
import type { Rows, RunContext } from "./scan.ts";

/** What can be done to a row without looking at the others, when they come in order. */
const ROW_WISE: ReadonlySet<Stage> = new Set<Stage>([
  "during",
  "where",
  "having",
  "orderBy",
  "offset",
  "limit",
  "select",
]);

/** The one scan of a plan whose rows can be passed on as they come; undefined where they must be collected first. */
export function rowWise({ scans: [scan, ...others], residual }: Plan): LogScan | undefined {
  if (scan?.kind !== "log" || others.length > 0 || !scan.ordered) return undefined;
  return isRowWise(residual) ? scan : undefined;
}

/** Whether all that is left to do can be done to single rows that come in order. */
export function isRowWise(residual: Query): boolean {
  return STAGES.every((stage) => residual[stage] === undefined || ROW_WISE.has(stage));
}

/** Rows of an ordered scan with the rest of the query done to each. */
export function streamRows(scan: LogScan, residual: Query, context: RunContext): AsyncGenerator<Rows> {
  return onEachRow(residual, columnsOf(scan), pagesOf(scan, context), context);
}

/** Rows that come in order, with the rest of the query done to each; whoever sends them is left as soon as the limit is reached. */
export async function* onEachRow(
  residual: Query,
  columns: readonly string[],
  pages: AsyncIterable<Rows>,
  context: RunContext,
): AsyncGenerator<Rows> {
  const { orderBy: _, offset, limit, ...perRow } = residual;
  const isUntouched = STAGES.every((stage) => perRow[stage as keyof typeof perRow] === undefined);
  let toSkip = countOf(offset) ?? 0;
  let wanted = countOf(limit) ?? Number.POSITIVE_INFINITY;
  yield { columns: residual.select?.map(({ name }) => name) ?? columns, rows: [] };
  if (wanted === 0) return;
  for await (const page of pages) {
    const passed = isUntouched ? page : onRows(perRow, page, context);
    const rows = passed.rows.slice(toSkip, toSkip + wanted);
    toSkip -= Math.min(toSkip, passed.rows.length);
    wanted -= rows.length;
    if (rows.length > 0) yield { columns: passed.columns, rows };
    if (wanted <= 0) return;
  }
}

function onRows(query: Query, { columns, rows }: Rows, context: RunContext): Rows {
  // Without a key all rows are equal in order, so each stays where the source put it.
  const input = { columns, rows: rows.map((values) => ({ values, order: [] })) };
  const { table } = evaluateStages(query, input, context);
  return { columns: table.columns, rows: table.rows.map(({ values }) => values) };
}

function countOf(expression: Expression | undefined): number | undefined {
  return expression?.kind === "constant" && typeof expression.value === "bigint" ? Number(expression.value) : undefined;
}
