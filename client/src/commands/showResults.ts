import type { Evq } from "../evq.ts";

/** Brings the results to the front and puts the focus there. */
export function showResults({ results }: Evq): Promise<void> {
  return results.show(true);
}
