import type { JsonTree } from "../../base/json.ts";
import type { HttpResponse } from "../../base/ports.ts";
import { valueOf } from "../../base/value.ts";
import type { Event } from "../../query/event.ts";
import { jsonOf, unreadableAnswer } from "../answer.ts";
import { eventOf, recordsOf, textOf, timeOf } from "../event.ts";
import type { Record } from "../event.ts";

/** An event with the id that the log is paged by. */
export interface LoggedEvent {
  readonly id: bigint;
  /** Microseconds since 1970-01-01T00:00Z. */
  readonly at: bigint;
  readonly event: Event;
}

/** The events of one answer, in the order of their ids. Kinds of events that nobody has heard of are events too. */
export function openContentPage(connection: string, response: HttpResponse): readonly LoggedEvent[] {
  const tree = jsonOf(connection, response);
  const events = tree instanceof Map ? (tree as ReadonlyMap<string, JsonTree>).get("events") : undefined;
  return recordsOf(connection, events).map((record) => loggedEvent(connection, record));
}

function loggedEvent(connection: string, record: Record): LoggedEvent {
  const id = record.get("id");
  if (typeof id !== "bigint") throw unreadableAnswer(connection, "one of its events has no id");
  const content = record.get("content");
  const about: Record = content instanceof Map ? (content as Record) : new Map();
  // The event's own time: `content.created` is the object's.
  const timestamp = timeOf(connection, record, "created");
  const event = eventOf(connection, {
    id: String(id),
    sequence_number: id,
    timestamp,
    event_type: textOf(record.get("eventType")),
    entity_type: textOf(about.get("contentType")),
    entity_id: textOf(record.get("uuid")) ?? textOf(about.get("uuid")),
    actor: textOf(about.get("source")),
    payload: content === undefined ? null : valueOf(content),
    raw: valueOf(record),
  });
  return { id, at: timestamp.micros, event };
}
