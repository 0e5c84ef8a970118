import { Instant } from "../../base/value.ts";
import { EVENT_FIELDS } from "../../query/event.ts";
import type { EventField } from "../../query/event.ts";
import { instantIn, valueOfOperand } from "../../query/evaluate/arithmetic.ts";
import { operandOf } from "../../query/evaluate/relation.ts";
import type { Expression, LogSource, NamedExpression, Predicate, Query, TimeRange } from "../../query/query.ts";
import type { BoundValue, Closure } from "./bindings.ts";
import { Compilation } from "./compilation.ts";
import type { Column, LogShape, Scope } from "./compilation.ts";
import type { Output } from "./decode.ts";
import type { Dialect } from "./dialect.ts";
import { cell } from "./term.ts";
import type { SqlTerm } from "./term.ts";
import { orderBy, eventOrder } from "./order.ts";
import { joined } from "./logic.ts";
import { condition } from "./predicate.ts";
import { reduceSql } from "./reduce.ts";
import { termOf } from "./value.ts";

/** A query as one SQL statement. No value of the query is in its text. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly BoundValue[];
  readonly closures: readonly Closure[];
  readonly columns: readonly string[];
  readonly outputs: readonly Output[];
  /** Columns of sums that turned out too great for 64 bits; filled while the statement runs. */
  readonly overflown: ReadonlySet<string>;
}

/** Compiles the stages of a grounded query over one log, from `during` to `select`. */
export function compile(query: Query, source: LogSource, shape: LogShape, dialect: Dialect): Statement {
  const compilation = new Compilation(dialect, shape, condition);
  const events = eventColumns(compilation);
  const rows = query.reduce
    ? reduced(compilation, events, query, source)
    : unreduced(compilation, events, query, source);
  const order = orderBy(compilation, rows.scope, query.orderBy ?? [], rows.order);
  const shown = shownColumns(query, rows.scope);
  const { list, outputs } = outputList(compilation, rows.scope, shown);
  const text =
    `SELECT ${list} FROM ${rows.from}${rows.where}${order === "" ? "" : ` ORDER BY ${order}`}` +
    dialect.page(count(compilation, query.limit), count(compilation, query.offset));
  const { sql, values } = compilation.bindings.finish(text);
  const { closures } = compilation.bindings;
  const columns = shown.map(({ name }) => name);
  return { sql, values, closures, columns, outputs, overflown: compilation.overflown };
}

/** The rows behind `having`: where they come from, which of them, their columns and the order that breaks ties. */
interface Rows {
  readonly from: string;
  readonly where: string;
  readonly scope: Scope;
  readonly order: readonly string[];
}

function unreduced(compilation: Compilation, scope: Scope, query: Query, source: LogSource): Rows {
  const conditions = eventConditions(compilation, scope, query, source);
  if (query.having) conditions.push(condition(compilation, scope, query.having));
  const order = eventOrder(scope).map(({ sql }) => sql);
  return { from: compilation.dialect.table, where: whereOf(conditions), scope, order };
}

function reduced(compilation: Compilation, scope: Scope, query: Query, source: LogSource): Rows {
  if (!query.reduce) throw new Error("no reduce to compile");
  const events = `FROM ${compilation.dialect.table}${whereOf(eventConditions(compilation, scope, query, source))}`;
  const groups = reduceSql(compilation, scope, query.reduce, events);
  const where = query.having ? whereOf([condition(compilation, groups.scope, query.having)]) : "";
  return { from: groups.from, where, scope: groups.scope, order: groups.order };
}

