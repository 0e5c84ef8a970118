import { FIRST_CHAIN } from "./format.ts";

/** How far a journal was read. Plain data: it can be kept in a file and taken up again. */
export interface Cursor {
  /** The file that was read last; empty before the first. */
  readonly segment: string;
  /** Where in it the next frame is awaited. */
  readonly position: number;
  readonly nextLsn: number;
  readonly events: number;
  /** After the last frame, in hex: it stands for everything before it. */
  readonly chain: string;
  /** Whether the last frame says that a process stopped in good order. */
  readonly closed: boolean;
  /** The last frame in the segment. */
  readonly lastFrame?: { readonly position: number; readonly checksum: number };
  /** Where the last batch in the segment begins, and what held before it: it may not be on the disk yet. */
  readonly lastBatch?: { readonly position: number; readonly nextLsn: number; readonly chain: string };
  readonly damage: readonly Damage[];
  /** Where the latest checkpoint of each key stands. */
  readonly checkpoints: readonly CheckpointPlace[];
}

export interface CheckpointPlace {
  readonly key: string;
  readonly segment: string;
  readonly position: number;
}

/**
 * What is not right between two frames: bytes that are no frame, numbers that are missing, or a frame that does not
 * follow in the chain although its own bytes are right. `repaired` is a loss that a repair has taken note of.
 */
export interface Damage {
  readonly kind: "bytes" | "missing" | "chain" | "repaired";
  readonly segment: string;
  readonly from: number;
  readonly to: number;
  /** `lost` acknowledged events are missing, from this number on. */
  readonly firstLost: number;
  readonly lost: number;
}

export const START: Cursor = {
  segment: "",
  position: 0,
  nextLsn: 1,
  events: 0,
  chain: FIRST_CHAIN,
  closed: false,
  damage: [],
  checkpoints: [],
};
