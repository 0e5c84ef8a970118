import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { suite, test } from "mocha";
import {
  commands,
  NotebookCellData,
  NotebookCellKind,
  NotebookData,
  NotebookEdit,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  type NotebookCell,
  type NotebookDocument,
} from "vscode";
import type { SavedOutput } from "../../../client/protocol/notebook.ts";
import { api, eventually as soon } from "../support/host.ts";

const eventually = <T>(ask: () => T | undefined) => soon(ask, workspace.onDidChangeNotebookDocument, 60_000);
const MIME = "application/vnd.evq.result+json";
const query = "//# Failed orders\nfrom local.orders\nwhere payload.status = 'failed'\nselect id, actor\norder by id\n";

suite("notebook", function () {
  // The first notebook of a window brings up the editor of notebooks and its webview.
  this.timeout(90_000);

  test("cells run with names from other cells, and their outputs are saved and kept", async () => {
    await api();
    const file = fileUri("kept.evqnb");
    const cells = [
      { id: "a", language: "markdown", source: ["# Orders", ""] },
      { id: "b", language: "evq", source: ["let failed = from local.orders where payload.status = 'failed'"] },
      {
        id: "c",
        language: "evq",
        source: [
          "//# All",
          "from failed",
          "select id, actor",
          "",
          "//# By kind",
          "from failed",
          "reduce count() as n by event_type",
        ],
        tags: ["x"],
      },
    ];
    writeFileSync(file.fsPath, JSON.stringify({ version: 1, owner: "audit", cells }));
    const notebook = await opened(file);
    await commands.executeCommand("notebook.execute", notebook.uri);
    const cell = notebook.cellAt(2);
    const outputs = await eventually(() =>
      cell.executionSummary?.success === undefined ? undefined : outputsOf(cell),
    );
    assert.equal(cell.executionSummary?.success, true);
    assert.equal(notebook.cellAt(1).executionSummary?.success, true, "a cell of definitions has nothing to run");
    assert.deepEqual(
      outputs.map(({ run }) => [run.title, run.phase, run.rowCount, run.completeness?.verdict, run.sources]),
      [
        ["All", "done", 3, "complete", ["local.orders"]],
        ["By kind", "done", 1, "complete", ["local.orders"]],
      ],
    );
    assert.deepEqual(
      outputs[0]?.result?.columns.map(({ name }) => name),
      ["id", "actor"],
    );
    assert.ok(outputs[1]?.result?.totals);
    assert.ok(cell.executionSummary?.executionOrder);
    assert.ok(cell.executionSummary?.timing);

    await notebook.save();
    const text = readFileSync(file.fsPath, "utf8");
    assert.match(text, /^\{\n {2}"version": 1,\n {2}"owner": "audit",\n {2}"cells": \[\n/);
    assert.match(text, /"tags": \[\n/);
    await commands.executeCommand("workbench.action.closeAllEditors");
    const again = await opened(file);
    assert.deepEqual(outputsOf(again.cellAt(2)), outputs);
    assert.equal(again.cellAt(2).metadata["id"], "c");
    assert.equal(again.cellAt(2).executionSummary?.success, true);
    await again.save();
    assert.equal(
      readFileSync(file.fsPath, "utf8"),
      text,
      "a notebook that nothing was done to changed when it was saved",
    );
  });

  test("a cell keeps its id from save to save, and a copy of it gets another", async () => {
    const notebook = await newNotebook([new NotebookCellData(NotebookCellKind.Code, query, "evq")]);
    const edit = new WorkspaceEdit();
    const copy = new NotebookCellData(NotebookCellKind.Code, query, "evq");
    const id = await eventually(() => notebook.cellAt(0).metadata["id"] as string | undefined);
    copy.metadata = { id };
    edit.set(notebook.uri, [NotebookEdit.insertCells(1, [copy])]);
    await workspace.applyEdit(edit);
    const second = await eventually(() => {
      const now = notebook.cellAt(1).metadata["id"] as string | undefined;
      return now === id ? undefined : now;
    });
    assert.equal(notebook.cellAt(0).metadata["id"], id);
    assert.match(second, /^[0-9a-f]{8}$/);
  });

  test("what cannot be run is an error with the way out, and the cells after it run", async () => {
    const notebook = await newNotebook([
      new NotebookCellData(NotebookCellKind.Code, "from local.ordres\n", "evq"),
      new NotebookCellData(NotebookCellKind.Code, query, "evq"),
    ]);
    await commands.executeCommand("notebook.execute", notebook.uri);
    const [first, second] = notebook.getCells() as [NotebookCell, NotebookCell];
    await eventually(() => (second.executionSummary?.success === undefined ? undefined : true));
    assert.equal(first.executionSummary?.success, false);
    assert.equal(second.executionSummary?.success, true);
    const [failed] = outputsOf(first);
    assert.equal(failed?.run.failure?.code, "log.unknown");
    assert.ok(failed?.run.failure?.wayOut?.text);
    assert.ok(first.outputs[0]?.items.some(({ mime }) => mime === "application/vnd.code.notebook.error"));
  });

  test("a cell that is interrupted is cancelled, and so are those that wait", async () => {
    const cells = Array.from({ length: 3 }, () => new NotebookCellData(NotebookCellKind.Code, query, "evq"));
    const notebook = await newNotebook(cells);
    const running = commands.executeCommand("notebook.execute", notebook.uri);
    await commands.executeCommand("notebook.cancelExecution", {
      ranges: [{ start: 0, end: 3 }],
      document: notebook.uri,
    });
    await running;
    // Whether the first one was faster than the cancel is left open; nothing is left running.
    const last = notebook.cellAt(2);
    await commands.executeCommand("notebook.cell.execute", { ranges: [{ start: 2, end: 3 }], document: notebook.uri });
    await eventually(() => (outputsOf(last)[0]?.run.phase === "done" ? true : undefined));
  });

  for (const [name, text, reason] of [
    ["broken", '{"version": 1, "cells": [', /line 1/],
    ["newer", '{"version": 7, "cells": []}', /format 7/],
  ] as const) {
    test(`a ${name} file is refused with its reason and stays as it is`, async () => {
      const uri = fileUri(`${name}.evqnb`);
      writeFileSync(uri.fsPath, text);
      await assert.rejects(async () => workspace.openNotebookDocument(uri), reason);
      assert.equal(readFileSync(uri.fsPath, "utf8"), text);
    });
  }

  test("an empty file is a new notebook", async () => {
    const uri = fileUri("empty.evqnb");
    writeFileSync(uri.fsPath, "");
    assert.equal((await workspace.openNotebookDocument(uri)).cellCount, 0);
  });
});

async function newNotebook(cells: NotebookCellData[]): Promise<NotebookDocument> {
  const notebook = await workspace.openNotebookDocument("evq-notebook", new NotebookData(cells));
  await window.showNotebookDocument(notebook);
  return notebook;
}

async function opened(file: Uri): Promise<NotebookDocument> {
  const notebook = await workspace.openNotebookDocument(file);
  await window.showNotebookDocument(notebook);
  return notebook;
}

function fileUri(name: string): Uri {
  const [folder] = workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return Uri.joinPath(folder.uri, name);
}

function outputsOf(cell: NotebookCell): readonly SavedOutput[] {
  return cell.outputs.map(({ items }) => {
    const item = items.find(({ mime }) => mime === MIME);
    assert.ok(item, "an output is none of ours");
    return JSON.parse(new TextDecoder().decode(item.data)) as SavedOutput;
  });
}
