import { basename } from "node:path";
import { Uri, window } from "vscode";
import type { Evq } from "../evq.ts";
import { importLog } from "../importing/importLog.ts";
import { showReport } from "../importing/report.ts";

/** Imports a file that the user picks, or that the explorer's menu names, into a log of the local store. */
export async function importFile(evq: Evq, ...[chosen]: readonly unknown[]): Promise<void> {
  const file = chosen instanceof Uri ? chosen : await chooseFile();
  if (!file) return;
  const log = await chooseName(evq, file);
  if (log === undefined) return;
  await evq.sources.attempt(async () => {
    const report = await importLog(evq.wire, { file: file.fsPath, log, mapping: {} });
    if (report) void showReport(evq, basename(file.fsPath), report);
  });
}

async function chooseFile(): Promise<Uri | undefined> {
  const filters = { "Event logs": ["ndjson", "jsonl", "json", "csv"], "All files": ["*"] };
  const [file] =
    (await window.showOpenDialog({ title: "Import a File into a Log", openLabel: "Import", filters })) ?? [];
  return file;
}

async function chooseName({ sources }: Evq, file: Uri): Promise<string | undefined> {
  const logs = await sources.logs();
  const existing = (name: string) => logs.find((log) => log.name === name);
  const name = await window.showInputBox({
    title: `Import ${basename(file.fsPath)}`,
    prompt: "Name of the log. Queries read it as local.NAME; a log that is there gets the events added.",
    value: basename(file.fsPath)
      .replace(/\.[^.]*$/, "")
      .replaceAll(/[^\w.-]+/g, "-"),
    validateInput: (text) => (text.trim() === "" ? "A log needs a name." : undefined),
  });
  const log = name?.trim();
  if (log === undefined || !existing(log)) return log;
  const count = existing(log)?.events.toLocaleString("en-US") ?? "";
  const button = "Add Events";
  const answer = await window.showWarningMessage(
    `The log "${log}" is there already, with ${count} events. Add the events of this file to it?`,
    { modal: true, detail: "Events whose id is there already are left out." },
    button,
  );
  return answer === button ? log : undefined;
}
