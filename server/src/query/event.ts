import type { Instant, Value } from "../base/value.ts";

/** One event in the canonical envelope; every source maps its records to this. */
export interface Event {
  readonly id: string | null;
  /** The connection's name. */
  readonly source: string;
  readonly instance_id: string | null;
  readonly stream_id: string | null;
  readonly event_type: string | null;
  readonly timestamp: Instant | null;
  readonly sequence_number: bigint | null;
  readonly entity_type: string | null;
  readonly entity_id: string | null;
  readonly actor: string | null;
  /** JSON-valued: usually an object, and any JSON value where the record has no object there. */
  readonly payload: Value;
  readonly metadata: Value;
  readonly old: Value;
  readonly new: Value;
  readonly raw: Value;
}

export type EventField = keyof Event;

/** In the order in which results show them. */
export const EVENT_FIELDS = [
  "id",
  "source",
  "instance_id",
  "stream_id",
  "event_type",
  "timestamp",
  "sequence_number",
  "entity_type",
  "entity_id",
  "actor",
  "payload",
  "metadata",
  "old",
  "new",
  "raw",
] as const satisfies readonly EventField[];

/** The key of the event order E. */
export const EVENT_ORDER = [
  "timestamp",
  "sequence_number",
  "source",
  "instance_id",
  "stream_id",
  "id",
] as const satisfies readonly EventField[];

export type JsonField = "payload" | "metadata" | "old" | "new" | "raw";
