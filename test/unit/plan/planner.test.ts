import { expect, test } from "vitest";
import { explain } from "../../../server/src/plan/explain.ts";
import type { Capabilities } from "../../../server/src/plan/capabilities.ts";
import { plan } from "../../../server/src/plan/planner.ts";
import type { Predicate } from "../../../server/src/query/query.ts";
import { ableToAll, ableToSend } from "../../support/ability.ts";
import { queryOf } from "../../support/answer.ts";

/** A source as remote ones often are: exact on equality and time, a superset for substrings, newest first, in pages. */
const remote: Capabilities = {
  name: "the remote",
  predicates: {
    tests: {
      "compare:eq": "exact",
      "compare:gte": "exact",
      "compare:lt": "exact",
      "text:contains": "inexact",
      in: "exact",
    },
    and: true,
    or: false,
    not: false,
    expressions: false,
    fields: ["timestamp", "event_type", "payload.*"],
    negated: false,
    maxList: 2,
  },
  stages: {
    dedupe: false,
    collapse: false,
    reduce: false,
    having: false,
    orderBy: "time",
    offset: false,
    limit: true,
    select: false,
  },
};

/** The printed plan of the last query of a text. */
function planned(text: string, capabilities: Capabilities = remote): string {
  return explain(plan(queryOf(text), () => capabilities));
}

/** What of the plan is asked of the source, and what is left. */
function split(text: string, capabilities?: Capabilities): readonly [source: string, here: string] {
  const [, source = "", here = ""] =
    /^at local\.app\n([^]*?)\nhere\n([^]*?)(?:\nwhy|$)/.exec(planned(text, capabilities)) ?? [];
  const lines = (part: string) =>
    part
      .split("\n")
      .map((line) => line.trim())
      .join("; ");
  return [lines(source), lines(here)];
}

const nothing = "nothing: the rows are passed on as they come";

test("a source that can do everything is asked for everything", () => {
  const text = `from local.app during @2024-01-01 where payload.n > 1 or not (actor is null) dedupe by actor
    reduce count() as n by event_type having n > 1 order by n desc offset 1 limit 2 select event_type, n`;
  expect(split(text, ableToAll)[1]).toBe(nothing);
});

test("a source that only sends is asked for its events, and all is done here", () => {
  expect(split('from local.app where event_type = "a" limit 3', ableToSend)).toEqual([
    "every event",
    'where event_type = "a"; limit 3',
  ]);
});

test("of where, the source gets the tests it can do; a superset is tested again", () => {
  expect(split('from local.app where event_type = "a" and payload.s contains "x" and actor = "ann"')).toEqual([
    'where event_type = "a" and payload.s contains "x"',
    'where payload.s contains "x" and actor = "ann"',
  ]);
});

test("or and not go to the source whole or not at all", () => {
  const or = 'where event_type = "a" or actor = "ann"';
  expect(split(`from local.app ${or}`)).toEqual(["every event", or]);
  const inexact: Capabilities = { ...remote, predicates: { ...remote.predicates, or: true, not: true } };
  expect(split('from local.app where event_type = "a" or payload.s contains "x"', inexact)[0]).toBe(
    'where event_type = "a" or payload.s contains "x"',
  );
  // The negation of a superset would lose rows.
  expect(split('from local.app where not (payload.s contains "x")', inexact)[0]).toBe("every event");
});

test("a constant on the left is turned round before the source is asked", () => {
  expect(split("from local.app where 5 <= payload.n")).toEqual(["where payload.n >= 5", nothing]);
  expect(split("from local.app where 5 >= payload.n")[0]).toBe("every event");
});

test("a long list, a negated form and two fields stay here where the source knows none", () => {
  expect(split('from local.app where event_type in ("a", "b")')[1]).toBe(nothing);
  for (const test of [
    'event_type in ("a", "b", "c")',
    'event_type not in ("a")',
    "payload.a = payload.b",
    "payload.n + 1 = 2",
  ]) {
    expect(split(`from local.app where ${test}`), test).toEqual(["every event", expect.stringMatching(/^where /)]);
  }
});

test("an empty list asks no source", () => {
  const query = queryOf("from local.app reduce count() as n");
  const inNone: Predicate = {
    kind: "in",
    negated: false,
    left: { kind: "field", field: { column: "actor", path: [] } },
    list: { kind: "constant", value: [] },
  };
  const { scans, residual } = plan({ ...query, where: inNone }, () => ableToAll);
  expect(scans).toEqual([]);
  expect(residual.reduce).toBeDefined();
  const isAnn: Predicate = {
    kind: "compare",
    operator: "eq",
    left: inNone.left,
    right: { kind: "constant", value: "ann" },
  };
  expect(plan({ ...query, where: { kind: "or", of: [inNone, isAnn] } }, () => ableToAll).scans).toMatchObject([
    { query: { where: isAnn } },
  ]);
});

