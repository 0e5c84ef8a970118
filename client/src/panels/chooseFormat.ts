import { window } from "vscode";
import type { CopyFormat } from "../../protocol/panel.ts";

export const formatNames: Readonly<Record<CopyFormat, string>> = {
  tsv: "Tab-Separated",
  json: "JSON",
  markdown: "Markdown Table",
};

const details: Readonly<Record<CopyFormat, string>> = {
  tsv: "For spreadsheets; several rows come with the names of their columns",
  json: "A list of objects, every digit kept",
  markdown: "For issues and pull requests",
};

/** Asks in which format to copy; undefined on Escape. */
export async function chooseFormat(): Promise<CopyFormat | undefined> {
  const items = (["tsv", "json", "markdown"] as const).map((format) => ({
    label: formatNames[format],
    detail: details[format],
    format,
  }));
  const chosen = await window.showQuickPick(items, { title: "Copy Selected Rows As" });
  return chosen?.format;
}
