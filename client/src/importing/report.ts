import { window } from "vscode";
import type { ImportReport } from "../../../server/protocol/imports.ts";
import { inspectLog } from "../commands/inspectLog.ts";
import type { Evq } from "../evq.ts";
import { badLines, summary } from "./reportText.ts";

/** Says what an import did, which fields were guessed, and offers the log and the lines that could not be read. */
export async function showReport(evq: Evq, file: string, report: ImportReport): Promise<void> {
  const inspect = "Inspect Log";
  const bad = "Show Unreadable Lines";
  const show = report.badCount > 0 ? window.showWarningMessage : window.showInformationMessage;
  const buttons = report.badCount > 0 ? [inspect, bad] : [inspect];
  const chosen = await show(summary(file, report), ...buttons);
  if (chosen === inspect) await inspectLog(evq, { log: { name: report.log } });
  if (chosen === bad) await evq.documents.show(`Unreadable lines of ${file}`, badLines(file, report));
}