test("a limit goes to the source only when nothing before it is left to do", () => {
  expect(split('from local.app where event_type = "a" latest 5')).toEqual([
    'where event_type = "a"; order by timestamp desc; limit 5',
    nothing,
  ]);
  expect(split('from local.app where payload.s contains "x" latest 5')).toEqual([
    'where payload.s contains "x"; order by timestamp desc',
    'where payload.s contains "x"; order by timestamp desc; limit 5',
  ]);
  expect(split("from local.app order by actor limit 5")).toEqual(["every event", "order by actor; limit 5"]);
  expect(split("from local.app dedupe by actor limit 5")).toEqual([
    "every event",
    "dedupe by actor keep last; limit 5",
  ]);
});

test("an offset that the source does not know is taken off here", () => {
  expect(split("from local.app order by timestamp desc offset 3 limit 5")).toEqual([
    "order by timestamp desc; limit 8",
    "order by timestamp desc; offset 3; limit 5",
  ]);
});

test("keys in the event order are the order by time; others are not", () => {
  expect(split("from local.app order by timestamp desc, sequence_number desc limit 5")).toEqual([
    "order by timestamp desc; limit 5",
    nothing,
  ]);
  expect(split("from local.app order by timestamp desc, sequence_number limit 5")[0]).toBe("every event");
  expect(split("from local.app order by timestamp, actor limit 5")[0]).toBe("every event");
});

test("having without reduce is a filter like where", () => {
  expect(split('from local.app having event_type = "a" limit 2')).toEqual(['where event_type = "a"; limit 2', nothing]);
});

test("several sources give what each can, as many rows as can matter, and are merged here", () => {
  const text =
    'from local.app, local.audit where event_type = "a" and actor = "ann" order by timestamp desc offset 1 limit 2';
  const query = queryOf(text);
  const { scans, residual } = plan(query, ({ log }) => (log === "app" ? ableToAll : remote));
  expect(scans.map((scan) => (scan.kind === "log" ? Object.keys(scan.query) : []))).toEqual([
    ["from", "where", "orderBy", "limit"],
    ["from", "where", "orderBy"],
  ]);
  expect(scans[0]).toMatchObject({ query: { limit: { value: 3n } } });
  expect(Object.keys(residual)).toEqual(expect.arrayContaining(["where", "orderBy", "offset", "limit"]));
  expect(residual.where).toMatchObject({ kind: "compare", left: { field: { column: "actor" } } });
});

test("a named filter is one with the query over it; a named result is made first", () => {
  expect(split('let a = from local.app where event_type = "a"\nfrom a where payload.n = 1 limit 3')).toEqual([
    'where event_type = "a" and payload.n = 1; limit 3',
    nothing,
  ]);
  expect(planned("let a = from local.app limit 3\nfrom a where payload.n = 1")).toBe(`rows of a
  at local.app
    limit 3
  here
    nothing: the rows are passed on as they come
here
  where payload.n = 1
why
  where runs here: it is over the rows of a named query.
  limit runs at local.app.`);
});

test("the plan says why something runs here", () => {
  expect(
    planned(
      'from local.app during @2024-01 where payload.s contains "x" and actor = "ann" reduce count() by event_type',
    ),
  ).toBe(`at local.app
  during @2024-01-01T00:00Z .. @2024-02-01T00:00Z
  where payload.s contains "x"
here
  where payload.s contains "x" and actor = "ann"
  reduce count() by event_type
why
  during @2024-01-01T00:00Z .. @2024-02-01T00:00Z runs at local.app.
  local.app only narrows down where payload.s contains "x": it may send more, so that is tested here again.
  where actor = "ann" runs here: local.app cannot test it.
  reduce runs here: a filter before it is finished here.`);
});

test("columns made for having or order by only do not show, wherever they are made", () => {
  const text = "from local.app reduce count() by event_type having sum(payload.n) > 1 order by max(payload.n)";
  const { scans, residual } = plan(queryOf(text), () => ({
    ...ableToAll,
    stages: { ...ableToAll.stages, having: false },
  }));
  expect(scans).toMatchObject([{ query: { reduce: { aggregates: [{}, {}, {}] } } }]);
  expect(
    JSON.stringify(scans, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
  ).not.toContain("hidden");
  expect(residual.select?.map(({ name }) => name)).toEqual(["event_type", "count()"]);
});
