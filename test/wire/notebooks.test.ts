import { afterEach, beforeEach, expect, test } from "vitest";
import { fakeBackend } from "../support/fakeBackend.ts";
import { connect } from "../support/wire.ts";
import type { WireClient } from "../support/wire.ts";

const notebook = "file:///audit.evqnb";
const cell = (name: string) => `vscode-notebook-cell:/audit.evqnb#${name}`;
const item = (name: string, text: string) => ({ uri: cell(name), languageId: "evq", version: 1, text });

let client: WireClient;
let backend: ReturnType<typeof fakeBackend>;
beforeEach(async () => {
  backend = fakeBackend();
  client = await connect(() => backend);
});
afterEach(() => client.close());

const open = (...cells: readonly ReturnType<typeof item>[]) =>
  client.connection.sendNotification("notebookDocument/didOpen", {
    notebookDocument: {
      uri: notebook,
      notebookType: "evq-notebook",
      version: 1,
      cells: cells.map(({ uri }) => ({ kind: 2, document: uri })),
    },
    cellTextDocuments: cells,
  });
const change = (cells: object) =>
  client.connection.sendNotification("notebookDocument/didChange", {
    notebookDocument: { uri: notebook, version: 2 },
    change: { cells },
  });
const structure = (
  start: number,
  deleteCount: number,
  cells: readonly string[] = [],
  didOpen: readonly ReturnType<typeof item>[] = [],
) =>
  change({
    structure: {
      array: { start, deleteCount, cells: cells.map((name) => ({ kind: 2, document: cell(name) })) },
      didOpen,
    },
  });
const at = (name: string, line: number, character: number) => ({
  textDocument: { uri: cell(name) },
  position: { line, character },
});
const ask = <T>(method: string, params: object) => client.connection.sendRequest<T>(method, params);
/** What is said of a cell last; the answer to another question comes after it. */
async function codesOf(name: string): Promise<readonly unknown[]> {
  const exchange = () => ask("textDocument/hover", at(name, 0, 0)).catch(() => {});
  await exchange();
  client.elapse();
  await exchange();
  type Published = { readonly uri: string; readonly diagnostics: readonly { readonly code: unknown }[] };
  const published = client.received("textDocument/publishDiagnostics") as readonly Published[];
  return published.findLast(({ uri }) => uri === cell(name))?.diagnostics.map(({ code }) => code) ?? ["none said"];
}

test("a let and a param of one cell are known in the cells below it", async () => {
  await open(
    item("first", "from failed"),
    item("second", 'let failed = from local.orders\nparam who: string = "ada"'),
    item("third", "from failed where actor = $who"),
  );
  expect(await codesOf("first")).toEqual(["let.too-early"]);
  expect(await codesOf("third")).toEqual([]);
  expect(await ask("textDocument/definition", at("third", 0, 7))).toEqual({
    uri: cell("second"),
    range: { start: { line: 0, character: 4 }, end: { line: 0, character: 10 } },
  });
  const items = await ask<readonly { label: string }[]>("textDocument/completion", at("third", 0, 5));
  expect(items.map(({ label }) => label)).toContain("failed");
});

test("a name is changed in each cell that uses it, and only there", async () => {
  await open(
    item("first", "let failed = from local.orders"),
    item("second", "from local.orders"),
    item("third", "from failed\nlimit 1"),
  );
  const edit = await ask<{ documentChanges: readonly unknown[] }>("textDocument/rename", {
    ...at("third", 0, 7),
    newName: "broken",
  });
  const edits = (start: number, end: number) => [
    { range: { start: { line: 0, character: start }, end: { line: 0, character: end } }, newText: "broken" },
  ];
  expect(edit.documentChanges).toEqual([
    { textDocument: { uri: cell("first"), version: 1 }, edits: edits(4, 10) },
    { textDocument: { uri: cell("third"), version: 1 }, edits: edits(5, 11) },
  ]);
});

test("what is left open in one cell does not swallow the next one", async () => {
  await open(item("first", "from local.orders /* and"), item("second", "from local.orders\nwhere nonsense = 1"));
  expect(await codesOf("first")).toEqual(["syntax.unterminated-comment"]);
  expect(await codesOf("second")).toEqual(["field.unknown"]);
});

test("a change in one cell changes what is said of the others, each at its own place", async () => {
  await open(item("first", "let failed = from local.orders"), item("second", "\nfrom failed"));
  expect(await codesOf("second")).toEqual([]);
  const range = { start: { line: 0, character: 4 }, end: { line: 0, character: 10 } };
  await change({
    textContent: [{ document: { uri: cell("first"), version: 2 }, changes: [{ range, text: "lost" }] }],
  });
  expect(await codesOf("first")).toEqual(["name.unused"]);
  expect(await codesOf("second")).toEqual(["source.unknown"]);
});

test("cells come, go and move; what was said of one that went is taken back", async () => {
  await open(item("first", "let failed = from local.orders"), item("second", "from failed"));
  await structure(2, 0, ["third"], [item("third", "from failed limit x")]);
  expect(await codesOf("third")).not.toEqual([]);
  await structure(0, 1);
  expect(await codesOf("second")).toEqual(["source.unknown"]);
  expect(await codesOf("first")).toEqual([]);
  await structure(0, 2, ["third", "second"]);
  expect(await codesOf("second")).toEqual(["source.unknown"]);
  await client.connection.sendNotification("notebookDocument/didClose", {
    notebookDocument: { uri: notebook },
    cellTextDocuments: [{ uri: cell("second") }, { uri: cell("third") }],
  });
  expect(await codesOf("second")).toEqual([]);
});

test("a cell is formatted, folded and outlined by itself", async () => {
  await open(item("first", "from local.orders  limit   1"), item("second", "FROM local.orders\nlimit 2"));
  const options = { tabSize: 2, insertSpaces: true };
  const edits = await ask<readonly { newText: string }[]>("textDocument/formatting", {
    textDocument: { uri: cell("second") },
    options,
  });
  expect(edits.map(({ newText }) => newText)).toEqual(["from"]);
  const symbols = await ask<readonly { name: string }[]>("textDocument/documentSymbol", {
    textDocument: { uri: cell("first") },
  });
  expect(symbols).toHaveLength(1);
  const tokens = await ask<{ data: readonly number[] }>("textDocument/semanticTokens/full", {
    textDocument: { uri: cell("second") },
  });
  expect(tokens.data.slice(0, 3)).toEqual([0, 5, 5]);
});

test("the query of a cell is run in the text of all of them, and no cell runs the query of another", async () => {
  await open(
    item("first", "let failed = from local.orders"),
    item("second", "from failed limit 1"),
    item("third", "from failed limit 2"),
  );
  const { textDocument, position } = at("third", 0, 3);
  await ask("evq/run/start", { uri: textDocument.uri, position });
  const [{ text, cuts, query }] = backend.started as [(typeof backend.started)[0]];
  expect(query).toBe(1);
  expect(text.slice(cuts!.at(-1))).toBe("from failed limit 2");
  await expect(ask("evq/run/start", { uri: cell("first"), position })).rejects.toThrow("There is no query");
  const queries = await ask<readonly { position: unknown }[]>("evq/queries", {
    uri: cell("second"),
    range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
  });
  expect(queries.map((entry) => entry.position)).toEqual([{ line: 0, character: 0 }]);
});
