import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkerBackend } from "../../server/node/workerBackend.ts";
import type { ConnectionList } from "../../server/protocol/connections.ts";
import type {
  ChangePage,
  ChangeStates,
  ComparisonPage,
  ReducedTable,
  ResultPage,
  RunState,
  Sort,
} from "../../server/protocol/results.ts";
import type { Backend } from "../../server/src/lsp/backend.ts";
import { startStoreThread } from "../support/storeThread.ts";
import { connect, uri } from "../support/wire.ts";
import type { WireClient } from "../support/wire.ts";

const folder = mkdtempSync(join(tmpdir(), "evq-wire-"));
let client: WireClient;
let backend: Backend;
/** The setting `evq.connections`. */
let connections: object = {};

const prices = [
  { id: "1", at: "2024-01-01T10:00:00Z", type: "set", of: "tea", by: "ann", n: 2, new: '{"price":9007199254740993}' },
  { id: "2", at: "2024-01-01T11:00:00Z", type: "set", of: "cup", by: "bob", n: 1, new: '{"price":5,"tags":["a"]}' },
  { id: "3", at: "2024-01-02T10:00:00Z", type: "set", of: "tea", by: "bob", n: 2, new: '{"price":9007199254740992}' },
  { id: "4", at: "2024-01-02T11:00:00Z", type: "set", of: "cup", by: "bob", n: 3, new: '{"tags":["a","b"]}' },
  { id: "5", at: "2024-01-02T12:00:00Z", type: "get", of: "pot", by: "ann", n: 3, new: "" },
];

beforeAll(async () => {
  client = await connect(
    (_place, events) => {
      backend = openWorkerBackend(() => startStoreThread(join(folder, "store")), events);
      return backend;
    },
    { configuration: () => ({ connections }) },
  );
  const lines = prices.map(({ new: state, ...rest }) => {
    const line = JSON.stringify(rest);
    return state === "" ? line : `${line.slice(0, -1)},"new":${state}}`;
  });
  const file = join(folder, "prices.ndjson");
  writeFileSync(file, `${lines.join("\n")}\n`);
  const mapping = { id: "id", timestamp: "at", type: "type", entityId: "of", actor: "by" };
  const report = await ask("evq/log/import", { importId: "1", file, log: "prices", mapping });
  expect(report).toMatchObject({ appended: prices.length, badCount: 0 });
}, 60_000);

afterAll(async () => {
  await backend.close();
  client.close();
  rmSync(folder, { recursive: true });
});

const ask = <T>(method: string, params: object | null) => client.connection.sendRequest<T>(method, params);

let version = 0;

/** A query's run, to its end. */
async function ended(text: string): Promise<RunState> {
  const document = `${uri}${++version}`;
  const textDocument = { uri: document, languageId: "evq", version, text };
  await client.connection.sendNotification("textDocument/didOpen", { textDocument });
  const { runId } = await ask<RunState>("evq/run/start", { uri: document, position: { line: 0, character: 0 } });
  return client.next<RunState>("evq/run/progress", (state) => state.runId === runId && state.phase !== "running");
}

const refused = (request: Promise<unknown>) => expect(request).rejects.toMatchObject({ data: { code: "usage" } });

test("changes come page by page, and each with its two states, exact to the last digit", async () => {
  const { runId, shape, rowCount } = await ended("from local.prices order by timestamp diff");
  expect([shape, rowCount]).toEqual(["changes", 5]);
  const page = await ask<ChangePage>("evq/run/changes", { runId, offset: 1, count: 2 });
  expect(page).toMatchObject({
    offset: 1,
    changes: [
      { event: { id: "2", entity_id: "cup", actor: "bob" }, comparedWith: "no previous known" },
      {
        event: { id: "3", timestamp: { $time: "2024-01-02T10:00:00Z" } },
        comparedWith: "previous event",
        fields: [
          {
            kind: "changed",
            path: "price",
            before: { $int: "9007199254740993" },
            after: { $int: "9007199254740992" },
          },
        ],
        more: 0,
      },
    ],
  });
  const { changes } = await ask<ChangePage>("evq/run/changes", { runId, offset: 3, count: 20 });
  expect(changes.map(({ comparedWith, fields }) => [comparedWith, ...fields])).toMatchObject([
    [
      "previous event",
      { kind: "unchanged", path: "tags[0]" },
      { kind: "added", path: "tags[1]", after: "b" },
      { kind: "removed", path: "price", before: { $int: "5" } },
    ],
    ["no previous known", { kind: "unchanged", path: "of", after: "pot" }, {}, {}],
  ]);
  expect(await ask<ChangeStates>("evq/run/changeStates", { runId, at: 2 })).toEqual({
    title: expect.stringMatching(/tea.*set/),
    before: '{\n  "price": 9007199254740993\n}',
    after: '{\n  "price": 9007199254740992\n}',
  });
  expect(await ask<ChangeStates>("evq/run/changeStates", { runId, at: 4 })).toMatchObject({
    before: null,
    after: expect.stringContaining('"of": "pot"'),
  });
  await refused(ask("evq/run/comparison", { runId, kinds: ["added"], offset: 0, count: 1 }));
});

