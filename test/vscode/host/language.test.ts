import assert from "node:assert/strict";
import { suite, test } from "mocha";
import {
  commands,
  FileType,
  languages,
  Position,
  Uri,
  window,
  workspace,
  type CodeLens,
  type CompletionList,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type Location,
  type MarkdownString,
  type SemanticTokens,
  type SemanticTokensLegend,
  type WorkspaceEdit,
} from "vscode";
import { api, eventually, openFile, openText } from "../support/host.ts";

const named = [
  "param least: number = 3",
  "let failed = from local.orders where payload.status = 'failed'",
  "",
  "//# Failed",
  "from failed",
  "where payload.attempts > $least",
  "",
].join("\n");

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

  test("a let is found from its use, all its uses from it, and they are renamed together", async () => {
    const document = await openText(named);
    const use = document.positionAt(named.indexOf("from failed") + 7);
    const [definition] = await commands.executeCommand<Location[]>(
      "vscode.executeDefinitionProvider",
      document.uri,
      use,
    );
    assert.equal(definition && document.getText(definition.range), "failed");
    assert.equal(definition?.range.start.line, 1);
    const uses = await commands.executeCommand<Location[]>("vscode.executeReferenceProvider", document.uri, use);
    assert.deepEqual(
      uses.map(({ range }) => range.start.line).toSorted((a, b) => a - b),
      [1, 4],
    );
    const renamed = await commands.executeCommand<WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      document.positionAt(named.indexOf("$least") + 2),
      "fewest",
    );
    assert.ok(await workspace.applyEdit(renamed));
    assert.match(document.getText(), /^param fewest: number[^]*attempts > \$fewest\n$/);
  });

  test("queries fold, and names are coloured by what they are", async () => {
    const document = await openText(named);
    const folds = await commands.executeCommand<FoldingRange[]>("vscode.executeFoldingRangeProvider", document.uri);
    assert.ok(
      folds.some(({ start, end }) => start === 4 && end === 5),
      JSON.stringify(folds),
    );
    const { tokenTypes } = await commands.executeCommand<SemanticTokensLegend>(
      "vscode.provideDocumentSemanticTokensLegend",
      document.uri,
    );
    const { data } = await commands.executeCommand<SemanticTokens>(
      "vscode.provideDocumentSemanticTokens",
      document.uri,
    );
    const types = Array.from({ length: data.length / 5 }, (_, at) => tokenTypes[data[at * 5 + 3] ?? -1]);
    for (const type of ["parameter", "variable", "namespace", "class", "property"])
      assert.ok(types.includes(type), type);
  });

  test("a query in a virtual file system is checked like any other", async () => {
    await api();
    const wrong = "from local.orders\nwhere event_typ = 'x'\n";
    const files = workspace.registerFileSystemProvider("evq-test", {
      onDidChangeFile: () => ({ dispose: () => {} }),
      watch: () => ({ dispose: () => {} }),
      stat: () => ({ type: FileType.File, ctime: 0, mtime: 0, size: wrong.length }),
      readFile: () => new TextEncoder().encode(wrong),
      readDirectory: () => [],
      createDirectory: () => {},
      writeFile: () => {},
      delete: () => {},
      rename: () => {},
    });
    const document = await workspace.openTextDocument(Uri.parse("evq-test:/remote/virtual.evq"));
    await window.showTextDocument(document);
    await eventually(() => languages.getDiagnostics(document.uri).find(({ code }) => code === "field.unknown"));
    await commands.executeCommand("workbench.action.closeActiveEditor");
    files.dispose();
  });
});
