import type { Evq } from "../evq.ts";
import { openQuery } from "./openQuery.ts";
import { sourceOf } from "./sourceOf.ts";

/** Opens an unsaved query over the largest log there is, ready to be changed and run. */
export async function newQuery({ sources }: Evq): Promise<void> {
  const logs = await sources.logs().catch(() => []);
  const [largest] = logs.toSorted((a, b) => b.events - a.events);
  await openQuery(`from ${largest ? sourceOf({ log: largest.name }) : "local."}\nlatest 100\n`);
}
