import type { Completeness } from "../../../protocol/results.ts";
import { formatInstant } from "../../base/instant.ts";
import { Json } from "../../base/value.ts";
import type { NewEvent } from "../../store/api.ts";
import type { CheckpointOwner } from "./checkpoint.ts";

/** Events that a sync may have missed, and why. */
export interface Gap {
  /**
   * `retention`: the source has dropped them meanwhile; `truncated`: the log was emptied, and begins behind them;
   * `renumbered`: it gave its events other numbers; `vanished`: the last known events are no longer there, though others
   * of their time are; `hole`: numbers of a stream are missing.
   */
  readonly kind: "retention" | "truncated" | "renumbered" | "vanished" | "hole";
  readonly message: string;
  /** Between which moments, where that is known; microseconds since 1970. */
  readonly from?: bigint;
  readonly to?: bigint;
}

/** Where a log had been read to, and where the one that is there now begins; both in what the log is read on by. */
interface Loss {
  readonly lost: bigint;
  /** Absent when the log is empty. */
  readonly first: bigint | undefined;
  /** When that event was, and up to when the last whole reading went; microseconds since 1970. */
  readonly at: bigint | undefined;
  readonly readTo: bigint | undefined;
}

/** What became of a log whose last known events are gone. */
export function lossOf(by: "time" | "number", { lost, first, at, readTo }: Loss): Gap {
  if (first === undefined || first > lost)
    return {
      kind: "truncated",
      message: `The log was emptied since it was read last: ${first === undefined ? "it holds no event" : "it begins behind all that was known of it"}. What happened after the last reading and before that is missing.`,
      ...(readTo !== undefined && { from: readTo }),
      ...(at !== undefined && { to: at }),
    };
  const begins =
    by === "number"
      ? "The log has given its events other numbers, or lost the last known ones."
      : "The last known events are no longer in the log, so it was cut or replaced.";
  return {
    kind: by === "number" ? "renumbered" : "vanished",
    message: `${begins} All of it was read again; what it dropped before that is missing.`,
  };
}

/** The type and the stream of the events that say so in a log. */
const GAP_TYPE = "evq:gap";
export const SYNC_STREAM = "evq";

/** The verdict on a result that lacks, or may lack, what a gap is about. */
export function verdictOf({ kind, message }: Gap): Completeness {
  return { verdict: kind === "retention" ? "before-retention" : "partial", reason: message };
}

/** A gap as an event of the log that the others go into: it stands where they would be. */
export function gapEvent({ kind, message, from, to }: Gap, owner: CheckpointOwner, now: bigint): NewEvent {
  const payload = {
    kind,
    message,
    ...(from !== undefined && { from: formatInstant(from) }),
    ...(to !== undefined && { to: formatInstant(to) }),
    checkpoint: owner.name,
    source: owner.log === "" ? owner.connection : `${owner.connection}.${owner.log}`,
  };
  return { type: GAP_TYPE, stream: SYNC_STREAM, timestamp: now, payload: new Json(JSON.stringify(payload)) };
}
