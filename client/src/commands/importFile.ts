import { Uri, window } from "vscode";
import type { Evq } from "../evq.ts";
import { fileName } from "../fileName.ts";
import { chooseMapping } from "../importing/chooseMapping.ts";
import { chooseName, nameOf } from "../importing/chooseName.ts";
import { importLog } from "../importing/importLog.ts";
import { showReport } from "../importing/report.ts";

/** Imports a file that the user picks, or that the explorer's menu names, into a log of the local store. */
export async function importFile(evq: Evq, ...[chosen]: readonly unknown[]): Promise<void> {
  const chosenFile = chosen instanceof Uri ? chosen : await chooseFile();
  if (!chosenFile) return;
  const name = fileName(chosenFile);
  const file = evq.platform.pathOf(chosenFile);
  if (file === undefined) {
    void window.showErrorMessage(`${name} is not on disk. Save it into a folder there, then import it.`);
    return;
  }
  const title = `Import ${name}`;
  const logs = await evq.sources.logs();
  for (let suggested = nameOf(name); ;) {
    const log = await chooseName(title, suggested, logs);
    if (log === undefined) return;
    suggested = log;
    const mapping = await chooseMapping(evq.wire, { file, title, log });
    if (mapping === undefined) return;
    if (mapping === "back") continue;
    return evq.sources.attempt(async () => {
      const report = await importLog(evq.wire, { file, log, mapping });
      if (report) void showReport(evq, name, report);
    });
  }
}

async function chooseFile(): Promise<Uri | undefined> {
  const filters = { "Event logs": ["ndjson", "jsonl", "json", "csv", "gz"], "All files": ["*"] };
  const [file] =
    (await window.showOpenDialog({ title: "Import a File into a Log", openLabel: "Import", filters })) ?? [];
  return file;
}
