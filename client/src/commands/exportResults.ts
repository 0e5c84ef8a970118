import { ProgressLocation, Uri, window, workspace } from "vscode";
import type { ExportFormat, RunState } from "../../../server/protocol/results.ts";
import type { Evq } from "../evq.ts";
import { fileName } from "../fileName.ts";
import { readFailure } from "../failures.ts";

/** Formats by the endings of their files, the first one being what is offered first. */
const FORMATS: readonly (readonly [label: string, format: ExportFormat, ending: string])[] = [
  ["CSV", "csv", "csv"],
  ["Excel Workbook", "xlsx", "xlsx"],
  ["Apache Parquet", "parquet", "parquet"],
  ["NDJSON", "ndjson", "ndjson"],
  ["JSON", "json", "json"],
];

/** Writes all rows of the result that is shown to a file, in the order in which they are shown. */
export async function exportResults({ runs, wire, failures, platform }: Evq): Promise<void> {
  const run = runs.current;
  if (run?.phase !== "done") {
    void window.showInformationMessage(
      run
        ? "The result can be exported once its query is done."
        : "Run a query first; its result can then be exported.",
    );
    return;
  }
  const chosen = await chooseFile(run, platform.home);
  if (!chosen) return;
  const { file, format } = chosen;
  const path = platform.pathOf(file);
  if (path === undefined) {
    void window.showErrorMessage(`${fileName(file)} would not be on disk. Choose a folder that is.`);
    return;
  }
  const request = { runId: run.runId, file: path, format, rawFormulas: false };
  const options = {
    location: ProgressLocation.Notification,
    title: `Exporting ${rows(run.rowCount)}`,
    cancellable: true,
  };
  try {
    const report = await window.withProgress(options, (_progress, token) =>
      wire.request("evq/run/export", request, token),
    );
    void said(file, report.rows);
  } catch (thrown) {
    if (readFailure(thrown).code !== "cancelled") void failures.show(thrown);
  }
}

async function chooseFile(
  { title }: RunState,
  home: Uri | undefined,
): Promise<{ file: Uri; format: ExportFormat } | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? home;
  const name = title.replaceAll(/[^\w .-]+/g, " ").trim().slice(0, 60) || "result"; // prettier-ignore
  const file = await window.showSaveDialog({
    title: "Export Results",
    saveLabel: "Export",
    ...(folder && { defaultUri: Uri.joinPath(folder, `${name}.csv`) }),
    filters: Object.fromEntries(FORMATS.map(([label, , ending]) => [label, [ending]])),
  });
  if (!file) return undefined;
  const ending = /\.([a-z]+)$/i.exec(file.path)?.[1]?.toLowerCase();
  const found = FORMATS.find(([, , known]) => known === ending);
  if (found) return { file, format: found[1] };
  void window.showErrorMessage(
    `The name ${fileName(file)} says no format. End it with .${FORMATS.map(([, , known]) => known).join(", .")}.`,
  );
  return undefined;
}

async function said(file: Uri, count: number): Promise<void> {
  const open = "Open File";
  const message = `Exported ${rows(count)} to ${fileName(file)}.`;
  const isText = /\.(csv|json|ndjson)$/.test(file.path);
  const chosen = await window.showInformationMessage(message, ...(isText ? [open] : []));
  if (chosen === open) await window.showTextDocument(file, { preview: true });
}

function rows(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "row" : "rows"}`;
}
