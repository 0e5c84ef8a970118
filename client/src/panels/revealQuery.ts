import { Position, Range, TextEditorRevealType, Uri, window, workspace } from "vscode";
import type { QueryPlace } from "../runs/runs.ts";

/** Opens the document of a query and puts the cursor where it was run. */
export async function revealQuery({ uri, position: { line, character } }: QueryPlace): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(uri, true));
  const at = document.validatePosition(new Position(line, character));
  const editor = await window.showTextDocument(document, { selection: new Range(at, at) });
  editor.revealRange(new Range(at, at), TextEditorRevealType.InCenterIfOutsideViewport);
}
