import type { JsonTree } from "../../base/json.ts";
import { EvqError } from "../../base/failure.ts";
import type { Event } from "../../query/event.ts";
import { unreadableAnswer } from "../answer.ts";
import { eventOf, integerOf, jsonValueOf, recordsOf, textOf, timeOf } from "../event.ts";
import type { Record } from "../event.ts";
import type { TimePage } from "../paging/byTime.ts";
import { valueOf } from "../../base/value.ts";

/** The events of a reply. Whether `total` counts before the limit is not documented, so only an empty page is the last. */
export function codeboltPage(connection: string, reply: Record): TimePage {
  if (reply.get("success") === false) {
    const reason = textOf(reply.get("error")) ?? textOf(reply.get("message")) ?? "without a reason";
    throw new EvqError("source.failed", `${connection} refused the query: ${reason.slice(0, 300)}`);
  }
  const result = memberOf(memberOf(reply, "data"), "result");
  if (!result) throw unreadableAnswer(connection, "there is no result in it");
  const events = result.has("events") ? recordsOf(connection, result.get("events")) : [];
  return { events: events.map((record) => eventOfRecord(connection, record)), isLast: false };
}

function memberOf(tree: Record | undefined, name: string): Record | undefined {
  const member: JsonTree | undefined = tree?.get(name);
  return member instanceof Map ? (member as Record) : undefined;
}

function eventOfRecord(connection: string, record: Record): Event {
  return eventOf(connection, {
    id: textOf(record.get("id")),
    instance_id: textOf(record.get("instanceId") ?? record.get("instance_id")),
    stream_id: textOf(record.get("stream_id") ?? record.get("streamId")),
    event_type: textOf(record.get("event_type") ?? record.get("eventType")),
    timestamp: timeOf(connection, record, "timestamp"),
    sequence_number: integerOf(record.get("sequence_number") ?? record.get("sequenceNumber")),
    payload: jsonValueOf(record.get("payload")),
    metadata: jsonValueOf(record.get("metadata")),
    raw: valueOf(record),
  });
}
