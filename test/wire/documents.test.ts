import { afterEach, expect, test } from "vitest";
import { fakeBackend } from "../support/fakeBackend.ts";
import { connect, uri } from "../support/wire.ts";
import type { WireClient } from "../support/wire.ts";

let client: WireClient;
afterEach(() => client.close());

const change = (version: number, ...contentChanges: readonly unknown[]) =>
  client.connection.sendNotification("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
const hoverAt = (line: number, character: number) =>
  client.connection.sendRequest("textDocument/hover", { textDocument: { uri }, position: { line, character } });

test("the server says what it can do", async () => {
  client = await connect(() => fakeBackend());
  const { capabilities } = await client.connection.sendRequest<{ capabilities: Record<string, unknown> }>(
    "initialize",
    { processId: null, rootUri: null, capabilities: {} },
  );
  expect(Object.keys(capabilities).toSorted()).toMatchInlineSnapshot(`
    [
      "codeActionProvider",
      "codeLensProvider",
      "completionProvider",
      "definitionProvider",
      "documentFormattingProvider",
      "documentHighlightProvider",
      "documentRangeFormattingProvider",
      "documentSymbolProvider",
      "foldingRangeProvider",
      "hoverProvider",
      "inlayHintProvider",
      "notebookDocumentSync",
      "referencesProvider",
      "renameProvider",
      "selectionRangeProvider",
      "semanticTokensProvider",
      "signatureHelpProvider",
      "textDocumentSync",
    ]
  `);
});

test("an opened document gets its diagnostics at once, a changed one after a pause, each for its version", async () => {
  client = await connect(() => fakeBackend());
  await client.open("from local.orders\nwhere nonsense = 1");
  const opened = await client.diagnosticsOf(1);
  expect(opened.diagnostics.map(({ code, range }) => [code, range.start])).toEqual([
    ["field.unknown", { line: 1, character: 6 }],
  ]);
  await change(2, { range: { start: { line: 1, character: 6 }, end: { line: 1, character: 14 } }, text: "actor" });
  await change(3, { range: { start: { line: 1, character: 14 }, end: { line: 1, character: 15 } }, text: '"x"' });
  await hoverAt(0, 0);
  client.elapse();
  expect((await client.diagnosticsOf(3)).diagnostics).toEqual([]);
  const versions = client
    .received("textDocument/publishDiagnostics")
    .map((sent) => (sent as { version: number }).version);
  expect(versions).not.toContain(2);
});

test("changes of one message apply in order, each to the text the one before left", async () => {
  client = await connect(() => fakeBackend());
  await client.open("frm locl");
  const at = (character: number) => ({ line: 0, character });
  await change(
    2,
    { range: { start: at(1), end: at(3) }, text: "rom" },
    { range: { start: at(8), end: at(9) }, text: "al.orders" },
    { range: { start: at(99), end: at(99) }, text: "\nlatest 1\n" },
  );
  expect(
    await client.connection.sendRequest("textDocument/formatting", { textDocument: { uri }, options: {} }),
  ).toEqual([]);
  expect(await client.connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } })).toMatchObject([
    { name: "from local.orders latest 1" },
  ]);
});

test("a closed document loses its diagnostics and is no longer answered", async () => {
  client = await connect(() => fakeBackend());
  await client.open("from");
  await client.diagnosticsOf(1);
  await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  await expect(hoverAt(0, 0)).rejects.toMatchObject({ data: { code: "usage" } });
  expect(client.received("textDocument/publishDiagnostics").at(-1)).toEqual({ uri, diagnostics: [] });
});

test("an answer about a text that changed meanwhile is dropped", async () => {
  let known: (connections: []) => void = () => {};
  client = await connect(() => fakeBackend({ connections: () => new Promise((resolve) => (known = resolve)) }));
  await client.open("from ");
  const completion = client.connection.sendRequest("textDocument/completion", {
    textDocument: { uri },
    position: { line: 0, character: 5 },
  });
  await change(2, { text: "from local" });
  await client.connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } });
  known([]);
  await expect(completion).rejects.toMatchObject({ code: -32801 });
});

test("what the client takes back is not answered", async () => {
  client = await connect(() => fakeBackend({ connections: () => new Promise(() => {}) }));
  await client.open("from ");
  const { CancellationTokenSource } = await import("vscode-languageserver");
  const cancellation = new CancellationTokenSource();
  const completion = client.connection.sendRequest(
    "textDocument/completion",
    { textDocument: { uri }, position: { line: 0, character: 5 } },
    cancellation.token,
  );
  await client.connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } });
  cancellation.cancel();
  await client.connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } });
  client.elapse();
  await expect(completion).rejects.toMatchObject({ code: -32800 });
});

test("completion does not wait longer than a moment for the logs", async () => {
  client = await connect(() => fakeBackend({ connections: () => new Promise(() => {}) }));
  await client.open("");
  const completion = client.connection.sendRequest<readonly { label: string }[]>("textDocument/completion", {
    textDocument: { uri },
    position: { line: 0, character: 0 },
  });
  await client.connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } });
  client.elapse();
  expect((await completion).map(({ label }) => label)).toContain("from");
});
