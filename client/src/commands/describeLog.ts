import type { Evq } from "../evq.ts";
import { askDescription } from "./askAboutLog.ts";
import { chooseLog } from "./chooseLog.ts";

/** Changes what is said about a log. */
export async function describeLog(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const log = await chooseLog(evq, args, "Describe Log");
  if (log === undefined) return;
  const value = (await evq.sources.logs()).find(({ name }) => name === log)?.description ?? "";
  const description = await askDescription({ title: `Describe Log ${log}`, value });
  if (description === undefined || description === value) return;
  await evq.sources.attempt(
    async () => void (await evq.wire.request("evq/log/update", { log, change: { description } })),
  );
}
