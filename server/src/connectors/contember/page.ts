import type { JsonTree } from "../../base/json.ts";
import type { HttpResponse } from "../../base/ports.ts";
import { valueOf } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import type { Event } from "../../query/event.ts";
import { jsonOf, unreadableAnswer } from "../answer.ts";
import { eventOf, instantOf, jsonValueOf, recordsOf, textOf, timeOf } from "../event.ts";
import type { Record } from "../event.ts";
import { contemberRefusal, graphqlFailure } from "./refusal.ts";
import type { ContemberSettings } from "./settings.ts";

/**
 * The events of one answer, in its order.
 * @throws EvqError `source.unauthorized`, `source.forbidden`, `source.failed`, `source.unreadable`
 */
export function contemberPage(
  connection: string,
  settings: Pick<ContemberSettings, "project">,
  response: HttpResponse,
): readonly Event[] {
  const refusal = contemberRefusal(connection, settings, response);
  if (refusal) throw refusal;
  const answer = objectOf(jsonOf(connection, response));
  const errors = answer?.get("errors");
  // Errors in a 200 may come with some of what was asked for, and that is not an answer.
  if (errors !== undefined && errors !== null) throw graphqlFailure(connection, errors);
  const events = objectOf(answer?.get("data"))?.get("events");
  return recordsOf(connection, events).map((record) => eventOfRecord(connection, record));
}

function eventOfRecord(connection: string, record: Record): Event {
  const id = record.get("id");
  if (typeof id !== "string") throw unreadableAnswer(connection, "one of its events has no id");
  const created = instantOf(record.get("createdAt"));
  const old = record.get("oldValues");
  const diff = record.get("diffValues");
  return eventOf(connection, {
    id,
    event_type: textOf(record.get("type")),
    timestamp: timeOf(connection, record, "appliedAt"),
    sequence_number: created === undefined ? null : created.micros / 1000n,
    entity_type: textOf(record.get("tableName")),
    entity_id: keyOf(record.get("primaryKey")),
    actor: textOf(record.get("identityDescription")),
    payload: jsonValueOf(diff),
    old: jsonValueOf(old),
    new: record.has("newValues") ? jsonValueOf(record.get("newValues")) : after(old, diff),
    // What is worked out for this query only is no part of the record.
    raw: valueOf(new Map([...record].filter(([name]) => name !== "oldValues"))),
  });
}

/** The parts of a primary key, joined with commas. */
function keyOf(tree: JsonTree | undefined): string | null {
  return Array.isArray(tree) ? (tree as readonly JsonTree[]).map((part) => textOf(part) ?? "").join(",") : null;
}

/** The values after an update: those before, with those that changed. Null where the values before are not known. */
function after(old: JsonTree | undefined, diff: JsonTree | undefined): Value {
  const [before, changes] = [objectOf(old), objectOf(diff)];
  return before && changes ? valueOf(new Map([...before, ...changes])) : null;
}

function objectOf(tree: JsonTree | undefined): Record | undefined {
  return tree instanceof Map ? (tree as Record) : undefined;
}
