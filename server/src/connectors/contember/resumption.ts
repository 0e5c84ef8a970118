import { idOrHash, widened } from "../resumption.ts";
import type { Resumption } from "../resumption.ts";
import type { ContemberSettings } from "./settings.ts";

/** `appliedAt` is taken when a transaction commits, and its events come to sight a moment later. */
export function contemberResumption({ overlap }: Pick<ContemberSettings, "overlap">): Resumption {
  return {
    by: "time",
    overlap: widened(2n * 60_000_000n, overlap),
    settle: 2_000_000n,
    identityOf: idOrHash,
    reads: ["id", "raw"],
  };
}
