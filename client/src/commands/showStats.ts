import type { Evq } from "../evq.ts";
import { chooseLog } from "./chooseLog.ts";

/** Shows how many events of each type and stream a log has, and when they happened. */
export async function showStats(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const log = await chooseLog(evq, args, "Show Statistics");
  if (log !== undefined) evq.stats.show(log);
}
