import type { HttpResponse } from "../../base/ports.ts";
import type { Event } from "../../query/event.ts";
import { recordsOf, refusal } from "../answer.ts";
import { besideEvent, eventsOf } from "../deadLetter.ts";
import { eventOf, textOf, timeOf } from "../event.ts";
import type { TimePage } from "../paging/byTime.ts";
import { at } from "../record.ts";
import type { Record } from "../record.ts";
import { unreadableAnswer } from "../unreadable.ts";

/** The events of one answer: `{"items": […]}`, where null stands for none. Only a page without any is the last. */
export function akeneoPage(connection: string, response: HttpResponse, resumes?: true): TimePage {
  const { envelope, records } = recordsOf(connection, response, [["items"]]);
  if (at(envelope, ["errors"]) !== undefined) throw refusal(connection, response);
  if (!records && at(envelope, ["items"]) !== null) throw unreadableAnswer(connection, "there are no items in it");
  const read = (record: Record) => eventOfRecord(connection, record);
  return { events: eventsOf(connection, records ?? [], read, resumes && besideEvent), isLast: false };
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
    payload: record.whole(ENVELOPE),
    raw: record.whole(),
  });
}
