import initSqlJs from "sql.js";
import type { Database } from "sql.js";
import type { JsonTree } from "../../server/src/base/json.ts";
import { Json, WideNumber, valueOf } from "../../server/src/base/value.ts";
import type { Value } from "../../server/src/base/value.ts";
import { exactJson } from "../../server/src/connectors/sql/exactJson.ts";
import type { Event, JsonField } from "../../server/src/query/event.ts";
import type { LogDatabase, Store } from "../../server/src/store/api.ts";
import { printRow } from "../../server/src/store/journal/rows.ts";
import type { EventRow } from "../../server/src/store/journal/rows.ts";
import { sealed } from "../../server/src/store/segments/seal.ts";
import type { Segment } from "../../server/src/store/segments/segment.ts";
import { EVENT_INDEXES, EVENT_TABLE } from "../../server/src/store/schema.ts";

const sqlJs = await initSqlJs();
const JSON_FIELDS = ["payload", "metadata", "old", "new", "raw"] as const satisfies readonly JsonField[];

/** A log's database as the store keeps it, filled by hand. Events should be in the order in which they were appended. */
export function logDatabase(events: readonly Event[], log = "app"): LogDatabase {
  const database = new sqlJs.Database();
  database.run(EVENT_TABLE);
  for (const index of EVENT_INDEXES) database.run(index);
  insert(database, events);
  return {
    segments: segmentsOf(events),
    database: () => database,
    finished: () => {},
    log,
    events: events.length,
    problems: [],
  };
}

/** The events as the store's segments, of these lengths and one of what is left. */
export function segmentsOf(events: readonly Event[], ...lengths: readonly number[]): readonly Segment[] {
  const segments: Segment[] = [];
  for (let first = 0, at = 0; first < events.length; at++) {
    const some = events.slice(first, first + (lengths[at] ?? events.length));
    const rows = new TextEncoder().encode(some.map((event) => printRow(rowOf(event))).join(""));
    if (some.length > 0) segments.push(sealed("made", [{ firstLsn: first + 1, count: some.length, rows }]));
    first += Math.max(1, some.length);
  }
  return segments;
}

/** An event as the journal has it. */
function rowOf(event: Event): EventRow {
  const json = Object.fromEntries(JSON_FIELDS.map((field) => [field, textOf(event[field])]));
  return {
    id: event.id ?? "",
    stream: event.stream_id,
    type: event.event_type,
    timestamp: event.timestamp?.micros ?? null,
    sequence: event.sequence_number,
    entityType: event.entity_type,
    entityId: event.entity_id,
    actor: event.actor,
    ...(json as Record<JsonField, string | null>),
    odd: JSON_FIELDS.some((field) => isOdd(event[field])),
  };
}

/** Appends events to a database; integers go as text, which the columns' affinity turns back exactly. */
export function insert(database: Database, events: readonly Event[]): void {
  const statement = database.prepare(
    `INSERT INTO event(id, stream_id, event_type, timestamp, sequence_number, entity_type, entity_id, actor,
      payload, metadata, old, new, raw, odd) VALUES (${"?, ".repeat(13)}?)`,
  );
  for (const event of events) {
    const json = JSON_FIELDS.map((field) => event[field]);
    statement.run([
      event.id,
      event.stream_id,
      event.event_type,
      event.timestamp === null ? null : String(event.timestamp.micros),
      event.sequence_number === null ? null : String(event.sequence_number),
      event.entity_type,
      event.entity_id,
      event.actor,
      ...json.map(textOf),
      json.some(isOdd) ? 1 : 0,
    ]);
  }
  statement.free();
}

/** A store that has one log, for connectors under test. */
export function storeOf(database: LogDatabase): Store {
  const refuse = () => Promise.reject(new Error("this store only reads"));
  return {
    path: "memory",
    summary: () =>
      Promise.resolve({
        path: "memory",
        logs: [{ name: database.log, events: database.events, streams: 1, bytes: 0 }],
        problems: [],
      }),
    read: () => Promise.resolve(database),
    has: (log) => Promise.resolve(log === database.log),
    describe: refuse,
    create: refuse,
    update: refuse,
    append: refuse,
    write: refuse,
    checkpoints: refuse,
    position: refuse,
    verify: refuse,
    repair: refuse,
    delete: refuse,
    close: () => Promise.resolve(),
  };
}

/** JSON text as it was written; null is NULL. */
function textOf(value: Value): string | null {
  return value === null ? null : exactJson(value);
}

function isOdd(value: Value): boolean {
  if (value instanceof WideNumber) return true;
  if (typeof value === "string") return /[\0\p{Surrogate}]/u.test(value);
  if (!(value instanceof Json)) return false;
  const { tree } = value;
  if (tree instanceof Map)
    return [...(tree as ReadonlyMap<string, JsonTree>)].some(([key, member]) => isOdd(key) || isOdd(valueOf(member)));
  return (tree as readonly JsonTree[]).some((member) => isOdd(valueOf(member)));
}
