import { NotebookCellData, NotebookCellKind, NotebookData, type NotebookCellExecutionSummary } from "vscode";
import type { SavedOutput } from "../../protocol/notebook.ts";
import { parseJson, printJson } from "../../../server/src/base/json.ts";
import type { Fields, FileCell, NotebookFile } from "./file/notebookFile.ts";
import { isFields } from "./file/writeNotebook.ts";
import { jsonOf, outputOf, savedOf } from "./outputs.ts";
import { readOutput } from "./savedOutput.ts";

const NOTHING: Fields = new Map();

/** A notebook as VS Code has it. What the file says besides is kept in the metadata, as text, so that no digit is lost. */
export function toNotebookData({ cells, unknown }: NotebookFile): NotebookData {
  const data = new NotebookData(cells.map(toCellData));
  data.metadata = kept(unknown);
  return data;
}

function toCellData({ id, language, source, unknown, outputs }: FileCell): NotebookCellData {
  const kind = language === "markdown" ? NotebookCellKind.Markup : NotebookCellKind.Code;
  const cell = new NotebookCellData(kind, source, language);
  cell.metadata = { id, ...kept(unknown) };
  const saved = outputs.flatMap((output) => {
    const json = printJson(output);
    const run = readOutput(json);
    return run ? [{ run, json }] : [];
  });
  cell.outputs = saved.map(({ run, json }) => outputOf(run, undefined, json));
  const summary = summaryOf(saved.map(({ run }) => run));
  if (summary) cell.executionSummary = summary;
  return cell;
}

/** When the runs of a cell were, and whether all went well. */
function summaryOf(outputs: readonly SavedOutput[]): NotebookCellExecutionSummary | undefined {
  const [first, last] = [outputs[0]?.run, outputs.at(-1)?.run];
  if (!first || !last) return undefined;
  return {
    success: outputs.every(({ run }) => run.phase === "done"),
    timing: { startTime: Date.parse(first.at), endTime: Date.parse(last.at) + last.elapsedMs },
  };
}

/** What is written of a notebook. Outputs that are not ours, of cells from elsewhere, and those of runs that go on are left out. */
export function toNotebookFile({ cells, metadata }: NotebookData): NotebookFile {
  const taken = new Set(cells.flatMap((cell) => idOf(cell.metadata) ?? []));
  const seen = new Set<string>();
  return {
    cells: cells.map((cell) => {
      const own = idOf(cell.metadata);
      const id = own === undefined || seen.has(own) ? newCellId(taken) : own;
      seen.add(id);
      return toFileCell(cell, id);
    }),
    unknown: unknownOf(metadata),
  };
}

function toFileCell({ kind, value, languageId, metadata, outputs = [] }: NotebookCellData, id: string): FileCell {
  return {
    id,
    language: kind === NotebookCellKind.Markup ? "markdown" : languageId,
    source: value.replaceAll("\r\n", "\n"),
    unknown: unknownOf(metadata),
    outputs: outputs.flatMap((output) => {
      const saved = savedOf(output);
      const json = jsonOf(output);
      if (!saved || json === undefined || saved.run.phase === "running") return [];
      const fields = parseJson(json);
      return isFields(fields) ? [fields] : [];
    }),
  };
}

/** The id that a cell's metadata names. */
export function idOf(metadata: { readonly [key: string]: unknown } | undefined): string | undefined {
  const id = metadata?.["id"];
  return typeof id === "string" && id !== "" ? id : undefined;
}

/** An id that no cell has; it is taken from then on. */
export function newCellId(taken: Set<string>): string {
  let id: string;
  do id = crypto.randomUUID().slice(0, 8);
  while (taken.has(id));
  taken.add(id);
  return id;
}

function kept(unknown: Fields): { unknown?: string } {
  return unknown.size > 0 ? { unknown: printJson(unknown) } : {};
}

function unknownOf(metadata: { readonly [key: string]: unknown } | undefined): Fields {
  const text = metadata?.["unknown"];
  if (typeof text !== "string") return NOTHING;
  const fields = parseJson(text);
  return isFields(fields) ? fields : NOTHING;
}
