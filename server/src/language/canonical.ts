import type { ColumnType } from "../../protocol/results.ts";
import type { EventField } from "../query/event.ts";

/** The envelope that every source maps its records into, for people: language reference, section 3. */
export const CANONICAL: readonly {
  readonly name: EventField;
  readonly type: ColumnType;
  readonly description: string;
}[] = [
  { name: "id", type: "string", description: "Unique within the source." },
  { name: "source", type: "string", description: "The connection's name." },
  { name: "instance_id", type: "string", description: "The container of the stream; in the local store, the log." },
  { name: "stream_id", type: "string", description: "The stream the event belongs to." },
  { name: "event_type", type: "string", description: "What happened." },
  { name: "timestamp", type: "time", description: "When it happened: the source's own event time." },
  { name: "sequence_number", type: "integer", description: "The event's place within its stream." },
  { name: "entity_type", type: "string", description: "The kind of thing it happened to." },
  { name: "entity_id", type: "string", description: "The thing it happened to." },
  { name: "actor", type: "string", description: "Who did it." },
  { name: "payload", type: "json", description: "The event's data." },
  { name: "metadata", type: "json", description: "Data about the event." },
  { name: "old", type: "json", description: "Values before the change, where the source has them." },
  { name: "new", type: "json", description: "Values after the change, where the source has them." },
  { name: "raw", type: "json", description: "The record as the source sent it." },
];
