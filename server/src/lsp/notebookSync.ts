import type { Connection, NotebookDocumentSyncOptions } from "vscode-languageserver";
import { changesOf, listener, sentDocument, versionOf } from "./documentSync.ts";
import type { Params } from "./params.ts";
import type { Session } from "./session.ts";

/** The cells that the editor sends together with their notebook; those of other languages it leaves out. */
export const NOTEBOOK_SYNC: NotebookDocumentSyncOptions = {
  notebookSelector: [{ notebook: "evq-notebook", cells: [{ language: "evq" }] }],
};

/** Keeps the notebooks of the session as they are in the editor. Whatever changes in one cell can matter in every other. */
export function followNotebooks(connection: Connection, session: Session): void {
  const { documents, diagnostics } = session;
  const on = listener(connection, session);
  on("notebookDocument/didOpen", (params) => {
    const notebook = params.object("notebookDocument").text("uri");
    documents.openNotebook(notebook, params.list("cellTextDocuments").map(sentDocument));
    for (const cell of documents.cells(notebook)) diagnostics.now(cell);
  });
  on("notebookDocument/didChange", (params) => {
    const notebook = params.object("notebookDocument").text("uri");
    const cells = params.object("change").optional("cells");
    const structure = cells?.optional("structure");
    if (structure) arrange(session, notebook, structure);
    for (const content of listOf(cells, "textContent")) {
      const document = content.object("document");
      documents.change(document.text("uri"), versionOf(document), changesOf(content.list("changes")));
    }
    for (const cell of documents.cells(notebook)) diagnostics.soon(cell);
  });
  on("notebookDocument/didClose", (params) => {
    const notebook = params.object("notebookDocument").text("uri");
    const cells = documents.cells(notebook);
    documents.closeNotebook(notebook);
    for (const cell of cells) session.forget(cell);
  });
}

/** Takes cells away and puts others in; one that was moved is there already, and keeps its text. */
function arrange({ documents, forget }: Session, notebook: string, structure: Params): void {
  const array = structure.object("array");
  const opened = new Map(
    listOf(structure, "didOpen").map((document) => [document.text("uri"), sentDocument(document)]),
  );
  const put = listOf(array, "cells").map((cell) => cell.text("document"));
  const before = documents.cells(notebook);
  const after = before.toSpliced(array.integer("start"), array.integer("deleteCount"), ...put);
  documents.openNotebook(
    notebook,
    after.map((uri) => opened.get(uri) ?? documents.sent(uri)),
  );
  for (const cell of before) if (!after.includes(cell)) forget(cell);
}

function listOf(params: Params | undefined, name: string): readonly Params[] {
  return params === undefined || params.unread(name) === undefined ? [] : params.list(name);
}
