import { idOrHash, widened } from "../resumption.ts";
import type { Resumption } from "../resumption.ts";
import type { PigelloSettings } from "./settings.ts";

/** Rows of Pigello may come to sight minutes after the time they bear. */
export function pigelloResumption({ overlap }: Pick<PigelloSettings, "overlap">): Resumption {
  return {
    by: "time",
    overlap: widened(15n * 60_000_000n, overlap),
    settle: 2_000_000n,
    identityOf: idOrHash,
    reads: ["id", "raw"],
  };
}
