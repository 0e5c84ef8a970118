import type { HttpResponse } from "../../base/ports.ts";
import type { Event } from "../../query/event.ts";
import { recordsOf } from "../answer.ts";
import { besideEvent, eventsOf } from "../deadLetter.ts";
import { eventOf, textOf, timeOf } from "../event.ts";
import type { Record } from "../record.ts";
import { unreadableAnswer } from "../unreadable.ts";

/** An event with the id that the log is paged by. */
export interface LoggedEvent {
  readonly id: bigint;
  /** Microseconds since 1970-01-01T00:00Z. */
  readonly at: bigint;
  readonly event: Event;
}

/** The events of one answer, in the order of their ids. Kinds of events that nobody has heard of are events too. */
export function openContentPage(connection: string, response: HttpResponse, resumes?: true): readonly LoggedEvent[] {
  const { records } = recordsOf(connection, response, [["events"]]);
  if (!records) throw unreadableAnswer(connection, "there is no list of records in it");
  const standIn = (letter: Event, { id, at, event }: LoggedEvent) => ({ id, at, event: besideEvent(letter, event) });
  return eventsOf(connection, records, (record) => loggedEvent(connection, record), resumes && standIn);
}

function loggedEvent(connection: string, record: Record): LoggedEvent {
  const id = record.get("id");
  if (typeof id !== "bigint") throw unreadableAnswer(connection, "one of its events has no id");
  const content = record.part("content");
  // The event's own time: `content.created` is the object's.
  const timestamp = timeOf(connection, record, "created");
  const event = eventOf(connection, {
    id: String(id),
    sequence_number: id,
    timestamp,
    event_type: textOf(record.get("eventType")),
    entity_type: textOf(content?.get("contentType")),
    entity_id: textOf(record.get("uuid")) ?? textOf(content?.get("uuid")),
    actor: textOf(content?.get("source")),
    payload: record.value("content"),
    raw: record.whole(),
  });
  return { id, at: timestamp.micros, event };
}
