import { afterEach, expect, test } from "vitest";
import { features } from "../../server/src/lsp/features.ts";
import { requests } from "../../server/src/lsp/requests.ts";
import { fakeBackend } from "../support/fakeBackend.ts";
import { connect, uri } from "../support/wire.ts";
import type { WireClient } from "../support/wire.ts";

let client: WireClient;
afterEach(() => client.close());

/** They ask for nothing in particular, so nothing can be wrong with what they ask. */
const WITHOUT_PARAMS = [
  "evq/store/summary",
  "evq/connection/list",
  "evq/connection/kinds",
  "evq/import/profiles",
  "evq/checkpoint/list",
];
const methods = [...Object.keys(features), ...Object.keys(requests)].filter(
  (method) => !WITHOUT_PARAMS.includes(method),
);
const nonsense = [null, [], 7, "x", {}, { textDocument: null }, { textDocument: { uri: 1 } }, { uri, position: -1 }];

test("every request with nonsense is refused with a reason, and the server goes on", async () => {
  client = await connect(() => fakeBackend());
  await client.open("from local.orders");
  for (const method of methods) {
    for (const params of nonsense) {
      await expect(client.connection.sendRequest(method, params as object), method).rejects.toMatchObject({
        data: { code: "usage" },
      });
    }
  }
  expect(methods.length).toBeGreaterThan(20);
  expect(client.logged).toEqual([]);
  await expect(client.connection.sendRequest("evq/store/summary", null)).resolves.toMatchObject({ path: "/store" });
});

test("a notification with nonsense is logged and changes nothing", async () => {
  client = await connect(() => fakeBackend());
  await client.open("from local.orders");
  for (const method of ["didOpen", "didChange", "didClose"]) {
    await client.connection.sendNotification(`textDocument/${method}`, { textDocument: {} });
  }
  await client.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: "file:///other", version: 2 },
    contentChanges: [{ text: "" }],
  });
  const symbols = await client.connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } });
  expect(symbols).toHaveLength(1);
  expect(client.logged).toHaveLength(4);
});

test("a defect is answered as such, logged, and kills nothing", async () => {
  client = await connect(() =>
    fakeBackend({
      get logs(): never {
        throw new TypeError("a defect");
      },
    }),
  );
  await expect(client.connection.sendRequest("evq/store/summary", null)).rejects.toMatchObject({
    code: -32603,
    data: { code: "internal" },
  });
  expect(client.logged.join()).toContain("TypeError: a defect");
  await client.open("from local");
  await client.diagnosticsOf(1);
});

test("a method that nobody knows is refused as unknown", async () => {
  client = await connect(() => fakeBackend());
  await expect(client.connection.sendRequest("evq/unknown", {})).rejects.toMatchObject({ code: -32601 });
});
