import { NotebookEdit, workspace, WorkspaceEdit, type Disposable, type NotebookDocument } from "vscode";
import { NOTEBOOK_TYPE } from "./notebookType.ts";
import { idOf, newCellId } from "./notebookData.ts";

/** Gives each new cell an id for life, a copied one too; without that, each save of an open notebook would give it another. */
export function keepCellIds(): Disposable {
  return workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
    if (notebook.notebookType !== NOTEBOOK_TYPE || contentChanges.every(({ addedCells }) => addedCells.length === 0))
      return;
    const edit = editOf(notebook, new Set(contentChanges.flatMap(({ addedCells }) => addedCells)));
    if (edit) void workspace.applyEdit(edit);
  });
}

function editOf(notebook: NotebookDocument, added: ReadonlySet<unknown>): WorkspaceEdit | undefined {
  const taken = new Set<string>();
  for (const cell of notebook.getCells()) {
    const id = idOf(cell.metadata);
    if (id !== undefined && !added.has(cell)) taken.add(id);
  }
  const edits = notebook.getCells().flatMap((cell, at) => {
    if (!added.has(cell)) return [];
    const id = idOf(cell.metadata);
    if (id !== undefined && !taken.has(id)) {
      taken.add(id);
      return [];
    }
    return [NotebookEdit.updateCellMetadata(at, { ...cell.metadata, id: newCellId(taken) })];
  });
  if (edits.length === 0) return undefined;
  const edit = new WorkspaceEdit();
  edit.set(notebook.uri, edits);
  return edit;
}
