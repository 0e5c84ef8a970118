import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { commands, Position, window, type CodeLens, type CompletionList } from "vscode";
import { ended, eventually } from "../support/host.ts";

const orders = { log: { name: "orders" } };
/** Of data/orders.ndjson. */
const EVENTS = 7;

suite("logs", () => {
  test("an event is written in a document of its own and appended by its lens", async () => {
    await commands.executeCommand("evq.log.newEvent", { ...orders, stream: { name: "ada" } });
    const editor = window.activeTextEditor;
    assert.ok(editor, "no document opened");
    const { document } = editor;
    assert.equal(document.languageId, "json");
    assert.deepEqual(JSON.parse(document.getText()), { event_type: "", stream_id: "ada", payload: {} });
    assert.deepEqual(editor.selection.active, new Position(1, 17));

    await eventually(async () => {
      const place = [document.uri, new Position(2, 2)] as const;
      const list = await commands.executeCommand<CompletionList>("vscode.executeCompletionItemProvider", ...place);
      const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
      return ["timestamp", "metadata"].every((key) => labels.some((label) => label.includes(key))) || undefined;
    });

    await editor.edit((edit) => edit.insert(new Position(1, 17), "order.blessed"));
    const append = await eventually(async () => {
      const lenses = await commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", document.uri);
      return lenses.find(({ command }) => command?.title === "Append to local.orders")?.command;
    });
    await commands.executeCommand(append.command, ...(append.arguments ?? []));
    const state = await ended(() => commands.executeCommand("evq.log.inspect", orders));
    assert.equal(state.rowCount, EVENTS + 1);
  });
});
