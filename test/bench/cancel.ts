import { existsSync } from "node:fs";
import { CancellationSource } from "../../server/src/base/cancellation.ts";
import { EvqError } from "../../server/src/base/failure.ts";
import { openEvq } from "./openEvq.ts";
import { queries } from "./queries.ts";

/** Cancels of each query, and how long a query must take for a cancel to mean something. */
const CANCELS = 6;
const LEAST_MS = 20;
const GOAL_MS = 100;
const GOAL_PROGRESS_MS = 200;

/** Queries that take long, each by another way through the store. */
const SLOW = [
  `from local.app where payload contains "no such text" reduce count()`,
  `from local.app where payload.message matches "E-[0-9a-f]+ lock" reduce count()`,
  `from local.app order by payload.userId, payload.duration desc limit 100`,
  `from local.app dedupe by payload.userId, event_type reduce count()`,
  `from local.app reduce p90(payload.duration), distinct(payload.userId) by bin(timestamp, 1h)`,
  `from local.app where metadata.traceId startswith "00" select stream_id, metadata`,
  `from local.app select stream_id, payload`,
];

/**
 * Cancels queries at moments spread over the time that they take, and tells how long they went on, and how far apart
 * their reports of progress were. Columns are forgotten by opening the store anew for each query.
 * @returns whether both goals were reached
 */
export async function benchCancel(store: string): Promise<boolean> {
  if (!existsSync(store)) throw new Error(`${store} is not there: run the store benchmark with that many events first`);
  const waits: number[] = [];
  let longestGap = 0;
  for (const text of [...queries.map(({ evq }) => evq), ...SLOW]) {
    const cold = await measure(store, text, undefined);
    longestGap = Math.max(longestGap, cold.longestGapMs);
    if (cold.tookMs < LEAST_MS) continue;
    const own: number[] = [];
    for (let at = 0; at < CANCELS; at++) {
      const { waitedMs } = await measure(store, text, (cold.tookMs * at) / CANCELS);
      if (waitedMs !== undefined) own.push(waitedMs);
    }
    waits.push(...own);
    const line = `${cold.tookMs.toFixed(0).padStart(7)} ms, longest without progress ${cold.longestGapMs.toFixed(0).padStart(4)} ms, cancelled within`;
    console.log(`${line} ${percentile(own, 95).toFixed(0).padStart(4)} ms  ${text.slice(15)}`);
  }
  const p95 = percentile(waits, 95);
  const reached = p95 < GOAL_MS && longestGap < GOAL_PROGRESS_MS;
  console.log(
    `cancelled within ${p95.toFixed(0)} ms (p95 of ${waits.length}), progress at least every ${longestGap.toFixed(0)} ms`,
  );
  console.log(`p95 below ${GOAL_MS} ms and progress every ${GOAL_PROGRESS_MS} ms: ${reached ? "yes" : "NO"}`);
  return reached;
}

interface Timing {
  readonly tookMs: number;
  readonly longestGapMs: number;
  /** From the cancel to the end; undefined when the query was over sooner. */
  readonly waitedMs: number | undefined;
}

/** Runs a query on a store that was just opened, and cancels it so long after its start. */
async function measure(store: string, text: string, cancelAfterMs: number | undefined): Promise<Timing> {
  const evq = await openEvq(store);
  const cancellation = new CancellationSource();
  let cancelledAt: number | undefined;
  const began = performance.now();
  let last = began;
  let longestGapMs = 0;
  const saw = () => {
    const now = performance.now();
    longestGapMs = Math.max(longestGapMs, now - last);
    last = now;
  };
  // The wish counts from when it is made, which a timer that is held up tells late.
  const cancel = () => {
    cancelledAt = began + (cancelAfterMs ?? 0);
    cancellation.cancel();
  };
  const timer = cancelAfterMs === undefined ? undefined : setTimeout(cancel, cancelAfterMs);
  try {
    await evq.watch(text, cancellation, saw);
  } catch (error) {
    if (!(error instanceof EvqError) || error.code !== "cancelled") throw error;
  }
  clearTimeout(timer);
  const ended = performance.now();
  saw();
  return { tookMs: ended - began, longestGapMs, waitedMs: cancelledAt === undefined ? undefined : ended - cancelledAt };
}

function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((part / 100) * sorted.length) - 1)] ?? 0;
}
