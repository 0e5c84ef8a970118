import type { Evq } from "../evq.ts";

/** Lists the logs anew. */
export function refreshLogs({ sources }: Evq): Promise<void> {
  sources.refresh();
  return Promise.resolve();
}
