import type { Evq } from "../evq.ts";
import { askName } from "./askAboutLog.ts";
import { chooseLog } from "./chooseLog.ts";

/** Gives a log another name; queries have to read it by that from then on. */
export async function renameLog(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const log = await chooseLog(evq, args, "Rename Log");
  if (log === undefined) return;
  const name = await askName(evq, { title: `Rename Log ${log}`, value: log });
  if (name === undefined || name === log) return;
  await evq.sources.attempt(async () => void (await evq.wire.request("evq/log/update", { log, change: { name } })));
}
