import { commands, workspace } from "vscode";

const SCHEME = "vscode-notebook-cell:";

/** Whether a document is a cell of a notebook. */
export function isCell(uri: string): boolean {
  return uri.startsWith(SCHEME);
}

/** What stays of a document's address from one session to the next: a cell's is that of its notebook. */
export function lastingUri(uri: string): string {
  return isCell(uri) ? (uri.split("#", 1)[0] ?? uri) : uri;
}

/** Whether nothing of a document is on disk, so that its address means something else in the next session. */
export function isUnsaved(uri: string): boolean {
  return uri.startsWith("untitled:") || /^vscode-notebook-cell:[^/]/.test(uri);
}

/** Runs a cell in its notebook, where its results belong. */
export async function runCell(uri: string): Promise<void> {
  for (const notebook of workspace.notebookDocuments) {
    const at = notebook.getCells().findIndex(({ document }) => document.uri.toString() === uri);
    if (at < 0) continue;
    await commands.executeCommand("notebook.cell.execute", {
      ranges: [{ start: at, end: at + 1 }],
      document: notebook.uri,
    });
  }
}
