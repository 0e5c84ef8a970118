import type {
  Aggregate,
  Compare,
  Expectation,
  LogSource,
  NamedExpression,
  Query,
  Source,
  SubquerySource,
  TimeRange,
} from "../query.ts";
import { COMPARISONS, readExpression, readPredicate } from "./expressions.ts";
import { Shape, ShapeError } from "./shape.ts";

const KEEP = ["first", "last"] as const;
const AGGREGATES = ["count", "sum", "avg", "min", "max", "collect", "distinct", "first", "last", "percentile"] as const;

export type ReadQuery =
  { readonly query: Query; readonly problem?: never } | { readonly query?: never; readonly problem: string };

/**
 * Reads a query that `writeQuery` wrote, from JSON that may be anything. Its form is checked to the last member;
 * whether its columns exist is not.
 */
export function readQuery(json: unknown): ReadQuery {
  try {
    return { query: query(new Shape(json)) };
  } catch (thrown) {
    if (thrown instanceof ShapeError) return { problem: thrown.message };
    throw thrown;
  }
}

function query(shape: Shape): Query {
  const members = shape.members("title", "from", "during", "since", "where", "dedupe", "collapse", "reduce", "having", "orderBy", "offset", "limit", "fetchCurrent", "diff", "select", "compare", "expect", "into"); // prettier-ignore
  return {
    ...members.maybe("title", (title) => title.string()),
    from: members.get("from").list(source),
    ...members.maybe("during", range),
    ...members.maybe("since", (since) => {
      const parts = since.members("checkpoint", "overlap");
      return { checkpoint: parts.get("checkpoint").string(), ...parts.maybe("overlap", readExpression) };
    }),
    ...members.maybe("where", readPredicate),
    ...members.maybe("dedupe", (dedupe) => {
      const parts = dedupe.members("by", "keep");
      return { by: parts.get("by").list(readExpression), keep: parts.get("keep").oneOf(KEEP) };
    }),
    ...members.maybe("collapse", (collapse) => {
      const parts = collapse.members("by", "window", "length", "keep");
      return {
        by: parts.get("by").list(readExpression),
        window: parts.get("window").oneOf(["within", "gap"]),
        length: readExpression(parts.get("length")),
        keep: parts.get("keep").oneOf(KEEP),
      };
    }),
    ...members.maybe("reduce", (reduce) => {
      const parts = reduce.members("by", "aggregates");
      return { by: parts.get("by").list(named), aggregates: parts.get("aggregates").list(aggregate) };
    }),
    ...members.maybe("having", readPredicate),
    ...members.maybe("orderBy", (orderBy) =>
      orderBy.list((key) => {
        const parts = key.members("value", "direction");
        return { value: readExpression(parts.get("value")), direction: parts.get("direction").oneOf(["asc", "desc"]) };
      }),
    ),
    ...members.maybe("offset", readExpression),
    ...members.maybe("limit", readExpression),
    ...members.maybe("fetchCurrent", (fetch): true => fetch.boolean() || fetch.fail("true")),
    ...members.maybe("diff", (diff) => ({ by: diff.members("by").get("by").list(readExpression) })),
    ...members.maybe("select", (select) => select.list(named)),
    ...members.maybe("compare", compare),
    ...members.maybe("expect", (expect) => expect.list(expectation)),
    ...members.maybe("into", logSource),
  };
}

function range(shape: Shape): TimeRange {
  const parts = shape.members("start", "end", "period");
  return {
    ...parts.maybe("start", readExpression),
    ...parts.maybe("end", readExpression),
    ...parts.maybe("period", readExpression),
  };
}

function source(shape: Shape): Source {
  const members = shape.members("kind", "connection", "log", "stream", "name", "query");
  if (members.get("kind").oneOf(["log", "subquery"]) === "log") return logSource(shape);
  return subquery(shape);
}

function logSource(shape: Shape): LogSource {
  const members = shape.members("kind", "connection", "log", "stream");
  return {
    kind: members.get("kind").oneOf(["log"]),
    connection: members.get("connection").string(),
    ...members.maybe("log", (log) => log.string()),
    ...members.maybe("stream", readExpression),
  };
}

function subquery(shape: Shape): SubquerySource {
  const members = shape.members("kind", "name", "query");
  return { kind: "subquery", name: members.get("name").string(), query: query(members.get("query")) };
}

function named(shape: Shape): NamedExpression {
  const members = shape.members("name", "value");
  return { name: members.get("name").string(), value: readExpression(members.get("value")) };
}

function aggregate(shape: Shape): Aggregate {
  const members = shape.members("name", "function", "operand", "percent", "hidden");
  return {
    name: members.get("name").string(),
    function: members.get("function").oneOf(AGGREGATES),
    ...members.maybe("operand", readExpression),
    ...members.maybe("percent", readExpression),
    ...members.maybe("hidden", (hidden): true => hidden.boolean() || hidden.fail("true")),
  };
}

function compare(shape: Shape): Compare {
  const members = shape.members("to", "on", "ignoring");
  return {
    to: compareTo(members.get("to")),
    on: members.get("on").list(readExpression),
    ignoring: members.get("ignoring").list(readExpression),
  };
}

function compareTo(shape: Shape): Compare["to"] {
  const members = shape.members("kind", "length", "time", "name", "query");
  const kind = members.get("kind").oneOf(["previous", "time", "query"]);
  switch (kind) {
    case "previous":
      return { kind, ...members.maybe("length", readExpression) };
    case "time":
      return { kind, time: readExpression(members.get("time")) };
    case "query":
      return { kind, name: members.get("name").string(), query: query(members.get("query")) };
  }
}

function expectation(shape: Shape): Expectation {
  const members = shape.members("kind", "operator", "count", "predicate");
  const kind = members.get("kind").oneOf(["rows", "complete", "every"]);
  switch (kind) {
    case "rows":
      return {
        kind,
        operator: members.get("operator").oneOf(COMPARISONS),
        count: readExpression(members.get("count")),
      };
    case "complete":
      return { kind };
    case "every":
      return { kind, predicate: readPredicate(members.get("predicate")) };
  }
}
