import type { Evq } from "../evq.ts";
import { chooseLog } from "./chooseLog.ts";
import { openQuery } from "./openQuery.ts";
import { run } from "./run.ts";
import { sourceOf } from "./sourceOf.ts";

/** Opens an unsaved query for the last hundred events of a log, and runs it. */
export async function inspectLog(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const log = await chooseLog(evq, args, "Inspect Log");
  if (log === undefined) return;
  const { uri, position } = await openQuery(`//# The last events of ${log}\nfrom ${sourceOf(log)}\nlatest 100\n`);
  await run(evq, uri, position);
}
