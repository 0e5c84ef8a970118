import { basename } from "node:path";
import { Uri, window } from "vscode";
import type { Evq } from "../evq.ts";
import { chooseMapping } from "../importing/chooseMapping.ts";
import { chooseName, nameOf } from "../importing/chooseName.ts";
import { importLog } from "../importing/importLog.ts";
import { showReport } from "../importing/report.ts";

/** Imports a file that the user picks, or that the explorer's menu names, into a log of the local store. */
export async function importFile(evq: Evq, ...[chosen]: readonly unknown[]): Promise<void> {
  const file = chosen instanceof Uri ? chosen : await chooseFile();
  if (!file) return;
  if (file.scheme !== "file") {
    void window.showErrorMessage(`${basename(file.path)} is not on disk. Save it into a folder there, then import it.`);
    return;
  }
  const title = `Import ${basename(file.fsPath)}`;
  const logs = await evq.sources.logs();
  for (let name = nameOf(basename(file.fsPath)); ;) {
    const log = await chooseName(title, name, logs);
    if (log === undefined) return;
    name = log;
    const mapping = await chooseMapping(evq.wire, { file: file.fsPath, title, log });
    if (mapping === undefined) return;
    if (mapping === "back") continue;
    return evq.sources.attempt(async () => {
      const report = await importLog(evq.wire, { file: file.fsPath, log, mapping });
      if (report) void showReport(evq, basename(file.fsPath), report);
    });
  }
}

async function chooseFile(): Promise<Uri | undefined> {
  const filters = { "Event logs": ["ndjson", "jsonl", "json", "csv", "gz"], "All files": ["*"] };
  const [file] =
    (await window.showOpenDialog({ title: "Import a File into a Log", openLabel: "Import", filters })) ?? [];
  return file;
}
