import { env, window, type TextEditor } from "vscode";
import type { Evq } from "../evq.ts";
import { openQuery } from "./openQuery.ts";

/** Writes the query whose JSON is on the clipboard at the cursor of an `.evq` document, else into a new one. */
export async function pasteJson({ wire }: Evq): Promise<void> {
  const text = await wire.request("evq/query/fromJson", { json: await env.clipboard.readText() });
  const editor = window.activeTextEditor;
  if (editor?.document.languageId === "evq") await insertQuery(editor, text.trimEnd());
  else await openQuery(text);
}

/** A query stands on lines of its own, with a blank one between it and its neighbours. */
async function insertQuery(editor: TextEditor, query: string): Promise<void> {
  const { document, selection } = editor;
  const text = document.getText();
  const before = text.slice(0, document.offsetAt(selection.start));
  const after = text.slice(document.offsetAt(selection.end));
  const lead = before.trim() === "" ? "" : "\n".repeat(Math.max(0, 2 - lineBreaks(/\s*$/.exec(before)?.[0])));
  const trail = after.trim() === "" ? "\n" : "\n".repeat(Math.max(0, 2 - lineBreaks(/^\s*/.exec(after)?.[0])));
  await editor.edit((edit) => edit.replace(selection, `${lead}${query}${trail}`));
}

function lineBreaks(space = ""): number {
  return space.split("\n").length - 1;
}
