import { window, type NotebookData, type NotebookSerializer } from "vscode";
import { toFailure } from "../../../server/src/base/failure.ts";
import { readNotebook } from "./file/readNotebook.ts";
import { writeNotebook } from "./file/writeNotebook.ts";
import { toNotebookData, toNotebookFile } from "./notebookData.ts";

/** Reads and writes `*.evqnb`. A file that cannot be read is an error of the editor, so it is never saved over. */
export const serializer: NotebookSerializer = {
  deserializeNotebook: (bytes) => {
    try {
      return toNotebookData(readNotebook(bytes));
    } catch (thrown) {
      const { message, wayOut } = toFailure(thrown);
      const text = [message, wayOut?.text].filter(Boolean).join(" ");
      // The editor itself says only that there was an error.
      void window.showErrorMessage(text);
      throw new Error(text, { cause: thrown });
    }
  },
  serializeNotebook: (data: NotebookData) => new TextEncoder().encode(writeNotebook(toNotebookFile(data))),
};
