import { Uri, window, workspace } from "vscode";
import type { QueryPlace } from "../runs/runs.ts";

/** The query that a command is about: the one that a code lens names (address, position), else the one at the cursor. */
export async function queryPlace(args: readonly unknown[]): Promise<QueryPlace | undefined> {
  const [uri, position] = args;
  if (typeof uri === "string" && isPosition(position)) {
    const document = await workspace.openTextDocument(Uri.parse(uri, true));
    const { line, character } = position;
    return document.languageId === "evq" ? { uri: document.uri.toString(), position: { line, character } } : undefined;
  }
  const editor = window.activeTextEditor;
  if (editor?.document.languageId === "evq") {
    const { line, character } = editor.selection.active;
    return { uri: editor.document.uri.toString(), position: { line, character } };
  }
  void window.showInformationMessage("Open an .evq document and put the cursor into a query.");
  return undefined;
}

function isPosition(value: unknown): value is QueryPlace["position"] {
  if (typeof value !== "object" || value === null) return false;
  const { line, character } = value as Readonly<Record<string, unknown>>;
  return Number.isSafeInteger(line) && Number.isSafeInteger(character);
}
