import { readInstant } from "../base/instant.ts";
import { printJson } from "../base/json.ts";
import type { JsonTree } from "../base/json.ts";
import { Instant, WideNumber } from "../base/value.ts";
import type { Event } from "../query/event.ts";
import type { Record } from "./record.ts";
import { unreadableAnswer } from "./unreadable.ts";

/** An event with what a record says; the rest is null. */
export function eventOf(source: string, fields: Partial<Event>): Event {
  return {
    id: fields.id ?? null,
    instance_id: fields.instance_id ?? null,
    stream_id: fields.stream_id ?? null,
    event_type: fields.event_type ?? null,
    timestamp: fields.timestamp ?? null,
    sequence_number: fields.sequence_number ?? null,
    entity_type: fields.entity_type ?? null,
    entity_id: fields.entity_id ?? null,
    actor: fields.actor ?? null,
    payload: fields.payload ?? null,
    metadata: fields.metadata ?? null,
    old: fields.old ?? null,
    new: fields.new ?? null,
    raw: fields.raw ?? null,
    source,
  };
}

/** A member as a text: an id may well be a number. Null for what is not there, and for objects and lists. */
export function textOf(tree: JsonTree | undefined): string | null {
  if (typeof tree === "string") return tree;
  if (typeof tree === "bigint" || typeof tree === "number" || typeof tree === "boolean") return printJson(tree);
  return tree instanceof WideNumber ? tree.text : null;
}

export function integerOf(tree: JsonTree | undefined): bigint | null {
  return typeof tree === "bigint" ? tree : null;
}

/** A moment as RFC 3339 text, or as epoch milliseconds. Undefined where it is neither. */
export function instantOf(tree: JsonTree | undefined): Instant | undefined {
  if (typeof tree === "bigint") return new Instant(tree * 1000n);
  if (typeof tree !== "string") return undefined;
  const micros = readInstant(tree);
  return micros === undefined ? undefined : new Instant(micros);
}

/**
 * The time of a record, without which it has no place among the others.
 * @throws EvqError `source.unreadable`
 */
export function timeOf(connection: string, record: Record, key: string): Instant {
  const time = instantOf(record.get(key));
  if (time) return time;
  const name = textOf(record.get("id")) ?? "without an id";
  throw unreadableAnswer(connection, `the record ${name} has no time under ${key}`);
}
