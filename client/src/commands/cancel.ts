import type { Evq } from "../evq.ts";

/** Stops the query that runs; the rows it has found stay. */
export function cancel({ runs }: Evq): Promise<void> {
  return runs.cancel();
}
