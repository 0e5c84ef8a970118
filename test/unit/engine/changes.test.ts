import { expect, test } from "vitest";
import type { RunState } from "../../../server/protocol/results.ts";
import { createRuns } from "../../../server/src/engine/runs.ts";
import type { Query } from "../../../server/src/query/query.ts";
import { ableToAll } from "../../support/ability.ts";
import { engineOver } from "../../support/engine.ts";
import { eventsOf } from "../../support/events.ts";
import type { EventSketch } from "../../support/events.ts";
import { fakePorts } from "../../support/ports.ts";

const text = "from local.app";

/** A run over `local.app` and `other.log` to its end. */
async function ended(
  query: Partial<Query>,
  { app, other = [] }: { readonly app: readonly EventSketch[]; readonly other?: readonly EventSketch[] },
) {
  let done: (state: RunState) => void = () => {};
  const last = new Promise<RunState>((resolve) => (done = resolve));
  const full: Query = { from: [{ kind: "log", connection: "local", log: "app" }], ...query };
  const runs = createRuns({
    engine: engineOver({
      local: { abilities: ableToAll, events: eventsOf(app) },
      other: { abilities: ableToAll, events: eventsOf(other) },
    }),
    clock: fakePorts().clock,
    read: async () => ({
      parameters: [],
      queries: [{ span: { start: 0, end: text.length }, query: full, columns: [], parameters: [] }],
      references: [],
      problems: [],
    }),
    literal: () => () => undefined,
    changed: (state) => state.phase !== "running" && done(state),
  });
  const { runId, shape } = await runs.start({ text, query: 0, parameters: {}, timeZone: "UTC" });
  return { runs, runId, shape, state: await last };
}

const app = [
  { entity: ["user", "1"], type: "created", actor: "ann", new: '{"n":9007199254740993,"tags":["a"]}' },
  { entity: ["user", "1"], type: "updated", actor: "bob", new: '{"tags":["b","a"],"n":9007199254740992,"at":1.50}' },
  { type: "noted" },
] as const;

test("changes come page by page, also where their columns are not selected", async () => {
  const select = [{ name: "id", value: { kind: "field", field: { column: "id", path: [] } } }] as const;
  const { runs, runId, shape, state } = await ended({ diff: { by: [] }, select }, { app });
  expect([shape, state.columns.map(({ name }) => name)]).toEqual(["changes", ["id"]]);
  const { changes } = await runs.changes(runId, 0, 10);
  expect(changes).toMatchObject([
    {
      event: { id: "e1", event_type: "created", actor: "ann", entity_type: "user", entity_id: "1" },
      comparedWith: "no previous known",
      fields: [
        { kind: "unchanged", path: "n", after: { $int: "9007199254740993" } },
        { kind: "unchanged", path: "tags", after: { $json: '["a"]' } },
      ],
    },
    {
      comparedWith: "previous event",
      fields: [
        { kind: "added", path: "tags[0]", after: "b" },
        { kind: "unchanged", path: "tags[1]", before: "a", after: "a" },
        { kind: "changed", path: "n", before: { $int: "9007199254740993" }, after: { $int: "9007199254740992" } },
        { kind: "added", path: "at", after: 1.5 },
      ],
    },
    { comparedWith: "nothing to compare", fields: [], more: 0 },
  ]);
  expect((await runs.changes(runId, 2, 10)).changes).toHaveLength(1);
  await expect(runs.comparison(runId, ["added"], 0, 10)).rejects.toMatchObject({ code: "usage" });
});

test("the two states of a change are pretty JSON with every digit, members in the same order", async () => {
  const { runs, runId } = await ended({ diff: { by: [] } }, { app });
  expect(await runs.changeStates(runId, 1)).toEqual({
    title: "user 1 updated 2024-01-01T00:01:00Z",
    before: '{\n  "n": 9007199254740993,\n  "tags": [\n    "a"\n  ]\n}',
    after: '{\n  "n": 9007199254740992,\n  "tags": [\n    "b",\n    "a"\n  ],\n  "at": 1.5\n}',
  });
  expect(await runs.changeStates(runId, 0)).toMatchObject({ before: null });
  expect(await runs.changeStates(runId, 2)).toMatchObject({ before: null, after: null });
  await expect(runs.changeStates(runId, 3)).rejects.toMatchObject({ code: "usage" });
});

test("a change of very many fields says how many are left out", async () => {
  const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [`f${i}`, i])));
  const { runs, runId } = await ended({ diff: { by: [] } }, { app: [{ old: "{}", new: wide }] });
  const [change] = (await runs.changes(runId, 0, 1)).changes;
  expect([change?.fields.length, change?.more]).toEqual([1000, 200]);
});

test("differences come page by page and by kind", async () => {
  const there: Query = { from: [{ kind: "log", connection: "other", log: "log" }] };
  const { runs, runId, shape, state } = await ended(
    { compare: { to: { kind: "query", name: "there", query: there }, on: [], ignoring: [] } },
    {
      app: [
        { id: "1", actor: "ann" },
        { id: "2", actor: "bob" },
        { id: "3", actor: "cid" },
      ],
      other: [
        { id: "1", actor: "ann" },
        { id: "2", actor: "eve" },
        { id: "4", actor: "dan" },
      ],
    },
  );
  expect([shape, state.comparison]).toMatchObject([
    "comparison",
    { before: "there", after: "this query", keys: ["id"], added: 1, removed: 1, changed: 1, unchanged: 1 },
  ]);
  const all = await runs.comparison(runId, ["added", "removed", "changed"], 0, 10);
  expect([all.total, all.rows.map(({ change, key }) => [change, ...key])]).toEqual([
    3,
    [
      ["changed", "2"],
      ["added", "3"],
      ["removed", "4"],
    ],
  ]);
  const actor = state.comparison?.columns.indexOf("actor") ?? -1;
  expect(all.rows.map(({ cells }) => cells[actor])).toEqual([
    { before: "eve", after: "bob", differs: true },
    { before: null, after: "cid", differs: false },
    { before: "dan", after: null, differs: false },
  ]);
  const gone = await runs.comparison(runId, ["removed"], 0, 10);
  expect([gone.total, gone.rows.map(({ key }) => key)]).toEqual([1, [["4"]]]);
  expect((await runs.comparison(runId, ["added", "changed"], 1, 10)).rows.map(({ key }) => key)).toEqual([["3"]]);
  await expect(runs.changes(runId, 0, 1)).rejects.toMatchObject({ code: "usage" });
});
