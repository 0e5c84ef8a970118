import type { Note } from "../../../protocol/results.ts";
import { Instant } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import { compareTables } from "../comparison/compare.ts";
import type { Compared } from "../comparison/compare.ts";
import { sidesOf } from "../comparison/sides.ts";
import type { Sides } from "../comparison/sides.ts";
import type { Event } from "../event.ts";
import { logsOf } from "../logs.ts";
import type { Compare, Expression, LogSource, NamedExpression, Query, TimeRange } from "../query.ts";
import { tableOf } from "../row.ts";
import type { Row, Table } from "../row.ts";
import { collapse } from "./collapse.ts";
import { dedupe } from "./dedupe.ts";
import { difference } from "./difference.ts";
import { checkExpectations } from "./expectation.ts";
import type { ExpectationResult } from "./expectation.ts";
import { instantIn } from "./arithmetic.ts";
import { compileExpression, compilePredicate, compileValue } from "./expression.ts";
import { inEventOrder, sortRows } from "./order.ts";
import { reduce } from "./reduce.ts";
import { columnIndex } from "./scope.ts";
import type { Scope } from "./scope.ts";

export interface Evaluation {
  readonly table: Table;
  readonly notes: readonly Note[];
  readonly expectations: readonly ExpectationResult[];
}

export interface Environment {
  /** IANA name, for calendar units. */
  readonly timeZone: string;
}

/**
 * The meaning of the language: what a grounded query gives over the events of its sources. Simple on purpose and never
 * made fast; every faster way must give the same.
 */
export function evaluate(
  query: Query,
  read: (source: LogSource) => readonly Event[],
  environment: Environment,
): Evaluation {
  if (query.compare) return evaluateComparison(query, query.compare, read, environment);
  const tables = query.from.map((source) =>
    source.kind === "log" ? tableOf(read(source)) : evaluate(source.query, read, environment).table,
  );
  const input = merge(tables);
  const history = query.diff && merge(logsOf(query.from).map((log) => tableOf(read(log))));
  return evaluateStages(query, input, environment, history);
}

/** The query over both its sides, and what is different between them. */
function evaluateComparison(
  query: Query,
  compare: Compare,
  read: (source: LogSource) => readonly Event[],
  environment: Environment,
): Evaluation {
  const sides = sidesOf(query, compare.to, environment.timeZone);
  const [before, after] = [sides.before, sides.after].map((side) => evaluate(side.query, read, environment));
  if (!before || !after) throw new Error("a comparison has two sides");
  return compareResults(query, compare, sides, { before, after }, environment);
}

/** What is different between the results of a comparison's two sides; the expectations are about that. */
export function compareResults(
  query: Query,
  compare: Compare,
  sides: Sides,
  { before, after }: { readonly before: Evaluation; readonly after: Evaluation },
  { timeZone }: Environment,
): Evaluation & Pick<Compared, "summary"> {
  const tables = { before: before.table, after: after.table };
  const { table, summary, notes } = compareTables(query, compare, sides, tables, timeZone);
  const expectations = checkExpectations(query.expect ?? [], table, { columns: table.columns, timeZone });
  return { table, summary, expectations, notes: [...before.notes, ...after.notes, ...notes] };
}

/** One table of all rows, in the event order; all tables have the columns of the first. */
export function merge(tables: readonly Table[]): Table {
  const [first] = tables;
  return { columns: first?.columns ?? [], rows: inEventOrder(tables.flatMap((table) => table.rows)) };
}

/**
 * The stages of a grounded query over the rows of its sources, in their fixed order. `compare` is over two results,
 * and `since`, `fetch current` and `into` reach beyond the rows and are the engine's.
 * @param history the rows of the logs beneath the query before any filter, for `diff`; the given rows unless told otherwise
 */
export function evaluateStages(
  query: Query,
  input: Table,
  environment: Environment,
  history: Table = input,
): Evaluation {
  const { timeZone } = environment;
  const notes: Note[] = [];
  let table: Table = { columns: input.columns, rows: inEventOrder(input.rows) };
  const scope = (): Scope => ({ columns: table.columns, timeZone });
  const withRows = (rows: readonly Row[]) => (table = { columns: table.columns, rows });

  if (query.during) withRows(inRange(query.during, table.rows, scope()));
  if (query.where) withRows(filter(compilePredicate(query.where, scope()), table.rows));
  if (query.dedupe) withRows(dedupe(query.dedupe, table.rows, scope()));
  if (query.collapse) table = collapse(query.collapse, table, scope());
  if (query.reduce) {
    const reduced = reduce(query.reduce, table.rows, scope());
    table = reduced.table;
    notes.push(...reduced.notes);
  }
  if (query.having) withRows(filter(compilePredicate(query.having, scope()), table.rows));
  if (query.orderBy) withRows(sortRows(query.orderBy, table.rows, scope()));
  if (query.offset) withRows(table.rows.slice(count(query.offset, scope())));
  if (query.limit) withRows(table.rows.slice(0, count(query.limit, scope())));
  if (query.diff) table = difference(query.diff, table, history, timeZone);
  const expectations = checkExpectations(query.expect ?? [], table, scope());
  if (query.select) table = select(query.select, table, scope());
  else if (query.reduce) table = withoutHidden(query, table);
  return { table, notes, expectations };
}

function filter(test: (values: readonly Value[]) => boolean, rows: readonly Row[]): readonly Row[] {
  return rows.filter((row) => test(row.values));
}

/** Start inclusive, end exclusive; an event without a time is in no range. */
function inRange({ start, end }: TimeRange, rows: readonly Row[], scope: Scope): readonly Row[] {
  const time = columnIndex(scope, "timestamp");
  const border = (expression: Expression | undefined) =>
    expression && instantIn(compileExpression(expression, scope)([]));
  const [from, to] = [border(start), border(end)];
  return rows.filter(({ values }) => {
    const at = values[time];
    return at instanceof Instant && (from === undefined || at.micros >= from) && (to === undefined || at.micros < to);
  });
}

function count(expression: Expression, scope: Scope): number {
  const value = compileValue(expression, scope)([]);
  if (typeof value !== "bigint" || value < 0n) throw new Error("a count must be grounded to an integer from 0");
  return Number(value);
}

function select(columns: readonly NamedExpression[], table: Table, scope: Scope): Table {
  const readers = columns.map(({ value }) => compileValue(value, scope));
  return {
    columns: columns.map(({ name }) => name),
    rows: table.rows.map((row) => ({ ...row, values: readers.map((read) => read(row.values)) })),
  };
}

function withoutHidden({ reduce: stage }: Query, table: Table): Table {
  const hidden = new Set(stage?.aggregates.filter((aggregate) => aggregate.hidden).map(({ name }) => name));
  if (hidden.size === 0) return table;
  const shown = table.columns.flatMap((column, i) => (hidden.has(column) ? [] : [i]));
  return {
    columns: shown.map((i) => table.columns[i] ?? ""),
    rows: table.rows.map(({ values, order }) => ({ values: shown.map((i) => values[i] ?? null), order })),
  };
}
