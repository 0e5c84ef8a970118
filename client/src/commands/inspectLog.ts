import type { Evq } from "../evq.ts";
import { remoteLogOf } from "../connections/choose.ts";
import { chooseTarget } from "./chooseLog.ts";
import { openQuery } from "./openQuery.ts";
import { run } from "./run.ts";
import { sourceOf } from "./sourceOf.ts";

/** Opens an unsaved query for the last hundred events of a log or stream, and runs it. */
export async function inspectLog(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const remote = remoteLogOf(args[0]);
  const target = remote ?? (await chooseTarget(evq, args, "Inspect Log"));
  if (!target) return;
  const what = (target.stream ?? target.log).replace(/\s+/g, " ");
  const source = sourceOf(target, remote?.connection);
  const { uri, position } = await openQuery(`//# The last events of ${what}\nfrom ${source}\nlatest 100\n`);
  await run(evq, uri, position);
}
