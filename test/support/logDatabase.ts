import initSqlJs from "sql.js";
import type { Database } from "sql.js";
import type { JsonTree } from "../../server/src/base/json.ts";
import { Json, WideNumber, valueOf } from "../../server/src/base/value.ts";
import type { Value } from "../../server/src/base/value.ts";
import { exactJson } from "../../server/src/connectors/sql/exactJson.ts";
import type { Event, JsonField } from "../../server/src/query/event.ts";
import type { LogDatabase, Store } from "../../server/src/store/api.ts";
import { EVENT_INDEXES, EVENT_TABLE } from "../../server/src/store/schema.ts";

const sqlJs = await initSqlJs();

/** A log's database as the store keeps it, filled by hand. Events should be in the order in which they were appended. */
export function logDatabase(events: readonly Event[], log = "app"): LogDatabase {
  const database = new sqlJs.Database();
  database.run(EVENT_TABLE);
  for (const index of EVENT_INDEXES) database.run(index);
  insert(database, events);
  return { database, log, events: events.length, problems: [] };
}

/** Appends events to a database; integers go as text, which the columns' affinity turns back exactly. */
export function insert(database: Database, events: readonly Event[]): void {
  const statement = database.prepare(
    `INSERT INTO event(id, stream_id, event_type, timestamp, sequence_number, entity_type, entity_id, actor,
      payload, metadata, old, new, raw, odd) VALUES (${"?, ".repeat(13)}?)`,
  );
  for (const event of events) {
    const json = (["payload", "metadata", "old", "new", "raw"] satisfies JsonField[]).map((field) => event[field]);
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
