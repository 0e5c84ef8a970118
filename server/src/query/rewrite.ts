import { Period } from "../base/duration.ts";
import { Instant } from "../base/value.ts";
import type {
  Aggregate,
  Expectation,
  Expression,
  NamedExpression,
  Predicate,
  Query,
  Source,
  TimeRange,
} from "./query.ts";

type Change = (expression: Expression) => Expression;

/** The same query with every expression changed, innermost first; also inside named queries. */
export function rewriteQuery(query: Query, change: Change): Query {
  const expression = (e: Expression) => rewriteExpression(e, change);
  const predicate = (p: Predicate) => rewritePredicate(p, change);
  const named = ({ name, value }: NamedExpression): NamedExpression => ({ name, value: expression(value) });
  const {
    during,
    since,
    where,
    dedupe,
    collapse,
    reduce,
    having,
    orderBy,
    offset,
    limit,
    diff,
    select,
    compare,
    expect,
    into,
  } = query;
  return {
    ...query,
    from: query.from.map((source) => rewriteSource(source, change)),
    ...(during && { during: rewriteRange(during, expression) }),
    ...(since?.overlap && { since: { ...since, overlap: expression(since.overlap) } }),
    ...(where && { where: predicate(where) }),
    ...(dedupe && { dedupe: { ...dedupe, by: dedupe.by.map(expression) } }),
    ...(collapse && {
      collapse: { ...collapse, by: collapse.by.map(expression), length: expression(collapse.length) },
    }),
    ...(reduce && {
      reduce: { by: reduce.by.map(named), aggregates: reduce.aggregates.map((a) => rewriteAggregate(a, expression)) },
    }),
    ...(having && { having: predicate(having) }),
    ...(orderBy && { orderBy: orderBy.map((key) => ({ ...key, value: expression(key.value) })) }),
    ...(offset && { offset: expression(offset) }),
    ...(limit && { limit: expression(limit) }),
    ...(diff && { diff: { by: diff.by.map(expression) } }),
    ...(select && { select: select.map(named) }),
    ...(compare && {
      compare: {
        to: rewriteTarget(compare.to, change),
        on: compare.on.map(expression),
        ignoring: compare.ignoring.map(expression),
      },
    }),
    ...(expect && { expect: expect.map((e) => rewriteExpectation(e, change)) }),
    ...(into && { into: { ...into, ...(into.stream && { stream: expression(into.stream) }) } }),
  };
}

export function rewriteExpression(expression: Expression, change: Change): Expression {
  const inside = (e: Expression) => rewriteExpression(e, change);
  switch (expression.kind) {
    case "arithmetic":
      return change({ ...expression, left: inside(expression.left), right: inside(expression.right) });
    case "negate":
      return change({ ...expression, operand: inside(expression.operand) });
    case "ago":
      return change({ ...expression, duration: inside(expression.duration) });
    case "startof":
    case "endof":
      return change({ ...expression, time: inside(expression.time) });
    case "bin":
      return change({ ...expression, operand: inside(expression.operand), width: inside(expression.width) });
    case "predicate":
      return change({ ...expression, predicate: rewritePredicate(expression.predicate, change) });
    case "field":
    case "constant":
    case "parameter":
    case "now":
    case "was":
    case "became":
      return change(expression);
  }
}

export function rewritePredicate(predicate: Predicate, change: Change): Predicate {
  const inside = (e: Expression) => rewriteExpression(e, change);
  switch (predicate.kind) {
    case "and":
    case "or":
      return { ...predicate, of: predicate.of.map((part) => rewritePredicate(part, change)) };
    case "not":
      return { ...predicate, of: rewritePredicate(predicate.of, change) };
    case "compare":
    case "text":
      return { ...predicate, left: inside(predicate.left), right: inside(predicate.right) };
    case "in": {
      const { list } = predicate;
      const items = (value: Expression | readonly Expression[]): value is readonly Expression[] => Array.isArray(value);
      return { ...predicate, left: inside(predicate.left), list: items(list) ? list.map(inside) : inside(list) };
    }
    case "between":
      return { ...predicate, left: inside(predicate.left), low: inside(predicate.low), high: inside(predicate.high) };
    case "null":
      return { ...predicate, left: inside(predicate.left) };
    case "exists":
    case "changed":
    case "always":
      return predicate;
  }
}

function rewriteSource(source: Source, change: Change): Source {
  if (source.kind === "subquery") return { ...source, query: rewriteQuery(source.query, change) };
  return source.stream ? { ...source, stream: rewriteExpression(source.stream, change) } : source;
}

function rewriteRange({ start, end, period }: TimeRange, expression: Change): TimeRange {
  if (period) return rangeOf(expression(period));
  return { ...(start && { start: expression(start) }), ...(end && { end: expression(end) }) };
}

/** The range of a period once it is known; a moment is a period of one microsecond. */
function rangeOf(period: Expression): TimeRange {
  if (period.kind !== "constant") return { period };
  const { value } = period;
  if (!(value instanceof Period || value instanceof Instant)) return { period };
  const end = value instanceof Period ? value.end : value.micros + 1n;
  return { start: period, end: { kind: "constant", value: new Instant(end) } };
}

function rewriteAggregate(aggregate: Aggregate, expression: Change): Aggregate {
  const { operand, percent } = aggregate;
  return {
    ...aggregate,
    ...(operand && { operand: expression(operand) }),
    ...(percent && { percent: expression(percent) }),
  };
}

function rewriteTarget(to: NonNullable<Query["compare"]>["to"], change: Change): NonNullable<Query["compare"]>["to"] {
  switch (to.kind) {
    case "previous":
      return to.length ? { ...to, length: rewriteExpression(to.length, change) } : to;
    case "time":
      return { ...to, time: rewriteExpression(to.time, change) };
    case "query":
      return { ...to, query: rewriteQuery(to.query, change) };
  }
}

function rewriteExpectation(expectation: Expectation, change: Change): Expectation {
  switch (expectation.kind) {
    case "rows":
      return { ...expectation, count: rewriteExpression(expectation.count, change) };
    case "every":
      return { ...expectation, predicate: rewritePredicate(expectation.predicate, change) };
    case "complete":
      return expectation;
  }
}
