import { Period } from "../../base/duration.ts";
import { Instant } from "../../base/value.ts";
import type { Clause, Column, Expression as Node, QueryNode, SourceNode } from "../../syntax/ast.ts";
import { defaultName } from "../bind/names.ts";
import type {
  Aggregate,
  Compare,
  Expectation,
  Expression,
  NamedExpression,
  Predicate,
  Query,
  Reduce,
  Source,
  TimeRange,
} from "../query.ts";
import { aggregateNode, expressionNode, predicateNode } from "./expressions.ts";
import type { Names } from "./expressions.ts";
import { NOWHERE, Unwritable, nameOf, pathNode } from "./nodes.ts";

/** Gives a named query the name under which it is written. */
export type NameQuery = (name: string, query: Query) => string;

const CLAUSE = { span: NOWHERE, keyword: NOWHERE, pipe: undefined };

/** A query of the model as a tree of the text; its named queries are given to `nameQuery`. @throws Unwritable */
export function queryNode(query: Query, names: Names, nameQuery: NameQuery): QueryNode {
  const early = { ...names, columns: new Map<string, Node>() };
  const sources = query.from.map((source) => sourceNode(source, early, nameQuery));
  return {
    kind: "query",
    span: NOWHERE,
    from: NOWHERE,
    sources,
    clauses: [...earlyClauses(query, early), ...lateClauses(query, early, nameQuery)],
  };
}

/** Clauses that see events: up to `reduce`. */
function earlyClauses(query: Query, names: Names): readonly Clause[] {
  const clauses: Clause[] = [];
  const nodes = (list: readonly Expression[]) => list.map((item) => expressionNode(item, names));
  const { during, since, where, dedupe, collapse, reduce, select } = query;
  const borders = during && loneBorders(during);
  if (during && !borders) clauses.push(duringClause(during, names));
  if (since) {
    const checkpoint: Node = { kind: "string", span: NOWHERE, value: since.checkpoint };
    const overlap = since.overlap && expressionNode(since.overlap, names);
    clauses.push({ ...CLAUSE, kind: "since", checkpoint, overlap });
  }
  const tests = [...(borders ?? []), ...(where ? [where] : [])];
  if (tests.length > 0) {
    const predicate = predicateNode(tests.length === 1 && where ? where : { kind: "and", of: tests }, names);
    clauses.push({ ...CLAUSE, kind: "where", predicate });
  }
  if (dedupe)
    clauses.push({
      ...CLAUSE,
      kind: "dedupe",
      by: nodes(dedupe.by),
      keep: dedupe.keep === "last" ? undefined : dedupe.keep,
    });
  if (collapse) {
    const { by, window, length, keep } = collapse;
    clauses.push({
      ...CLAUSE,
      kind: "collapse",
      by: nodes(by),
      window,
      length: expressionNode(length, names),
      keep: keep === "first" ? undefined : keep,
    });
  }
  if (reduce) {
    const aggregates = shownAggregates(reduce, select !== undefined).map((aggregate) =>
      columnNode(aggregate.name, aggregateNode(aggregate, names)),
    );
    clauses.push({ ...CLAUSE, kind: "reduce", aggregates, by: reduce.by.map((key) => namedNode(key, names)) });
  }
  return clauses;
}

/** Hidden aggregates are written where they are used; `select` hides all the same, so then they may stand in `reduce`. */
function shownAggregates({ aggregates }: Reduce, selects: boolean): readonly Aggregate[] {
  const shown = aggregates.filter(({ hidden }) => !hidden);
  if (shown.length > 0) return shown;
  if (selects && aggregates.length > 0) return aggregates;
  throw new Unwritable("`reduce` has one column at least");
}

/** Clauses that see what `reduce` has made, where there is one. */
function lateClauses(query: Query, early: Names, nameQuery: NameQuery): readonly Clause[] {
  const names = query.reduce ? { ...early, columns: writtenColumns(query.reduce, early) } : early;
  const clauses: Clause[] = [];
  const node = (expression: Expression) => expressionNode(expression, names);
  const { having, orderBy, offset, limit, fetchCurrent, diff, select, compare, expect = [], into } = query;
  if (having) clauses.push({ ...CLAUSE, kind: "having", predicate: predicateNode(having, names) });
  const latest = isLatest(query) && limit;
  if (latest) clauses.push({ ...CLAUSE, kind: "latest", count: node(latest) });
  if (orderBy && !latest) {
    const keys = orderBy.map(({ value, direction }) => ({
      kind: "sort-key" as const,
      span: NOWHERE,
      value: node(value),
      direction: direction === "desc" ? direction : undefined,
    }));
    clauses.push({ ...CLAUSE, kind: "order", keys });
  }
  if (offset) clauses.push({ ...CLAUSE, kind: "offset", count: node(offset) });
  if (limit && !latest) clauses.push({ ...CLAUSE, kind: "limit", count: node(limit) });
  if (fetchCurrent) clauses.push({ ...CLAUSE, kind: "fetch" });
  if (diff) clauses.push({ ...CLAUSE, kind: "diff", by: diff.by.map(node) });
  if (select) clauses.push({ ...CLAUSE, kind: "select", columns: select.map((column) => namedNode(column, names)) });
  if (compare) clauses.push(compareClause(compare, select ? { ...early, columns: new Map() } : names, nameQuery));
  for (const expectation of expect) clauses.push(expectClause(expectation, names));
  if (into) clauses.push({ ...CLAUSE, kind: "into", target: sourceNode(into, names, nameQuery) });
  return clauses;
}

