import type { Evq } from "../evq.ts";

/** Lists the logs and the checkpoints anew. */
export function refreshLogs({ sources, checkpoints }: Evq): Promise<void> {
  sources.refresh();
  checkpoints.refresh();
  return Promise.resolve();
}
