import { Uri, window, workspace } from "vscode";
import type { Evq } from "../evq.ts";
import { importLog } from "../importing/importLog.ts";
import { readSampleLogs, readTour } from "../importing/samples.ts";
import { openCopy } from "../notebook/notebooks.ts";
import { openQuery } from "./openQuery.ts";

/** Imports the sample logs that are not there yet, and opens a sample of the user's choice as an unsaved document or notebook. */
export async function openSamples({ platform, context, wire, sources }: Evq): Promise<void> {
  const folder = Uri.joinPath(context.extensionUri, "samples");
  const bytesOf = async (...path: readonly string[]) => workspace.fs.readFile(Uri.joinPath(folder, ...path));
  const read = async (...path: readonly string[]) => new TextDecoder().decode(await bytesOf(...path));

  const items = readTour(await read("tour.json")).map((file) => ({ label: titleOf(file), file }));
  const chosen = await window.showQuickPick(items, {
    title: "Try with Sample Events",
    placeHolder: "Choose a sample; its logs are imported into the local store",
  });
  if (!chosen) return;

  const existing = new Set((await sources.logs()).map(({ name }) => name));
  for (const { file, log, mapping } of readSampleLogs(await read("data", "import.json"))) {
    if (existing.has(log)) continue;
    const path = platform.pathOf(Uri.joinPath(folder, "data", file));
    if (path === undefined || !(await importLog(wire, { file: path, log, mapping }))) return;
  }
  sources.refresh();
  if (chosen.file.endsWith(".evqnb")) await openCopy(await bytesOf(chosen.file));
  else await openQuery(await read(chosen.file));
}

/** `01-first-query.evq` → `First query` */
function titleOf(file: string): string {
  const words = file
    .replace(/^\d+-/, "")
    .replace(/\.evq(nb)?$/, (ending) => (ending === ".evqnb" ? " (notebook)" : ""))
    .replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
