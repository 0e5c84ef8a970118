import assert from "node:assert/strict";
import { suite, test } from "mocha";
import {
  commands,
  languages,
  Position,
  Range,
  Selection,
  window,
  type CodeAction,
  type InlayHint,
  type SignatureHelp,
} from "vscode";
import { api, ended, eventually, openText } from "../support/host.ts";

const several = `//# First
from local.orders
latest 1

//# Second
from local.orders
expect rows = 0

//# Third
from local.orders
latest 2
`;

suite("editor", () => {
  test("a time without a zone and a call explain themselves", async () => {
    const text = "from local.orders during @2024-01-15 reduce percentile(payload.attempts, 90";
    const document = await openText(text);
    const hints = await eventually(async () => {
      const range = new Range(new Position(0, 0), document.positionAt(text.length));
      const found = await commands.executeCommand<InlayHint[]>("vscode.executeInlayHintProvider", document.uri, range);
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual(
      hints.map(({ label }) => label),
      ["= 2024-01-15T00:00Z"],
    );
    const help = await commands.executeCommand<SignatureHelp>(
      "vscode.executeSignatureHelpProvider",
      document.uri,
      document.positionAt(text.length),
    );
    assert.equal(help.signatures[0]?.label, "percentile(f, n)");
    assert.equal(help.activeParameter, 1);
  });

  test("a misspelt field and a foreign word have a fix", async () => {
    const text = "from local.orders\nwhere event_typ = 'x'\nsummarize count()\n";
    const document = await openText(text);
    await eventually(() => (languages.getDiagnostics(document.uri).length >= 2 ? true : undefined));
    const titles = async (word: string) => {
      const at = document.positionAt(text.indexOf(word) + 2);
      const actions = await commands.executeCommand<CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        new Range(at, at),
      );
      return actions.map(({ title }) => title).join("\n");
    };
    assert.match(await titles("event_typ"), /event_type/);
    assert.match(await titles("summarize"), /reduce/);
  });

  test("the selection runs every query that it touches, and an unmet expectation is a problem at its place", async () => {
    const document = await openText(several);
    const editor = window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new Selection(new Position(5, 2), new Position(9, 3));
    const state = await ended(() => commands.executeCommand("evq.run"));
    assert.equal(state.title, "Third");
    const [problem] = await eventually(() => {
      const found = languages.getDiagnostics(document.uri).filter(({ code }) => code === "expectation.failed");
      return found.length > 0 ? found : undefined;
    });
    assert.equal(problem && document.getText(problem.range), "expect rows = 0");
    await editor.edit((edit) => edit.insert(new Position(0, 0), "\n"));
    await eventually(() =>
      languages.getDiagnostics(document.uri).every(({ code }) => code !== "expectation.failed") ? true : undefined,
    );
  });

  test("the whole file runs, its queries one after the other", async () => {
    await openText(several);
    const { onDidChangeRun } = await api();
    const seen = new Set<string>();
    const watching = onDidChangeRun((state) => state && seen.add(state.title));
    await ended(() => commands.executeCommand("evq.runAll"));
    await eventually(() => (["First", "Second", "Third"].every((title) => seen.has(title)) ? true : undefined));
    watching.dispose();
  });
});
