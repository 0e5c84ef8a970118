import type { JsonField } from "../../query/event.ts";
import type { Integers } from "./integers.ts";
import type { TextColumn } from "./textColumn.ts";

export const TEXT_FIELDS = ["stream_id", "event_type", "entity_type", "entity_id", "actor"] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** What decides an event's place in the event order E; source and instance are those of the log. */
export interface OrderKey {
  /** Microseconds since 1970. */
  readonly timestamp: bigint | null;
  readonly sequence: bigint | null;
  readonly stream: string | null;
  readonly id: string;
}

/** The columns that every segment has. Those of a filed segment are read when they are first asked for. */
export interface CoreColumns {
  /** Of the journal, which begins every id that the log gave itself. */
  readonly journalId: string;
  /** Number of rows. */
  readonly count: number;
  readonly firstLsn: number;
  /** Absent where numbers follow each other. */
  readonly lsns: Float64Array | undefined;
  readonly timestamps: Integers;
  readonly sequences: Integers;
  /** Ids that came with their events; absent where there are none. */
  readonly ids: TextColumn | undefined;
  /** Codes are in the order of the language. */
  readonly texts: Readonly<Record<TextField, TextColumn>>;
  /** The rows by the event order E; absent where they stand in it. */
  readonly order: Uint32Array | undefined;
  /** The first and the last row by the event order E, where that is known without the columns. */
  readonly ends: readonly [first: OrderKey, last: OrderKey] | undefined;
  /** JSON fields that in every row hold an object or nothing. */
  readonly objects: readonly JsonField[];
  /** Where each row begins, and where the last one ends. */
  readonly starts: Uint32Array;
  /** Bytes of memory that the columns take which are there, near enough. */
  readonly bytes: number;
}
