import {
  commands,
  NotebookCellData,
  NotebookCellKind,
  NotebookData,
  Uri,
  window,
  workspace,
  type NotebookDocument,
  type TextDocument,
} from "vscode";
import type { Evq } from "../evq.ts";
import { fileName } from "../fileName.ts";
import { cellsOf, textOf } from "./evqText.ts";
import { toHtml, type ExportedCell } from "./export/toHtml.ts";
import { toMarkdown } from "./export/toMarkdown.ts";
import { readNotebook } from "./file/readNotebook.ts";
import { toNotebookData } from "./notebookData.ts";
import { NOTEBOOK_TYPE } from "./notebookType.ts";
import { savedOf } from "./outputs.ts";

/** Opens an unsaved notebook with a query over the largest log there is. */
export async function newNotebook({ sources }: Evq): Promise<void> {
  const logs = await sources.logs().catch(() => []);
  const [largest] = logs.toSorted((a, b) => b.events - a.events);
  const source = largest ? (/^\w+$/.test(largest.name) ? largest.name : `\`${largest.name}\``) : "";
  await show([{ language: "evq", source: `from local.${source}\nlatest 100` }]);
}

/** Opens what a notebook's file holds as an unsaved notebook, with its results. @throws as `readNotebook` */
export async function openCopy(bytes: Uint8Array): Promise<void> {
  const notebook = await workspace.openNotebookDocument(NOTEBOOK_TYPE, toNotebookData(readNotebook(bytes)));
  await window.showNotebookDocument(notebook);
}

/** Opens the queries of an `.evq` file as an unsaved notebook; the file stays as it is. */
export async function openAsNotebook(_: Evq, uri: unknown): Promise<void> {
  const document = uri instanceof Uri ? await workspace.openTextDocument(uri) : window.activeTextEditor?.document;
  if (document?.languageId !== "evq" || document.uri.scheme === "vscode-notebook-cell") {
    void window.showInformationMessage("Open an .evq document first.");
    return;
  }
  await show(cellsOf(textOfDocument(document)));
}

/** Opens the cells of a notebook as an unsaved `.evq` document; text becomes comments, results stay in the notebook. */
export async function openAsQueries(): Promise<void> {
  const notebook = activeNotebook();
  if (!notebook) return;
  const cells = notebook
    .getCells()
    .map(({ document }) => ({ language: document.languageId, source: textOfDocument(document) }));
  await window.showTextDocument(await workspace.openTextDocument({ language: "evq", content: textOf(cells) }));
}

/** Writes the notebook that is shown as one page that opens anywhere. */
export async function exportHtml({ platform }: Evq): Promise<void> {
  await exportAs(platform.home, "HTML", "html", (notebook) => toHtml(nameOf(notebook), exportedCells(notebook)));
}

/** Writes the notebook that is shown as Markdown. */
export async function exportMarkdown({ platform }: Evq): Promise<void> {
  await exportAs(platform.home, "Markdown", "md", (notebook) => toMarkdown(exportedCells(notebook)));
}

async function exportAs(
  home: Uri | undefined,
  format: string,
  ending: string,
  print: (notebook: NotebookDocument) => string | Promise<string>,
): Promise<void> {
  const notebook = activeNotebook();
  if (!notebook) return;
  const folder = notebook.isUntitled
    ? (workspace.workspaceFolders?.[0]?.uri ?? home)
    : Uri.joinPath(notebook.uri, "..");
  const file = await window.showSaveDialog({
    title: `Export Notebook to ${format}`,
    saveLabel: "Export",
    ...(folder && { defaultUri: Uri.joinPath(folder, `${nameOf(notebook)}.${ending}`) }),
    filters: { [format]: [ending] },
  });
  if (!file) return;
  await workspace.fs.writeFile(file, new TextEncoder().encode(await print(notebook)));
  const open = "Open File";
  void window.showInformationMessage(`Exported the notebook to ${fileName(file)}.`, open).then((chosen) => {
    if (chosen === open) void commands.executeCommand("vscode.open", file);
  });
}

function exportedCells(notebook: NotebookDocument): readonly ExportedCell[] {
  return notebook.getCells().map(({ kind, document, outputs }) => ({
    language: kind === NotebookCellKind.Markup ? "markdown" : document.languageId,
    source: textOfDocument(document),
    outputs: outputs.flatMap((output) => savedOf(output) ?? []),
  }));
}

async function show(cells: readonly { readonly language: string; readonly source: string }[]): Promise<void> {
  const data = new NotebookData(
    cells.map(({ language, source }) => {
      const kind = language === "markdown" ? NotebookCellKind.Markup : NotebookCellKind.Code;
      return new NotebookCellData(kind, source, language);
    }),
  );
  await window.showNotebookDocument(await workspace.openNotebookDocument(NOTEBOOK_TYPE, data));
}

function activeNotebook(): NotebookDocument | undefined {
  const notebook = window.activeNotebookEditor?.notebook;
  if (notebook?.notebookType === NOTEBOOK_TYPE) return notebook;
  void window.showInformationMessage("Open an .evqnb notebook first.");
  return undefined;
}

function nameOf({ uri }: NotebookDocument): string {
  return fileName(uri).replace(/\.evqnb$/, "");
}

function textOfDocument(document: TextDocument): string {
  return document.getText().replaceAll("\r\n", "\n");
}
