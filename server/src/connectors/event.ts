import { readInstant } from "../base/instant.ts";
import { printJson } from "../base/json.ts";
import type { JsonTree } from "../base/json.ts";
import { Instant, WideNumber, valueOf } from "../base/value.ts";
import type { Value } from "../base/value.ts";
import type { Event } from "../query/event.ts";
import { unreadableAnswer } from "./answer.ts";

/** A record as a source sent it. */
export type Record = ReadonlyMap<string, JsonTree>;

const NOTHING = {
  id: null,
  instance_id: null,
  stream_id: null,
  event_type: null,
  timestamp: null,
  sequence_number: null,
  entity_type: null,
  entity_id: null,
  actor: null,
  payload: null,
  metadata: null,
  old: null,
  new: null,
  raw: null,
} as const satisfies Omit<Event, "source">;

/** An event with what a record says; the rest is null. */
export function eventOf(source: string, fields: Partial<Event>): Event {
  return { ...NOTHING, source, ...fields };
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

export function jsonValueOf(tree: JsonTree | undefined): Value {
  return tree === undefined ? null : valueOf(tree);
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

/** The records of a list. @throws EvqError `source.unreadable` for what is no list of objects */
export function recordsOf(connection: string, tree: JsonTree | undefined): readonly Record[] {
  if (!Array.isArray(tree)) throw unreadableAnswer(connection, "there is no list of records in it");
  return (tree as readonly JsonTree[]).map((record) => {
    if (record instanceof Map) return record as Record;
    throw unreadableAnswer(connection, "one of its records is no object");
  });
}
