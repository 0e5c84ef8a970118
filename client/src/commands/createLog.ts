import { window } from "vscode";
import type { Evq } from "../evq.ts";
import { askDescription, askName } from "./askAboutLog.ts";

/** Makes a log without events, by a name and, if the user likes, a description. */
export async function createLog(evq: Evq): Promise<void> {
  const title = "Create Log";
  const log = await askName(evq, { title, value: "" });
  if (log === undefined) return;
  const description = await askDescription({ title: `${title} ${log}`, value: "" });
  if (description === undefined) return;
  await evq.sources.attempt(async () => {
    await evq.wire.request("evq/log/create", { log, description });
    window.setStatusBarMessage(`Made local.${log}`, 3000);
  });
}
