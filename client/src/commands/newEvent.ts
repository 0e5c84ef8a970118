import type { Evq } from "../evq.ts";
import { chooseTarget } from "./chooseLog.ts";

/** Opens an unsaved document in which an event for a log, or a stream of it, is written. */
export async function newEvent(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const target = await chooseTarget(evq, args, "New Event");
  if (target) await evq.drafts.open(target.log, target.stream);
}
