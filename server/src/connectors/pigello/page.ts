import type { JsonTree } from "../../base/json.ts";
import type { HttpResponse } from "../../base/ports.ts";
import { valueOf } from "../../base/value.ts";
import type { Event } from "../../query/event.ts";
import { jsonOf } from "../answer.ts";
import { eventOf, jsonValueOf, recordsOf, textOf, timeOf } from "../event.ts";
import type { Record } from "../event.ts";
import type { TimePage } from "../paging/byTime.ts";

/**
 * The events of one answer. The envelope is not documented: a bare list, or a list under `results`, `data` or `items`
 * with `count` and `next`, are all read; where they are there they say which page is the last.
 */
export function pigelloPage(connection: string, response: HttpResponse, page: number): TimePage {
  const tree = jsonOf(connection, response);
  const envelope = tree instanceof Map ? (tree as ReadonlyMap<string, JsonTree>) : new Map<string, JsonTree>();
  const list =
    ["results", "data", "items"].map((key) => envelope.get(key)).find((found) => Array.isArray(found)) ?? tree;
  const events = recordsOf(connection, list).map((record) => eventOfRecord(connection, record));
  return { events, isLast: isLast(envelope, page, events.length) };
}

/** A page may be cut shorter than it was asked for, so a count says only of the first one that it is the last. */
function isLast(envelope: ReadonlyMap<string, JsonTree>, page: number, length: number): boolean {
  if (envelope.has("next")) return envelope.get("next") === null;
  const count = envelope.get("count");
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
    payload: jsonValueOf(record.get("event_context")),
    raw: valueOf(record),
  });
}

/** The first of who or what may have triggered an event. */
function actorOf(record: Record): string | null {
  for (const [key, value] of record) {
    const actor = key.startsWith("triggered_by_") ? reference(value) : null;
    if (actor !== null) return actor;
  }
  return null;
}

/** A relation comes as a text, or as an object with its id. */
function reference(tree: JsonTree | undefined): string | null {
  return textOf(tree instanceof Map ? (tree as Record).get("id") : tree);
}
