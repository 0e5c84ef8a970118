import { EvqError } from "../../base/failure.ts";
import type { Event } from "../../query/event.ts";
import { eventOf, integerOf, textOf, timeOf } from "../event.ts";
import type { TimePage } from "../paging/byTime.ts";
import { at } from "../record.ts";
import type { Record, RecordAnswer } from "../record.ts";
import { unreadableAnswer } from "../unreadable.ts";

/** The events of a reply. Whether `total` counts before the limit is not documented, so only an empty page is the last. */
export function codeboltPage(connection: string, { envelope, records }: RecordAnswer): TimePage {
  if (at(envelope, ["success"]) === false) {
    const reason = textOf(at(envelope, ["error"])) ?? textOf(at(envelope, ["message"])) ?? "without a reason";
    throw new EvqError("source.failed", `${connection} refused the query: ${reason.slice(0, 300)}`);
  }
  const result = at(envelope, ["data", "result"]);
  if (!(result instanceof Map) || (!records && result.has("events")))
    throw unreadableAnswer(connection, "there is no result in it");
  return { events: (records ?? []).map((record) => eventOfRecord(connection, record)), isLast: false };
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
