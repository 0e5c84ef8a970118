import { afterEach, expect, test } from "vitest";
import type { CheckpointSummary } from "../../server/protocol/checkpoints.ts";
import type { RunState } from "../../server/protocol/results.ts";
import { fakeBackend, running } from "../support/fakeBackend.ts";
import { connect, uri } from "../support/wire.ts";
import type { WireClient } from "../support/wire.ts";

let client: WireClient;
afterEach(() => client.close());

const text = `param kind: string
param since: time = @2024-01-01

//# First
from local.orders
where event_type = $kind and timestamp >= $since

//# Second
from local.orders
latest 1
`;
const at = (line: number) => ({ uri, position: { line, character: 0 } });

test("the query at the cursor is run with the whole text, and its states come as they change", async () => {
  const backend = fakeBackend();
  client = await connect(() => backend);
  await client.open(text);
  const state = await client.connection.sendRequest("evq/run/start", { ...at(9), parameters: { kind: "a" } });
  expect(state).toMatchObject({ runId: "run-1", phase: "running" });
  await client.connection.sendRequest("evq/run/start", at(0));
  expect(backend.started).toMatchObject([
    { text, query: 1, parameters: { kind: "a" }, timeZone: "UTC", confirmed: false },
    { text, query: 0, parameters: {}, timeZone: "UTC", confirmed: false },
  ]);
  const progress = client.next("evq/run/progress");
  client.events.runChanged({ ...running(backend.started[0]!), rowCount: 5 });
  expect(await progress).toMatchObject({ rowCount: 5 });
});

test("the parameters of a query are those it uses, each with its default", async () => {
  client = await connect(() => fakeBackend());
  await client.open(text);
  const needs = (line: number) => client.connection.sendRequest("evq/run/parameters", at(line));
  expect(await needs(5)).toEqual([
    { name: "kind", type: "string" },
    { name: "since", type: "time", initial: "@2024-01-01" },
  ]);
  expect(await needs(9)).toEqual([]);
});

test("a parameter's value is checked before it is run with", async () => {
  client = await connect(() => fakeBackend());
  await client.open(text);
  const check = (name: string, value: string) =>
    client.connection.sendRequest("evq/run/checkParameter", { ...at(5), name, text: value });
  for (const fit of ["2024-01-15", "@2024-01-15T10:00Z", "ago(1d)", "now() - 1h"])
    expect(await check("since", fit), fit).toBeNull();
  expect(await check("kind", "")).toBeNull();
  for (const unfit of ["yesterday", "", "5", "@2024-13", "1) from local.orders", "$kind"]) {
    expect(await check("since", unfit), unfit).toMatchObject({
      code: "parameter.invalid",
      message: expect.stringContaining("$since"),
      wayOut: { text: expect.stringContaining("ago(1d)") },
    });
  }
  await expect(check("other", "1")).rejects.toMatchObject({ data: { code: "usage" } });
});

test("the queries of a document, and those that a selection touches", async () => {
  client = await connect(() => fakeBackend());
  await client.open(text);
  const first = { title: "First", position: { line: 4, character: 0 } };
  const second = { title: "Second", position: { line: 8, character: 0 } };
  const queries = (...[start, end]: readonly [number, number]) =>
    client.connection.sendRequest("evq/queries", {
      uri,
      range: { start: at(start).position, end: at(end).position },
    });
  expect(await queries(0, 1000)).toEqual([first, second]);
  expect(await queries(5, 9)).toEqual([first, second]);
  expect(await queries(8, 9)).toEqual([second]);
  expect(await queries(0, 1)).toEqual([]);
});

test("a query as JSON and back", async () => {
  client = await connect(() => fakeBackend());
  await client.open(text);
  const json = await client.connection.sendRequest<string>("evq/query/toJson", at(9));
  expect(await client.connection.sendRequest("evq/query/fromJson", { json })).toMatch(/^from local\.orders\n/);
  await expect(client.connection.sendRequest("evq/query/fromJson", { json: "no" })).rejects.toMatchObject({
    data: { code: "json.invalid" },
  });
});

test("a document without a query says so", async () => {
  client = await connect(() => fakeBackend());
  await client.open("let a = 1");
  await expect(client.connection.sendRequest("evq/run/start", at(0))).rejects.toMatchObject({
    data: { code: "query.none" },
  });
});

test("pages, explanations and failures pass through", async () => {
  client = await connect(() => fakeBackend());
  await client.open(text);
  const page = await client.connection.sendRequest("evq/run/page", { runId: "run-1", offset: 2, count: 2 });
  expect(page).toEqual({ offset: 2, rows: [[2], [3]] });
  expect(await client.connection.sendRequest("evq/explain", at(8))).toMatchObject({ title: "query 1" });
  await expect(client.connection.sendRequest("evq/run/state", { runId: "x" })).rejects.toMatchObject({
    data: { code: "result.gone", wayOut: { text: "Run the query again." } },
  });
  await expect(client.connection.sendRequest("evq/log/delete", { log: "x" })).rejects.toMatchObject({
    data: { code: "log.unknown" },
  });
});

