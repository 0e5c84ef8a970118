import { isNumeric } from "../../base/value.ts";
import { nearestRank } from "../../query/evaluate/aggregate.ts";
import { compileValue } from "../../query/evaluate/expression.ts";
import type { Aggregate } from "../../query/query.ts";
import type { Column, Compilation, Scope } from "./compilation.ts";
import { eventOrder, eventSortKey } from "./order.ts";
import { cell, isDynamic, isKind, isKnown, numberOf, scalar } from "./term.ts";
import type { SqlTerm } from "./term.ts";
import { columnOf } from "./value.ts";

/**
 * Where an aggregate is made: `inner` gives a name to something that is worked out once an event, and `column` is what
 * the aggregate over it is to the stages behind, given the name its value gets.
 */
export interface Inner {
  name(sql: string): string;
}

export interface AggregateSql {
  readonly sql: string;
  /** JSON text to show instead of a cell where it is not null. */
  readonly shown?: string;
  readonly column: (name: string, shown?: string) => Column;
}

/** One aggregate over the events of a group. */
export function aggregateSql(compilation: Compilation, scope: Scope, aggregate: Aggregate, inner: Inner): AggregateSql {
  const { dialect } = compilation;
  if (!aggregate.operand) return { sql: "count(*)", column: typed("integer") };
  const term = columnOf(compilation, scope, aggregate.operand);
  const isConstant = aggregate.operand.kind === "constant";
  switch (aggregate.function) {
    case "count":
      return {
        sql: `count(${inner.name(`CASE WHEN ${isKnown(dialect, term)} THEN 1 END`)})`,
        column: typed("integer"),
      };
    case "sum":
      return {
        sql: dialect.sum(inner.name(numberOf(dialect, term)), overflow(compilation, aggregate.name)),
        column: cells,
      };
    case "avg":
      return { sql: dialect.average(inner.name(numberOf(dialect, term))), column: cells };
    case "distinct":
      return { sql: dialect.countDistinct(inner.name(cell(dialect, term))), column: typed("integer") };
    case "min":
    case "max":
      if (isConstant) return same(term);
      return extreme(compilation, scope, aggregate.function, term, inner);
    case "first":
    case "last":
      if (isConstant) return same(term);
      return byOrder(compilation, scope, aggregate.function, term, inner);
    case "collect":
      return collect(compilation, scope, term, inner);
    case "percentile":
      return percentile(compilation, aggregate, term, inner);
  }
}

function typed(kind: "text" | "time" | "integer"): (sql: string) => Column {
  return (sql) => ({ kind, sql });
}

function cells(sql: string, shown?: string): Column {
  return shown === undefined ? { kind: "cell", sql } : { kind: "cell", sql, shown };
}

function json(sql: string): Column {
  return { kind: "json", sql, ofEvent: false };
}

/** One of values that are all the same, as it was written. */
function same(term: SqlTerm): AggregateSql {
  const sql = `CASE WHEN count(*) > 0 THEN ${term.kind === "json" ? term.text : term.sql} END`;
  return { sql, column: term.kind === "json" ? json : term.kind === "cell" ? cells : typed(term.kind) };
}

/** Null, and the column is remembered for a note. */
function overflow({ dialect, bindings, overflown }: Compilation, column: string): string {
  const remember = bindings.closure(() => {
    overflown.add(column);
    return null;
  });
  return dialect.call("run", [remember]);
}

/**
 * The least or greatest across types: booleans, then numbers and strings, then JSON. JSON values, and all values of a
 * log with odd events, go to an aggregate of ours, which keeps the first of equal ones as it was written.
 */
