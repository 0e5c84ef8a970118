import { expect, test } from "vitest";
import { CancellationSource } from "../../../server/src/base/cancellation.ts";
import { Instant } from "../../../server/src/base/value.ts";
import type { Expression, Predicate, Query } from "../../../server/src/query/query.ts";
import { ableToAll, ableToSend } from "../../support/ability.ts";
import { engineOver, ran } from "../../support/engine.ts";
import { eventsOf } from "../../support/events.ts";
import { FakeConnector } from "../../support/fakeConnector.ts";

const from = [{ kind: "log", connection: "local", log: "app" }] as const;
const field = (column: string, ...path: string[]): Expression => ({ kind: "field", field: { column, path } });
const constant = (value: string | bigint | boolean): Expression => ({ kind: "constant", value });
const isType = (type: string): Predicate => ({
  kind: "compare",
  operator: "eq",
  left: field("event_type"),
  right: constant(type),
});

const events = eventsOf([
  { type: "note", payload: '{"n":1}' },
  { type: "warn", payload: '{"n":2.5}' },
  { type: "note", payload: '{"n":9223372036854775807}' },
  { type: "warn", payload: '{"n":"x"}' },
  { type: "note" },
  { type: "note" },
  { type: "note" },
  { type: "note" },
]);

test("a source is left as soon as the limit is reached, also when the filter is done here", async () => {
  const source = new FakeConnector({ abilities: ableToSend, events });
  const { rows } = await ran(engineOver({ local: source }), { from, where: isType("warn"), limit: constant(1n) });
  expect(rows.map(([id]) => id)).toEqual(["e2"]);
  expect(source.pages).toBe(1);
});

test("limit 0 and an empty list ask no source at all", async () => {
  const source = new FakeConnector({ abilities: ableToSend, events });
  const engine = engineOver({ local: source });
  const none: Query = { from, where: { kind: "in", negated: false, left: field("id"), list: [] } };
  expect(await ran(engine, { from, limit: constant(0n) })).toMatchObject({ rows: [] });
  expect(await ran(engine, none)).toMatchObject({ rows: [], completeness: { verdict: "complete" } });
  const count = { name: "n", function: "count" } as const;
  expect((await ran(engine, { ...none, reduce: { by: [], aggregates: [count] } })).rows).toEqual([[0n]]);
  expect(source.pages).toBe(0);
});

test("fields that no event has are not shown, and types are those of the values", async () => {
  const outcome = await ran(engineOver({ local: { abilities: ableToAll, events } }), { from });
  const shown = outcome.shown.map((place) => outcome.columns[place]);
  expect(shown).toEqual([
    { name: "id", type: "string" },
    { name: "source", type: "string" },
    { name: "instance_id", type: "string" },
    { name: "stream_id", type: "string" },
    { name: "event_type", type: "string" },
    { name: "timestamp", type: "time" },
    { name: "sequence_number", type: "integer" },
    { name: "payload", type: "json" },
  ]);
});

test("selected columns are shown although they are empty; numbers of two kinds are numbers", async () => {
  const select = [
    { name: "n", value: field("payload", "n") },
    { name: "never", value: field("payload", "never") },
  ];
  const all = await ran(engineOver({ local: { abilities: ableToAll, events } }), { from, select });
  expect(all.shown).toEqual([0, 1]);
  expect(all.columns).toEqual([
    { name: "n", type: "mixed" },
    { name: "never", type: "mixed" },
  ]);
  const two = await ran(engineOver({ local: { abilities: ableToAll, events } }), { from, select, limit: constant(2n) });
  expect(two.columns[0]).toEqual({ name: "n", type: "number" });
});

test("the worst verdict of several sources counts, with the reasons of all", async () => {
  const engine = engineOver({
    local: { abilities: ableToAll, events, completeness: { verdict: "truncated", reason: "a stopped at 8." } },
    other: { abilities: ableToSend, events: [], completeness: { verdict: "partial", reason: "page 3 of b failed." } },
  });
  const { completeness } = await ran(engine, { from: [...from, { kind: "log", connection: "other" }] });
  expect(completeness).toEqual({ verdict: "partial", reason: "page 3 of b failed. a stopped at 8." });
});

test("a window that begins before the source's memory is no proof that nothing was there", async () => {
  const abilities = { ...ableToAll, name: "the shop", retentionDays: 30 };
  const engine = engineOver({ local: { abilities, events } });
  const since = (text: string): Query => ({
    from,
    during: { start: { kind: "constant", value: new Instant(BigInt(Date.parse(text)) * 1000n) } },
  });
  expect((await ran(engine, since("2023-11-01T00:00:00Z"))).completeness).toEqual({
    verdict: "before-retention",
    reason: "the shop keeps 30 days, so nothing before 2023-12-03T00:00:00Z can be found there.",
  });
  expect((await ran(engine, since("2023-12-20T00:00:00Z"))).completeness.verdict).toBe("complete");
  expect((await ran(engine, { from })).completeness.verdict).toBe("complete");
});