test("an import reports its progress under its own id, and only known mapping entries go on", async () => {
  client = await connect(() => fakeBackend());
  const progress = client.next("evq/log/importProgress");
  const report = await client.connection.sendRequest("evq/log/import", {
    importId: "i1",
    file: "/a.csv",
    log: "a",
    mapping: { timestamp: "at", type: "", nonsense: "x" },
  });
  expect(report).toMatchObject({ log: "a", mapping: { timestamp: "at" } });
  expect((report as { mapping: object }).mapping).not.toHaveProperty("nonsense");
  expect(await progress).toEqual({ importId: "i1", progress: { bytesRead: 1, appended: 1, badCount: 0 } });
});

test("a changed store is told, and documents are read against its new logs", async () => {
  let logs = [{ name: "orders" }];
  client = await connect(() =>
    fakeBackend({ connections: async () => [{ name: "local", kind: "local", connected: true, logs }] }),
  );
  await client.open("from local.sales");
  const before = await client.next<{ diagnostics: { code: string }[] }>(
    "textDocument/publishDiagnostics",
    ({ diagnostics }) => diagnostics.length > 0,
  );
  expect(before.diagnostics.map(({ code }) => code)).toEqual(["log.unknown"]);
  logs = [{ name: "sales" }];
  client.events.storeChanged("/store");
  expect(await client.next("evq/store/changed")).toEqual({ path: "/store" });
  await client.connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } });
  client.elapse();
  await client.next<{ diagnostics: unknown[] }>(
    "textDocument/publishDiagnostics",
    ({ diagnostics }) => diagnostics.length === 0,
  );
});

test("settings come with the hello, when asked for, and when they change; another store opens another engine", async () => {
  let setting = { timeZone: "Europe/Prague", store: { path: "/one" } };
  client = await connect(() => fakeBackend(), { configuration: () => setting });
  await client.connection.sendRequest("evq/store/summary", null);
  expect(client.places).toMatchObject([{ path: "/one", folders: ["file:///work"] }]);
  setting = { timeZone: "nonsense", store: { path: "/two" } };
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await client.open(text);
  await client.next("textDocument/publishDiagnostics");
  await client.connection.sendRequest("evq/store/summary", null);
  expect(client.places.map(({ path }) => path)).toEqual(["/one", "/two"]);
});

test("an order and the tables of a reduced result pass through, and no other direction does", async () => {
  client = await connect(() => fakeBackend());
  const key = { column: "n", direction: "desc" };
  const sort = [key, { column: "m", direction: "asc" }];
  const send = (params: object) => client.connection.sendRequest<RunState>("evq/run/sort", params);
  expect(await send({ runId: "run-1", sort })).toMatchObject({ runId: "run-1", sort });
  expect(await send({ runId: "run-1", sort: null })).not.toHaveProperty("sort");
  for (const wrong of [[{ ...key, direction: "up" }], [key, { direction: "asc" }], [], key, "n"]) {
    await expect(send({ runId: "run-1", sort: wrong })).rejects.toMatchObject({ data: { code: "usage" } });
  }
  expect(await client.connection.sendRequest("evq/run/reduced", { runId: "run-1" })).toMatchObject({
    grouping: { kind: "single" },
  });
});

test("the store of a workspace is opened only when the workspace is trusted", async () => {
  let setting: object = { trusted: false };
  client = await connect(() => fakeBackend(), { configuration: () => setting });
  await client.connection.sendRequest("evq/store/summary", null);
  expect(client.places).toMatchObject([{ path: undefined, folders: [], trusted: false }]);
  setting = { trusted: true };
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await client.next("evq/store/changed");
  expect(client.places.at(-1)).toMatchObject({ path: undefined, folders: ["file:///work"], trusted: true });
});

test("what a query keeps is known before it runs; checkpoints and previews are listed together, and changed by id", async () => {
  const [asked, held]: [unknown[], CheckpointSummary] = [
    [],
    {
      id: "7",
      name: "s",
      source: "erp.eventlog",
      place: "kept",
      isInto: true,
      query: "from erp.eventlog",
      by: "time",
      lastRun: "2024-01-15T10:00:00Z",
      gaps: 0,
      deadLetters: 0,
    },
  ];
  const note = (...words: readonly string[]) => Promise.resolve(void asked.push(words));
  client = await connect(() =>
    fakeBackend({
      checkpoints: {
        list: async () => [held],
        reset: (id) => note("reset", id),
        rewind: (id, to) => note("rewind", id, to),
        copy: (id, name) => note("copy", id, name),
      },
    }),
  );
  await client.open('from local.app since checkpoint "s" into local.kept\n\nfrom local.app\n');
  const ask = (method: string, params: unknown) => client.connection.sendRequest(method, params);
  expect(await ask("evq/run/keeps", at(0))).toEqual({ log: "kept", checkpoint: "s" });
  expect(await ask("evq/run/keeps", at(2))).toBeNull();
  expect(await ask("evq/checkpoint/list", null)).toEqual({ checkpoints: [held], previews: [] });
  await ask("evq/checkpoint/reset", { id: "7" });
  await ask("evq/checkpoint/rewind", { id: "7", to: "2024-01-15T09:00:00Z" });
  await ask("evq/checkpoint/copy", { id: "7", name: "t" });
  expect(asked).toEqual([
    ["reset", "7"],
    ["rewind", "7", "2024-01-15T09:00:00Z"],
    ["copy", "7", "t"],
  ]);
  await expect(ask("evq/run/commit", { runId: "run-1" })).rejects.toMatchObject({ data: { code: "result.gone" } });
  await expect(ask("evq/checkpoint/rewind", { id: "7" })).rejects.toMatchObject({ data: { code: "usage" } });
});