/** The stages before `reduce`: stream, time window, filter, one event a key. */
function eventConditions(compilation: Compilation, scope: Scope, query: Query, source: LogSource): string[] {
  const tests: Predicate[] = [];
  if (source.stream) tests.push(compareField("stream_id", "eq", source.stream));
  if (query.during) tests.push(...rangeTests(query.during));
  if (query.where?.kind === "and") tests.push(...query.where.of);
  else if (query.where) tests.push(query.where);
  const conditions = tests.map((test) => condition(compilation, scope, test));
  if (!query.dedupe) return conditions;

  const { dialect } = compilation;
  const keys = query.dedupe.by.flatMap((key) => {
    const term = termOf(compilation, scope, key);
    return term.kind === "constant" ? [] : [cell(dialect, term)];
  });
  const direction = query.dedupe.keep === "first" ? "asc" : "desc";
  const order = eventOrder(scope).map(({ sql }) => dialect.ordering(sql, direction));
  const partition = keys.length === 0 ? "" : `PARTITION BY ${keys.join(", ")} `;
  const place = `row_number() OVER (${partition}ORDER BY ${order.join(", ")})`;
  const numbered = `SELECT ${dialect.rowId}, ${place} AS place FROM ${dialect.table}${whereOf(conditions)}`;
  return [`${dialect.rowId} IN (SELECT ${dialect.rowId} FROM (${numbered}) WHERE place = 1)`];
}

/** Start inclusive, end exclusive; a period is its start. An event without a time is in no range. */
function rangeTests({ start, end }: TimeRange): Predicate[] {
  const from = start && instantOf(start);
  const to = end && instantOf(end);
  return [
    { kind: "null", negated: true, left: field("timestamp") },
    ...(from ? [compareField("timestamp", "gte", from)] : []),
    ...(to ? [compareField("timestamp", "lt", to)] : []),
  ];
}

function instantOf(border: Expression): Expression | undefined {
  const micros = border.kind === "constant" ? instantIn(operandOf(border.value)) : undefined;
  return micros === undefined ? undefined : { kind: "constant", value: new Instant(micros) };
}

function compareField(column: EventField, operator: "eq" | "gte" | "lt", right: Expression): Predicate {
  return { kind: "compare", operator, left: field(column), right };
}

function field(column: string): Expression {
  return { kind: "field", field: { column, path: [] } };
}

function whereOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? "" : ` WHERE ${joined(conditions, "AND", "1")}`;
}

const JSON_COLUMNS: ReadonlySet<string> = new Set(["payload", "metadata", "old", "new", "raw"]);

/** The columns of the event table under the names of the language. */
function eventColumns({ shape }: Compilation): Scope {
  return new Map<string, Column>(
    EVENT_FIELDS.map((name) => {
      if (name === "source") return [name, { kind: "constant", operand: shape.connection }];
      if (name === "instance_id") return [name, { kind: "constant", operand: shape.log }];
      if (JSON_COLUMNS.has(name)) return [name, { kind: "json", sql: name, ofEvent: true }];
      if (name === "timestamp") return [name, { kind: "time", sql: name }];
      return [name, { kind: name === "sequence_number" ? "integer" : "text", sql: name }];
    }),
  );
}

/** What the rows show: what is selected, else all columns but the hidden ones. */
function shownColumns(query: Query, scope: Scope): readonly NamedExpression[] {
  if (query.select) return query.select;
  const all = query.reduce
    ? [...query.reduce.by, ...query.reduce.aggregates.filter(({ hidden }) => !hidden)]
    : undefined;
  const names = all ? all.map(({ name }) => name) : [...scope.keys()];
  return names.map((name) => ({ name, value: field(name) }));
}

function outputList(
  compilation: Compilation,
  scope: Scope,
  shown: readonly NamedExpression[],
): { list: string; outputs: Output[] } {
  const list: string[] = [];
  const add = (sql: string) => list.push(sql) - 1;
  const outputs = shown.map(({ value }): Output => {
    const term = termOf(compilation, scope, value);
    return term.kind === "constant" ? { kind: "constant", value: valueOfOperand(term.operand) } : output(term, add);
  });
  return { list: list.length === 0 ? "1" : list.join(", "), outputs };
}

function output(term: SqlTerm, add: (sql: string) => number): Output {
  if (term.kind === "json") return { kind: term.whole ? "document" : "json", at: add(term.text) };
  const at = add(term.sql);
  return term.kind === "cell" && term.shown !== undefined
    ? { kind: "cell", at, shownAt: add(term.shown) }
    : { kind: term.kind, at };
}

/** `limit` and `offset` are grounded to integers from 0. */
function count(compilation: Compilation, expression: Expression | undefined): string | undefined {
  if (!expression) return undefined;
  const value = expression.kind === "constant" ? expression.value : undefined;
  if (typeof value !== "bigint") throw new Error("a count must be grounded to an integer from 0");
  return compilation.bindings.integer(value);
}