test("expectations are told with what was found", async () => {
  const engine = engineOver({
    local: { abilities: ableToAll, events, completeness: { verdict: "truncated", reason: "at 8." } },
  });
  const { expectations } = await ran(engine, {
    from,
    expect: [
      { kind: "rows", operator: "gt", count: constant(3n) },
      { kind: "complete" },
      { kind: "every", predicate: isType("note") },
    ],
  });
  expect(expectations).toEqual([
    { text: "expect rows > 3", met: true, message: "There are 8 rows." },
    { text: "expect complete", met: false, message: "The result is truncated: at 8." },
    { text: 'expect every event_type = "note"', met: false, message: "2 rows are not as expected." },
  ]);
});

test("a named query has no checkpoint and keeps no rows", async () => {
  const engine = engineOver({ local: { abilities: ableToAll, events } });
  const onlyOutside: Partial<Query>[] = [
    { since: { checkpoint: "c" } },
    { into: { kind: "log", connection: "local", log: "copy" } },
  ];
  for (const clauses of onlyOutside) {
    const inner: Query = { from: [{ kind: "subquery", name: "x", query: { from, ...clauses } }] };
    await expect(ran(engine, inner)).rejects.toMatchObject({ code: "query.not-available" });
  }
});

test("a comparison has the worse verdict of its two sides, and says which one it is of", async () => {
  const engine = engineOver({
    local: { abilities: ableToAll, events, completeness: { verdict: "partial", reason: "One page was lost." } },
    other: { abilities: ableToAll, events, completeness: { verdict: "truncated", reason: "It sends 8 events." } },
  });
  const there: Query = { from: [{ kind: "log", connection: "other", log: "log" }] };
  const query: Query = { from, compare: { to: { kind: "query", name: "there", query: there }, on: [], ignoring: [] } };
  const { completeness, comparison, rowCount, expectations } = await ran(engine, {
    ...query,
    expect: [{ kind: "complete" }],
  });
  expect(completeness).toEqual({
    verdict: "partial",
    reason: "this query: One page was lost. there: It sends 8 events.",
  });
  expect(expectations).toMatchObject([{ met: false }]);
  expect([rowCount, comparison?.unchanged]).toEqual([0, 8]);
});

test("a kind of system that nobody connected says how to go on", async () => {
  const engine = engineOver({});
  await expect(ran(engine, { from: [{ kind: "log", connection: "akeneo", log: "logs" }] })).rejects.toMatchObject({
    code: "source.not-connected",
    wayOut: { text: expect.stringContaining("evq import") },
  });
  await expect(ran(engine, { from: [{ kind: "log", connection: "nobody" }] })).rejects.toMatchObject({
    code: "source.unknown",
  });
});

test("a cancelled run stops between two pages and keeps the rows that it had given", async () => {
  const source = new FakeConnector({ abilities: ableToSend, events });
  const cancellation = new CancellationSource();
  const run = ran(
    engineOver({ local: source }),
    { from },
    { cancellation, rows: (_columns, rows) => void (rows.length > 0 && cancellation.cancel()) },
  );
  expect(await run).toMatchObject({ rowCount: 2, cancelled: true, completeness: { verdict: "partial" } });
  expect(source.pages).toBeLessThan(3);
});

test("who cannot keep up with the rows holds the run back", async () => {
  const source = new FakeConnector({ abilities: ableToSend, events });
  let taken = 0;
  await ran(
    engineOver({ local: source }),
    { from },
    {
      rows: async (_columns, rows) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        taken += rows.length;
        expect(source.pages * 2 - taken).toBeLessThanOrEqual(2);
      },
    },
  );
  expect(taken).toBe(8);
});

test("diff looks only for the events of entities that it needs", async () => {
  const changes = eventsOf([
    { entity: ["order", "1"], payload: '{"n":1}' },
    { entity: ["order", "2"], payload: '{"n":7}' },
    { entity: ["order", "1"], payload: '{"n":2}' },
    { entity: ["order", "1"], payload: '{"n":3}', old: '{"n":2}', new: '{"n":3}' },
  ]);
  const source = new FakeConnector({ abilities: ableToAll, events: changes });
  const select = [
    { name: "changes", value: field("changes") },
    { name: "with", value: field("compared_with") },
  ];
  const at = (id: string): Query => ({
    from,
    where: { kind: "compare", operator: "eq", left: field("id"), right: constant(id) },
    diff: { by: [] },
    select,
  });
  const engine = engineOver({ local: source });
  expect((await ran(engine, at("e4"))).rows).toMatchObject([
    [{ text: '[{"kind":"changed","path":"n","before":2,"after":3}]' }, "old"],
  ]);
  expect(source.pages).toBe(1);
  expect((await ran(engine, at("e3"))).rows).toMatchObject([
    [{ text: '[{"kind":"changed","path":"n","before":1,"after":2}]' }, "previous event"],
  ]);
  expect((await ran(engine, at("e1"))).rows).toEqual([[null, "no previous known"]]);
});
