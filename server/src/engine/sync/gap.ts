import type { Completeness } from "../../../protocol/results.ts";
import { formatInstant } from "../../base/instant.ts";
import { Json } from "../../base/value.ts";
import type { NewEvent } from "../../store/api.ts";
import type { CheckpointOwner } from "./checkpoint.ts";

/** Events that a sync may have missed, and why. */
export interface Gap {
  /**
   * `retention`: the source has dropped them meanwhile; `renumbered`: the log gave its events other numbers;
   * `vanished`: the last known events are no longer there; `hole`: numbers of a stream are missing.
   */
  readonly kind: "retention" | "renumbered" | "vanished" | "hole";
  readonly message: string;
  /** Between which moments, where that is known; microseconds since 1970. */
  readonly from?: bigint;
  readonly to?: bigint;
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
