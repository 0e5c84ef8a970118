import assert from "node:assert/strict";
import { suite, test } from "mocha";
import {
  commands,
  languages,
  Position,
  type CodeLens,
  type CompletionList,
  type DocumentSymbol,
  type Hover,
  type MarkdownString,
} from "vscode";
import { eventually, openFile, openText } from "../support/host.ts";

suite("language", () => {
  test("a wrong field is underlined, with what was meant", async () => {
    const { document } = await openFile("wrong.evq");
    const [found] = await eventually(() => {
      const all = languages.getDiagnostics(document.uri);
      return all.length > 0 ? all : undefined;
    });
    assert.equal(found?.code, "field.unknown");
    assert.match(found.message, /event_typ\b.*event_type\b/);
    assert.equal(document.getText(found.range), "event_typ");
  });

  test("completion knows clauses, logs and fields", async () => {
    const labels = async (text: string) => {
      const document = await openText(text);
      const at = document.positionAt(text.length);
      const list = await commands.executeCommand<CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        at,
      );
      return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    };
    assert.ok((await labels("from local.orders\n")).includes("where"));
    assert.ok((await labels("from local.")).includes("orders"));
    assert.ok((await labels("from local.orders\nwhere ")).includes("event_type"));
    assert.ok((await labels("from local.orders\nwhere payload.")).some((label) => label.includes("status")));
  });

  test("hover explains a clause", async () => {
    const { document } = await openFile("first.evq");
    const hovers = await commands.executeCommand<Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      new Position(3, 2),
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map((content) => (content as MarkdownString).value))
      .join("\n");
    assert.match(text, /where/i);
    assert.ok(text.length > 20, text);
  });

  test("formatting, symbols and lenses are there", async () => {
    const document = await openText("from local.orders limit 5 where   payload.attempts>3");
    await commands.executeCommand("editor.action.formatDocument");
    await eventually(
      () => /^from local\.orders\nwhere payload\.attempts > 3\nlimit 5\n?$/.test(document.getText()) || undefined,
    );

    const { document: first } = await openFile("first.evq");
    const symbols = await commands.executeCommand<DocumentSymbol[]>("vscode.executeDocumentSymbolProvider", first.uri);
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ["Failed orders", "Nothing at all"],
    );
    const lenses = await commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", first.uri, 10);
    const [run] = lenses.filter(({ command }) => command?.command === "evq.run");
    assert.equal(lenses.length, 4);
    assert.equal(run?.command?.arguments?.[0], first.uri.toString());
  });
});
