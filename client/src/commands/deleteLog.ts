import { window } from "vscode";
import type { Evq } from "../evq.ts";
import { chooseLog } from "./chooseLog.ts";

/** Deletes a log with all its events, after the user said so. */
export async function deleteLog(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const log = await chooseLog(evq, args, "Delete Log");
  if (log === undefined) return;
  const button = "Delete";
  const question = `Delete the log "${log}" with all its events?`;
  const detail = "It is taken out of the local store and cannot be brought back from there.";
  if ((await window.showWarningMessage(question, { modal: true, detail }, button)) !== button) return;
  await evq.sources.attempt(async () => void (await evq.wire.request("evq/log/delete", { log })));
}
