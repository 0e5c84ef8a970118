import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StoreSummary } from "../../server/protocol/logs.ts";
import type { ResultPage, RunState } from "../../server/protocol/results.ts";
import { openWorkerBackend } from "../../server/node/workerBackend.ts";
import type { Backend } from "../../server/src/lsp/backend.ts";
import { startStoreThread } from "../support/storeThread.ts";
import { connect, uri } from "../support/wire.ts";
import type { WireClient } from "../support/wire.ts";

const shop = new URL("../../samples/data/shop.ndjson", import.meta.url);

let store: string;
let client: WireClient;
let backend: Backend;

beforeEach(async () => {
  store = mkdtempSync(join(tmpdir(), "evq-wire-"));
  client = await connect((_place, events) => {
    backend = openWorkerBackend(() => startStoreThread(store), events);
    return backend;
  });
});
afterEach(async () => {
  await backend.close();
  client.close();
  rmSync(store, { recursive: true });
});

const importShop = () =>
  client.connection.sendRequest("evq/log/import", { importId: "1", file: shop.pathname, log: "shop", mapping: {} });

test("a file is imported, a query over it runs in the worker, and its rows come page by page", async () => {
  expect(await importShop()).toMatchObject({ log: "shop", badCount: 0 });
  const { logs } = await client.connection.sendRequest<StoreSummary>("evq/store/summary", null);
  const events = logs[0]?.events ?? 0;
  expect(events).toBeGreaterThan(100);

  await client.open("from local.shop\nreduce count() as events\n");
  const started = await client.connection.sendRequest<RunState>("evq/run/start", {
    uri,
    position: { line: 0, character: 0 },
  });
  const done = await client.next<RunState>("evq/run/progress", ({ phase }) => phase !== "running");
  expect(done).toMatchObject({
    runId: started.runId,
    phase: "done",
    rowCount: 1,
    completeness: { verdict: "complete" },
  });
  const page = await client.connection.sendRequest<ResultPage>("evq/run/page", {
    runId: done.runId,
    offset: 0,
    count: 9,
  });
  expect(page.rows).toEqual([[{ $int: String(events) }]]);
});

test("once a log is there, a text that names it is completed with its event types", async () => {
  await client.open("from local.shop where event_type = ");
  await importShop();
  await client.next("evq/store/changed");
  const completion = { textDocument: { uri }, position: { line: 0, character: 35 } };
  await client.next("textDocument/publishDiagnostics");
  const labels = async () => {
    client.elapse();
    const items = await client.connection.sendRequest<readonly { label: string }[]>(
      "textDocument/completion",
      completion,
    );
    return items.map(({ label }) => label);
  };
  await expect.poll(labels).toEqual(expect.arrayContaining([expect.stringMatching(/^order/i)]));
});

test("a worker that dies is a failure with a way out, and the next request has a new one", async () => {
  await importShop();
  const summary = client.connection.sendRequest("evq/store/summary", null);
  await backend.close();
  await summary.catch(() => {});
  await expect(client.connection.sendRequest("evq/store/summary", null)).resolves.toMatchObject({ path: store });
});