test("differences come page by page and by kind, with how many there are of them", async () => {
  const { runId, shape, comparison } = await ended(
    "from local.prices during @2024-01-02Z reduce count() as events, max(payload.n) as most by entity_id compare to previous",
  );
  expect([shape, comparison]).toMatchObject([
    "comparison",
    { keys: ["entity_id"], columns: ["events", "most"], added: 1, removed: 0, changed: 1, unchanged: 1 },
  ]);
  const kinds = ["added", "removed", "changed"];
  const page = await ask<ComparisonPage>("evq/run/comparison", { runId, kinds, offset: 0, count: 10 });
  const one = { $int: "1" };
  expect(page).toEqual({
    offset: 0,
    kinds,
    total: 2,
    rows: [
      {
        change: "changed",
        key: ["cup"],
        cells: [
          { before: one, after: one, differs: false },
          { before: one, after: { $int: "3" }, differs: true },
        ],
      },
      {
        change: "added",
        key: ["pot"],
        cells: [
          { before: null, after: one, differs: false },
          { before: null, after: { $int: "3" }, differs: false },
        ],
      },
    ],
  });
  const added = await ask<ComparisonPage>("evq/run/comparison", { runId, kinds: ["added"], offset: 0, count: 10 });
  expect([added.total, added.rows.map(({ key }) => key)]).toEqual([1, [["pot"]]]);
  const second = await ask<ComparisonPage>("evq/run/comparison", { runId, kinds, offset: 1, count: 10 });
  expect(second.rows.map(({ key }) => key)).toEqual([["pot"]]);
  await refused(ask("evq/run/changes", { runId, offset: 0, count: 1 }));
});

test("rows are sorted by several columns, the first counts first, and go back to the query's order", async () => {
  const { runId } = await ended("from local.prices order by timestamp select id, payload.n as n, actor");
  const ids = async () => {
    const page = await ask<ResultPage>("evq/run/page", { runId, offset: 0, count: 10 });
    return [page.sort, page.rows.map(([id]) => (typeof id === "string" ? id : "?")).join("")];
  };
  const sort: Sort = [
    { column: "actor", direction: "desc" },
    { column: "n", direction: "asc" },
  ];
  const ordered = (wanted: Sort | undefined) =>
    client.next<RunState>(
      "evq/run/progress",
      (state) => state.runId === runId && !state.sorting && JSON.stringify(state.sort) === JSON.stringify(wanted),
    );
  expect(await ids()).toEqual([undefined, "12345"]);
  await ask("evq/run/sort", { runId, sort });
  await ordered(sort);
  expect(await ids()).toEqual([sort, "23415"]);
  const other = [...sort].reverse();
  await ask("evq/run/sort", { runId, sort: other });
  await ordered(other);
  expect(await ids()).toEqual([other, "23145"]);
  await ask("evq/run/sort", { runId, sort: null });
  await expect.poll(ids).toEqual([undefined, "12345"]);
  await refused(ask("evq/run/sort", { runId, sort: [{ column: "no such", direction: "asc" }] }));
});

test("a reduced result has its groups with their places and totals, for the order it has", async () => {
  const { runId, columns } = await ended(
    "from local.prices reduce count() as events, max(payload.n) as most, avg(payload.n) as middle by actor, entity_id",
  );
  expect(columns.map(({ role }) => role?.kind)).toEqual(["key", "key", "aggregate", "aggregate", "aggregate"]);
  const reduced = () => ask<ReducedTable>("evq/run/reduced", { runId });
  const totals = (events: string, most: string) => [null, null, { $int: events }, { $int: most }, null];
  const group = (key: string, start: number, events: string, most: string) => ({
    key,
    start,
    count: 2,
    totals: totals(events, most),
  });
  expect(await reduced()).toEqual({
    totals: totals("5", "3"),
    grouping: { kind: "grouped", groups: [group("ann", 0, "2", "3"), group("bob", 2, "3", "3")] },
  });
  const sort: Sort = [{ column: "actor", direction: "desc" }];
  await ask("evq/run/sort", { runId, sort });
  await expect.poll(reduced).toMatchObject({
    sort,
    grouping: { groups: [group("bob", 0, "3", "3"), group("ann", 2, "2", "3")] },
  });
  await ask("evq/run/sort", { runId, sort: [{ column: "entity_id", direction: "asc" }] });
  await expect.poll(reduced).toMatchObject({ grouping: { kind: "scattered" } });
  const { runId: rows } = await ended("from local.prices latest 1");
  await refused(ask("evq/run/reduced", { runId: rows }));
});

test("results stay when the user's connections change, and the next query knows the new ones", async () => {
  const { runId } = await ended("from local.prices order by timestamp select id");
  const names = async () => {
    const list = await ask<ConnectionList>("evq/connection/list", null);
    return list.connections.map(({ name }) => name);
  };
  const rows = async () => (await ask<ResultPage>("evq/run/page", { runId, offset: 0, count: 2 })).rows;
  expect([await names(), await rows()]).toEqual([[], [["1"], ["2"]]]);
  connections = { cms: { kind: "contember", url: "https://cms.example/", project: "shop" } };
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await expect.poll(names).toEqual(["cms"]);
  expect(await rows()).toEqual([["1"], ["2"]]);
  expect(client.places).toHaveLength(1);
});
