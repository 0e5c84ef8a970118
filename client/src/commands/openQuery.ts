import { window, workspace } from "vscode";
import type { QueryPlace } from "../runs/runs.ts";

/** Opens a new, unsaved document with a query in it and says where the query stands. */
export async function openQuery(text: string): Promise<QueryPlace> {
  const document = await workspace.openTextDocument({ language: "evq", content: text });
  await window.showTextDocument(document);
  const start = document.positionAt(Math.max(0, text.search(/^from\b/m)));
  return { uri: document.uri.toString(), position: { line: start.line, character: start.character } };
}
