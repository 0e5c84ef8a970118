import type { JsonTree } from "../../base/json.ts";
import type { HttpResponse } from "../../base/ports.ts";
import { valueOf } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import type { Event } from "../../query/event.ts";
import { besideEvent, eventsOf } from "../deadLetter.ts";
import { eventOf, instantOf, textOf, timeOf } from "../event.ts";
import { at, readRecords } from "../record.ts";
import type { Record } from "../record.ts";
import { unreadableAnswer } from "../unreadable.ts";
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
  resumes?: true,
): readonly Event[] {
  const refusal = contemberRefusal(connection, settings, response);
  if (refusal) throw refusal;
  const { envelope, records } = readRecords(connection, response.body, [["data", "events"]]);
  const errors = at(envelope, ["errors"]);
  // Errors in a 200 may come with some of what was asked for, and that is not an answer.
  if (errors !== undefined && errors !== null) throw graphqlFailure(connection, errors);
  if (!records) throw unreadableAnswer(connection, "there is no list of records in it");
  return eventsOf(connection, records, (record) => eventOfRecord(connection, record), resumes && besideEvent);
}

function eventOfRecord(connection: string, record: Record): Event {
  const id = record.get("id");
  if (typeof id !== "string") throw unreadableAnswer(connection, "one of its events has no id");
  const created = instantOf(record.get("createdAt"));
  return eventOf(connection, {
    id,
    event_type: textOf(record.get("type")),
    timestamp: timeOf(connection, record, "appliedAt"),
    sequence_number: created === undefined ? null : created.micros / 1000n,
    entity_type: textOf(record.get("tableName")),
    entity_id: keyOf(record.get("primaryKey")),
    actor: textOf(record.get("identityDescription")),
    payload: record.value("diffValues"),
    old: record.value("oldValues"),
    new: record.has("newValues") ? record.value("newValues") : after(record),
    // What is worked out for this query only is no part of the record.
    raw: record.has("oldValues") ? record.whole(OLD) : record.whole(),
  });
}

/** The parts of a primary key, joined with commas. */
function keyOf(tree: JsonTree | undefined): string | null {
  return Array.isArray(tree) ? (tree as readonly JsonTree[]).map((part) => textOf(part) ?? "").join(",") : null;
}

/** The values after an update: those before, with those that changed. Null where the values before are not known. */
function after(record: Record): Value {
  if (!record.has("oldValues")) return null;
  const [before, changes] = [record.get("oldValues"), record.get("diffValues")];
  if (!(before instanceof Map) || !(changes instanceof Map)) return null;
  return valueOf(new Map([...(before as Members), ...(changes as Members)]));
}

type Members = ReadonlyMap<string, JsonTree>;

const OLD: ReadonlySet<string> = new Set(["oldValues"]);