function extreme(
  compilation: Compilation,
  scope: Scope,
  which: "min" | "max",
  term: SqlTerm,
  inner: Inner,
): AggregateSql {
  const { dialect, shape } = compilation;
  if (!isDynamic(term)) return { sql: `${which}(${inner.name(term.sql)})`, column: typed(term.kind) };
  const ours = (text: string) =>
    dialect.call(which === "min" ? "least" : "greatest", [
      inner.name(text),
      inner.name(eventSortKey(compilation, scope)),
    ]);
  if (term.kind === "json" && shape.hasOdd) return { sql: ours(term.text), column: json };
  const boolean = inner.name(`CASE WHEN ${isKind(dialect, term, ["true", "false"])} THEN ${cell(dialect, term)} END`);
  const plain = inner.name(`CASE WHEN ${isKind(dialect, term, ["number", "text"])} THEN ${scalar(dialect, term)} END`);
  const parts = [`${which}(${boolean})`, `${which}(${plain})`];
  if (term.kind === "cell")
    return { sql: `coalesce(${(which === "min" ? parts : parts.reverse()).join(", ")})`, column: cells };
  const isJson = isKind(dialect, term, ["object", "array"]);
  const text = inner.name(`CASE WHEN ${isJson} THEN ${term.text} END`);
  const key = inner.name(`CASE WHEN ${isJson} THEN ${eventSortKey(compilation, scope)} END`);
  const best = `${dialect.call(which === "min" ? "least" : "greatest", [text, key])} FILTER (WHERE ${text} IS NOT NULL)`;
  const others = `coalesce(${parts.join(", ")})`;
  return which === "min"
    ? {
        sql: `coalesce(${others}, ${dialect.call("canonical", [best])})`,
        shown: `CASE WHEN ${others} IS NULL THEN ${best} END`,
        column: cells,
      }
    : {
        sql: `coalesce(${dialect.call("canonical", [best])}, ${parts.toReversed().join(", ")})`,
        shown: best,
        column: cells,
      };
}

/** The first or last by the event order that is not null: the least or greatest text of key and value. */
function byOrder(
  compilation: Compilation,
  scope: Scope,
  which: "first" | "last",
  term: SqlTerm,
  inner: Inner,
): AggregateSql {
  const { dialect } = compilation;
  const marked = `CASE WHEN ${isKnown(dialect, term)} THEN ${eventSortKey(compilation, scope)} || ${valueText(compilation, term)} END`;
  const best = `${which === "first" ? "min" : "max"}(${inner.name(marked)})`;
  const value = dialect.behind(best, eventOrder(scope));
  return term.kind === "time"
    ? { sql: dialect.integerFromText(value), column: typed("time") }
    : { sql: value, column: json };
}

/** All values, nulls too, as one JSON array; times as RFC 3339 text. */
function collect(compilation: Compilation, scope: Scope, term: SqlTerm, inner: Inner): AggregateSql {
  const { dialect } = compilation;
  const text =
    term.kind === "time" ? dialect.call("instant", [dialect.integerText(term.sql)]) : valueText(compilation, term);
  const value = inner.name(`CASE WHEN ${isKnown(dialect, term)} THEN ${text} ELSE 'null' END`);
  const order = eventOrder(scope).map(({ sql }) => dialect.ordering(inner.name(sql), "asc"));
  return { sql: `'[' || coalesce(${dialect.joined(value, order.join(", "))}, '') || ']'`, column: json };
}

/** Nearest rank over the numbers. */
function percentile(compilation: Compilation, { percent }: Aggregate, term: SqlTerm, inner: Inner): AggregateSql {
  const { dialect, bindings, shape } = compilation;
  const asked = percent ? compileValue(percent, { columns: [], timeZone: shape.timeZone })([]) : null;
  if (!isNumeric(asked) || (!isDynamic(term) && term.kind !== "integer")) return { sql: "max(NULL)", column: json };
  const number = numberOf(dialect, term);
  const text = inner.name(`CASE WHEN (${number}) IS NOT NULL THEN ${valueText(compilation, term)} END`);
  const pick = bindings.closure(([list]) => {
    if (typeof list !== "string") return null;
    const numbers = list.split(",");
    return numbers[nearestRank(Number(asked), numbers.length) - 1] ?? null;
  });
  return { sql: dialect.call("run", [pick, dialect.joined(text, inner.name(number))]), column: json };
}

/** A value that is not null as JSON text; a time as its microseconds. */
function valueText({ dialect }: Compilation, term: SqlTerm): string {
  switch (term.kind) {
    case "text":
      return dialect.quoted(term.sql);
    case "time":
    case "integer":
      return dialect.integerText(term.sql);
    case "json":
      return term.text;
    case "cell":
      return dialect.cellText(term.sql);
  }
}
