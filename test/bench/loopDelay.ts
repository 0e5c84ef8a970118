import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

/** How late timers of a process were since it was last asked, in milliseconds. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
}

/** What a timer that fires on time is counted as. */
const RESOLUTION_MS = 5;

// Imported into the measured process beside its own program; its worker inherits the import and is not meant.
if (isMainThread && process.send) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  process.on("message", () => {
    const late = (part: number): number => Math.max(0, delay.percentile(part) / 1e6 - RESOLUTION_MS);
    process.send?.({ p50: late(50), p99: late(99) } satisfies LoopDelay);
    delay.reset();
  });
}
