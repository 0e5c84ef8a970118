import type { JsonTree } from "../../base/json.ts";
import type { HttpResponse } from "../../base/ports.ts";
import { valueOf } from "../../base/value.ts";
import type { Event } from "../../query/event.ts";
import { jsonOf, refusal, unreadableAnswer } from "../answer.ts";
import { eventOf, recordsOf, textOf, timeOf } from "../event.ts";
import type { Record } from "../event.ts";
import type { TimePage } from "../paging/byTime.ts";

/** The events of one answer: `{"items": […]}`, where null stands for none. Only a page without any is the last. */
export function akeneoPage(connection: string, response: HttpResponse): TimePage {
  const tree = jsonOf(connection, response);
  if (!(tree instanceof Map)) throw unreadableAnswer(connection, "there are no items in it");
  const envelope = tree as ReadonlyMap<string, JsonTree>;
  if (envelope.has("errors")) throw refusal(connection, response);
  const items = envelope.get("items");
  const events = items === null ? [] : recordsOf(connection, items).map((record) => eventOfRecord(connection, record));
  return { events, isLast: false };
}

const ENVELOPE: ReadonlySet<string> = new Set([
  "log_id",
  "log_type",
  "operation",
  "timestamp",
  "subscription_id",
  "subscriber_id",
]);

function eventOfRecord(connection: string, record: Record): Event {
  const kind = [textOf(record.get("log_type")), textOf(record.get("operation"))].filter((part) => part !== null);
  return eventOf(connection, {
    id: textOf(record.get("log_id")),
    event_type: kind.length > 0 ? kind.join(":") : null,
    timestamp: timeOf(connection, record, "timestamp"),
    entity_type: "subscription",
    entity_id: textOf(record.get("subscription_id")),
    actor: textOf(record.get("subscriber_id")),
    payload: valueOf(new Map([...record].filter(([key]) => !ENVELOPE.has(key)))),
    raw: valueOf(record),
  });
}