/** Columns without a name of their own, and hidden aggregates, are written as what they are. */
function writtenColumns({ by, aggregates }: Reduce, names: Names): ReadonlyMap<string, Node> {
  const columns = new Map<string, Node>();
  for (const { name, value } of by) {
    const node = expressionNode(value, names);
    if (defaultName(node) === name) columns.set(name, node);
  }
  for (const aggregate of aggregates) {
    const node = aggregateNode(aggregate, names);
    if (aggregate.hidden || defaultName(node) === aggregate.name) columns.set(aggregate.name, node);
  }
  return columns;
}

function namedNode({ name, value }: NamedExpression, names: Names): Column {
  return columnNode(name, expressionNode(value, names));
}

function columnNode(name: string, value: Node): Column {
  return { kind: "column", span: NOWHERE, value, name: defaultName(value) === name ? undefined : nameOf(name) };
}

function sourceNode(source: Source, names: Names, nameQuery: NameQuery): SourceNode {
  if (source.kind === "subquery") {
    return { kind: "source", span: NOWHERE, path: [nameOf(nameQuery(source.name, source.query))], stream: undefined };
  }
  const { connection, log, stream } = source;
  const path = [nameOf(connection), ...(log === undefined ? [] : [nameOf(log)])];
  return { kind: "source", span: NOWHERE, path, stream: stream && expressionNode(stream, names) };
}

function duringClause({ start, end, period }: TimeRange, names: Names): Clause {
  const node = (expression: Expression | undefined) => expression && expressionNode(expression, names);
  if (period) return { ...CLAUSE, kind: "during", last: undefined, start: node(period), end: undefined };
  if (start?.kind === "arithmetic" && start.operator === "-" && start.left.kind === "now" && end?.kind === "now") {
    return { ...CLAUSE, kind: "during", last: node(start.right), start: undefined, end: undefined };
  }
  return {
    ...CLAUSE,
    kind: "during",
    last: undefined,
    start: node(start),
    end: isWhole(start, end) ? undefined : node(end),
  };
}

/** Whether a range is just a literal's period. */
function isWhole(start: Expression | undefined, end: Expression | undefined): boolean {
  if (start?.kind !== "constant" || end?.kind !== "constant") return false;
  return start.value instanceof Period && end.value instanceof Instant && start.value.end === end.value.micros;
}

/** A range without both borders has no `during`, so it is written as a test; undefined when it has both. */
function loneBorders({ start, end, period }: TimeRange): readonly Predicate[] | undefined {
  if (period || (start && end)) return undefined;
  const left: Expression = { kind: "field", field: { column: "timestamp", path: [] } };
  if (start) return [{ kind: "compare", operator: "gte", left, right: start }];
  if (end) return [{ kind: "compare", operator: "lt", left, right: end }];
  return [{ kind: "null", negated: true, left }];
}

/** Whether order and limit are what `latest` is short for. */
function isLatest({ orderBy, limit, reduce }: Query): boolean {
  const [key, ...others] = orderBy ?? [];
  if (!key || others.length > 0 || !limit || reduce || key.direction !== "desc" || key.value.kind !== "field")
    return false;
  return key.value.field.column === "timestamp" && key.value.field.path.length === 0;
}

function compareClause({ to, on, ignoring }: Compare, names: Names, nameQuery: NameQuery): Clause {
  const node = (expression: Expression) => expressionNode(expression, names);
  const target: { to: "previous" | "time" | "name"; operand: Node | undefined } =
    to.kind === "previous"
      ? { to: "previous", operand: to.length && node(to.length) }
      : to.kind === "time"
        ? { to: "time", operand: node(to.time) }
        : { to: "name", operand: pathNode(nameQuery(to.name, to.query), []) };
  return { ...CLAUSE, kind: "compare", ...target, on: on.map(node), ignoring: ignoring.map(node) };
}

function expectClause(expectation: Expectation, names: Names): Clause {
  const clause = { ...CLAUSE, kind: "expect" as const };
  switch (expectation.kind) {
    case "rows":
      return {
        ...clause,
        what: "rows",
        operator: expectation.operator,
        operand: expressionNode(expectation.count, names),
      };
    case "complete":
      return { ...clause, what: "complete", operator: undefined, operand: undefined };
    case "every":
      return { ...clause, what: "every", operator: undefined, operand: predicateNode(expectation.predicate, names) };
  }
}
