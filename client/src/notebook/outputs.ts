import { NotebookCellOutput, NotebookCellOutputItem, type NotebookCellOutput as Output } from "vscode";
import type { OutputMetadata, SavedOutput } from "../../protocol/notebook.ts";
import { copyText } from "../panels/copyText.ts";
import { resultText } from "./resultText.ts";
import { readOutput, RESULT_MIME } from "./savedOutput.ts";

/**
 * A run as an output of a cell: for our renderer, and as text, JSON or an error where there is none.
 * @param json what it was read from, if that says more than `saved` does
 */
export function outputOf(saved: SavedOutput, metadata?: OutputMetadata, json = JSON.stringify(saved)): Output {
  const { run, result } = saved;
  const items = [NotebookCellOutputItem.text(json, RESULT_MIME)];
  if (run.failure) {
    const { code, message, wayOut } = run.failure;
    const text = [message, wayOut?.text].filter(Boolean).join(" ");
    items.push(NotebookCellOutputItem.error({ name: code, message: text }));
  }
  items.push(NotebookCellOutputItem.text(resultText(saved), "text/plain"));
  if (result && result.rows.length > 0)
    items.push(NotebookCellOutputItem.text(copyText("json", result.columns, result.rows), "application/json"));
  return new NotebookCellOutput(items, { ...metadata });
}

/** The run that an output shows; undefined where the output is none of ours. */
export function savedOf(output: Pick<Output, "items">): SavedOutput | undefined {
  const json = jsonOf(output);
  return json === undefined ? undefined : readOutput(json);
}

/** An output as it is saved, with all that its file may have said besides. */
export function jsonOf({ items }: Pick<Output, "items">): string | undefined {
  const item = items.find(({ mime }) => mime === RESULT_MIME);
  return item && new TextDecoder().decode(item.data);
}
