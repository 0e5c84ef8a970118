import type { Connection } from "vscode-languageserver";
import type { Change, SentDocument } from "./documents.ts";
import { guardNotification } from "./guard.ts";
import { Params } from "./params.ts";
import type { Session } from "./session.ts";

/** Keeps the documents of the session as they are in the editor. */
export function followDocuments(connection: Connection, session: Session): void {
  const { documents, diagnostics } = session;
  const on = listener(connection, session);
  on("textDocument/didOpen", (params) => {
    const { uri, version, text } = sentDocument(params.object("textDocument"));
    documents.open(uri, version, text);
    diagnostics.now(uri);
  });
  on("textDocument/didChange", (params) => {
    const uri = params.documentUri();
    documents.change(uri, versionOf(params.object("textDocument")), changesOf(params.list("contentChanges")));
    diagnostics.soon(uri);
  });
  on("textDocument/didClose", (params) => {
    const uri = params.documentUri();
    documents.close(uri);
    session.forget(uri);
  });
}

/** `connection.onDid…` would do the same, but hands on unread what a broken client sends. */
export function listener(
  connection: Connection,
  { log }: Session,
): (method: string, receive: (params: Params) => void) => void {
  return (method, receive) => {
    connection.onNotification(
      method,
      guardNotification(method, (params) => receive(new Params(params)), log),
    );
  };
}

export function sentDocument(document: Params): SentDocument {
  return { uri: document.text("uri"), version: versionOf(document), text: document.text("text") };
}

export function versionOf(document: Params): number {
  return document.integer("version", -Infinity);
}

export function changesOf(changes: readonly Params[]): readonly Change[] {
  return changes.map((change) => {
    const text = change.text("text");
    return change.optional("range") ? { text, range: change.range() } : { text };
  });
}
