import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { commands, Position, Selection, window, workspace } from "vscode";
import { ended, eventually, openFile, openText } from "../support/host.ts";

const run = () => commands.executeCommand("evq.run");

suite("run", () => {
  test("the query at the cursor gives rows", async () => {
    const editor = await openFile("first.evq");
    editor.selection = new Selection(new Position(3, 5), new Position(3, 5));
    const state = await ended(run);
    assert.equal(state.phase, "done");
    assert.equal(state.title, "Failed orders");
    assert.equal(state.rowCount, 2);
    assert.deepEqual(
      state.columns.map(({ name }) => name),
      ["timestamp", "actor", "attempts", "error", "note"],
    );
    assert.equal(state.completeness?.verdict, "complete");
    assert.equal(window.activeTextEditor, editor, "the focus left the editor");
  });

  test("a lens runs its own query, wherever the cursor is", async () => {
    const editor = await openFile("first.evq");
    editor.selection = new Selection(new Position(3, 5), new Position(3, 5));
    const state = await ended(() =>
      commands.executeCommand("evq.run", editor.document.uri.toString(), { line: 8, character: 0 }),
    );
    assert.equal(state.title, "Nothing at all");
    assert.equal(state.rowCount, 0);
  });

  test("a log that is not there fails with what to do", async () => {
    await openFile("unknown.evq");
    const state = await ended(run);
    assert.equal(state.phase, "failed");
    assert.equal(state.failure?.code, "log.unknown");
    assert.ok(state.failure?.wayOut?.text);
  });

  test("inspecting a log opens an unsaved query that has run", async () => {
    const state = await ended(() => commands.executeCommand("evq.log.inspect", { log: { name: "orders" } }));
    assert.ok(state.rowCount >= 7, "the log has these from the start, and tests add to it");
    const document = window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    assert.match(document.getText(), /from local\.orders\nlatest 100/);
  });

  test("explaining shows the plan beside the query", async () => {
    await openText("from local.orders\nwhere actor icontains 'ADA'\n");
    await commands.executeCommand("evq.explain");
    const plan = await eventually(() => workspace.textDocuments.find(({ uri }) => uri.scheme === "evq-text"));
    assert.match(plan.getText(), /local\.orders|orders/);
  });

  test("a text without a query says so, and nothing runs", async () => {
    await openText("// only a comment\n");
    await run();
  });
});
