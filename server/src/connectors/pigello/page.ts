import type { JsonTree } from "../../base/json.ts";
import type { HttpResponse } from "../../base/ports.ts";
import type { Event } from "../../query/event.ts";
import { recordsOf } from "../answer.ts";
import { besideEvent, eventsOf } from "../deadLetter.ts";
import { eventOf, textOf, timeOf } from "../event.ts";
import type { TimePage } from "../paging/byTime.ts";
import { at } from "../record.ts";
import type { ListPlace, Record } from "../record.ts";
import { unreadableAnswer } from "../unreadable.ts";

/**
 * The events of one answer. The envelope is not documented: a bare list, or a list under `results`, `data` or `items`
 * with `count` and `next`, are all read; where they are there they say which page is the last.
 */
export function pigelloPage(connection: string, response: HttpResponse, page: number, resumes?: true): TimePage {
  const { envelope, records } = pigelloRecords(connection, response);
  const read = (record: Record) => eventOfRecord(connection, record);
  const events = eventsOf(connection, records, read, resumes && besideEvent);
  return { events, isLast: isLast(envelope, page, events.length) };
}

/** The records of any list that Pigello answers with. @throws EvqError `source.unreadable` and for refusals */
export function pigelloRecords(
  connection: string,
  response: HttpResponse,
): {
  readonly envelope: JsonTree;
  readonly records: readonly Record[];
} {
  const { envelope, records } = recordsOf(connection, response, LISTS);
  if (!records) throw unreadableAnswer(connection, "there is no list of records in it");
  return { envelope, records };
}

const LISTS: readonly ListPlace[] = [["results"], ["data"], ["items"], []];

/** A page may be cut shorter than it was asked for, so a count says only of the first one that it is the last. */
export function isLast(envelope: JsonTree, page: number, length: number): boolean {
  const next = at(envelope, ["next"]);
  if (next !== undefined) return next === null;
  const count = at(envelope, ["count"]);
  return typeof count === "bigint" && page === 1 && BigInt(length) >= count;
}

function eventOfRecord(connection: string, record: Record): Event {
  return eventOf(connection, {
    id: textOf(record.get("id")),
    event_type: textOf(record.get("event_identifier")),
    timestamp: timeOf(connection, record, "created_at"),
    entity_type: reference(record.get("content_type")),
    entity_id: textOf(record.get("object_id")),
    actor: actorOf(record),
    payload: record.value("event_context"),
    raw: record.whole(),
  });
}

/** The first of who or what may have triggered an event. */
function actorOf(record: Record): string | null {
  for (const key of record.keys()) {
    const actor = key.startsWith("triggered_by_") ? reference(record.get(key)) : null;
    if (actor !== null) return actor;
  }
  return null;
}

/** A relation comes as a text, or as an object with its id. */
function reference(tree: JsonTree | undefined): string | null {
  return textOf(tree instanceof Map ? at(tree, ["id"]) : tree);
}
