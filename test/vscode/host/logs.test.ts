import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { commands, Position, window, type CodeLens, type CompletionList } from "vscode";
import { ended, eventually } from "../support/host.ts";

const orders = { log: { name: "orders" } };

suite("logs", () => {
  test("an event is written with completion of its shape and appended by its lens", async () => {
    const before = (await ended(() => commands.executeCommand("evq.log.inspect", orders))).rowCount;
    console.log("STEP 0");
    await commands.executeCommand("evq.log.newEvent", { ...orders, stream: { name: "ada" } });
    console.log("STEP 1");
    const editor = window.activeTextEditor;
    assert.ok(editor, "no document opened");
    const { document } = editor;
    assert.equal(document.languageId, "json");
    assert.deepEqual(JSON.parse(document.getText()), { event_type: "", stream_id: "ada", payload: {} });
    assert.deepEqual(editor.selection.active, new Position(1, 17));

    console.log("STEP 2");
    await editor.edit((edit) => edit.insert(new Position(1, 17), "order.blessed"));
    await editor.edit((edit) => edit.insert(new Position(1, 0), "  \n"));
    console.log("STEP 3");
    const offered = await eventually(async () => {
      const at = new Position(1, 2);
      const list = await commands.executeCommand<CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        at,
      );
      const names = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
      return names.includes("entity_type") ? names : undefined;
    });
    assert.ok(offered.includes("timestamp"));

    console.log("STEP 4");
    const lenses = await commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", document.uri);
    console.log("STEP 5");
    const lens = lenses.find(({ command }) => command?.title === "Append to local.orders");
    assert.ok(lens?.command, "no lens");
    await commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []));
    console.log("STEP 6");
    const state = await ended(() => commands.executeCommand("evq.log.inspect", orders));
    assert.equal(state.rowCount, before + 1);
  });
});
