import { EvqError } from "../../base/failure.ts";
import { atPath } from "../../base/value.ts";
import type { Event } from "../../query/event.ts";
import { shortened } from "../answer.ts";
import { besideEvent, eventsOf } from "../deadLetter.ts";
import { eventOf, integerOf, textOf, timeOf } from "../event.ts";
import type { TimePage } from "../paging/byTime.ts";
import { at } from "../record.ts";
import type { Record, RecordAnswer } from "../record.ts";
import { unreadableAnswer } from "../unreadable.ts";

/** The events of a reply. Whether `total` counts before the limit is not documented, so only an empty page is the last. */
export function codeboltPage(connection: string, { envelope, records }: RecordAnswer, resumes?: true): TimePage {
  if (at(envelope, ["success"]) === false) {
    const reason = textOf(at(envelope, ["error"])) ?? textOf(at(envelope, ["message"])) ?? "without a reason";
    throw new EvqError("source.failed", `${connection} refused the query: ${shortened(reason)}`);
  }
  const result = at(envelope, ["data", "result"]);
  if (!(result instanceof Map) || (!records && result.has("events")))
    throw unreadableAnswer(connection, "there is no result in it");
  const read = (record: Record) => eventOfRecord(connection, record);
  return { events: eventsOf(connection, records ?? [], read, resumes && numberedLetter), isLast: false };
}

/** A dead letter that keeps its number in the stream, which would seem to be missing else. */
function numberedLetter(letter: Event, beside: Event): Event {
  const field = (name: string) => atPath(letter.raw, [name]);
  const [stream, number] = [
    field("stream_id") ?? field("streamId"),
    field("sequence_number") ?? field("sequenceNumber"),
  ];
  return {
    ...besideEvent(letter, beside),
    stream_id: typeof stream === "string" ? stream : null,
    sequence_number: typeof number === "bigint" ? number : null,
  };
}

function eventOfRecord(connection: string, record: Record): Event {
  return eventOf(connection, {
    id: textOf(record.get("id")),
    instance_id: textOf(record.get("instanceId") ?? record.get("instance_id")),
    stream_id: textOf(record.get("stream_id") ?? record.get("streamId")),
    event_type: textOf(record.get("event_type") ?? record.get("eventType")),
    timestamp: timeOf(connection, record, "timestamp"),
    sequence_number: integerOf(record.get("sequence_number") ?? record.get("sequenceNumber")),
    payload: record.value("payload"),
    metadata: record.value("metadata"),
    raw: record.whole(),
  });
}
