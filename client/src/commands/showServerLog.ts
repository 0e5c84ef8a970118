import type { Evq } from "../evq.ts";

/** Shows the output of the language server. */
export function showServerLog({ wire }: Evq): Promise<void> {
  return wire.showLog();
}
