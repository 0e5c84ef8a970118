import { Instant, Json, valueOf } from "../../server/src/base/value.ts";
import type { Value } from "../../server/src/base/value.ts";
import { parseJson } from "../../server/src/base/json.ts";
import { readInstant } from "../../server/src/base/instant.ts";
import type { Event } from "../../server/src/query/event.ts";

/** What a test says of an event; JSON fields as JSON text, the time as RFC 3339. */
export interface EventSketch {
  readonly id?: string;
  readonly log?: string;
  readonly stream?: string;
  readonly type?: string | null;
  readonly at?: string | null;
  readonly seq?: number;
  readonly entity?: readonly [string, string];
  readonly actor?: string;
  readonly payload?: string;
  readonly old?: string;
  readonly new?: string;
}

/** Events of `local.app`, one a minute from 2024-01-01T00:00Z unless they say otherwise. */
export function eventsOf(sketches: readonly EventSketch[]): readonly Event[] {
  return sketches.map((sketch, i) => ({
    id: sketch.id ?? `e${i + 1}`,
    source: "local",
    instance_id: sketch.log ?? "app",
    stream_id: sketch.stream ?? "main",
    event_type: sketch.type === undefined ? "note" : sketch.type,
    timestamp: timeOf(sketch.at === undefined ? new Date(Date.UTC(2024, 0, 1) + i * 60_000).toISOString() : sketch.at),
    sequence_number: BigInt(sketch.seq ?? i + 1),
    entity_type: sketch.entity?.[0] ?? null,
    entity_id: sketch.entity?.[1] ?? null,
    actor: sketch.actor ?? null,
    payload: jsonOf(sketch.payload),
    metadata: null,
    old: jsonOf(sketch.old),
    new: jsonOf(sketch.new),
    raw: null,
  }));
}

/** One event for each payload, which is given as JSON text. */
export function payloads(...texts: readonly string[]): readonly Event[] {
  return eventsOf(texts.map((payload) => ({ payload })));
}

function timeOf(text: string | null): Instant | null {
  if (text === null) return null;
  const micros = readInstant(text);
  if (micros === undefined) throw new Error(`${text} is no time`);
  return new Instant(micros);
}

function jsonOf(text: string | undefined): Value {
  if (text === undefined) return null;
  const tree = parseJson(text);
  const value = valueOf(tree);
  return value instanceof Json ? new Json(value.text, tree) : value;
}
