import { readInstant } from "../../base/instant.ts";
import { printJson } from "../../base/json.ts";
import type { JsonTree } from "../../base/json.ts";
import { keyText } from "../../base/order.ts";
import { Instant, Json, valueOf } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import { columnIndex } from "./scope.ts";
import type { Scope } from "./scope.ts";

/** What one event says of its entity. */
export interface State {
  /** The entity before and after, where the event tells both. */
  readonly own?: { readonly before: Value; readonly after: Value };
  /** How the event leaves its entity; undefined when it does not say. */
  readonly left?: Value;
  /** Where `left` is said. A payload need not be the whole entity, so like is only compared with like. */
  readonly saidBy: "new" | "payload";
  /** Whether the entity is gone with it. */
  readonly deletes: boolean;
}

/** Words that end the type of an event which deletes its entity; such an event leaves nothing behind. */
const DELETES = /(?:delete|deleted|remove|removed|destroy|destroyed|truncate|truncated)$/i;

const NOTHING = new Json("{}", new Map());

/**
 * Reads what events say of their entity: `old` and `new` where there are both, and after an event its `new`, else its
 * payload. An event that deletes and has no `new` leaves nothing behind, so each of its `old` values is removed.
 */
export function stateReader(scope: Scope): (values: readonly Value[]) => State {
  const [old, fresh, payload, type] = (["old", "new", "payload", "event_type"] as const).map((column) =>
    columnIndex(scope, column),
  ) as [number, number, number, number];
  const said = ENVELOPE.map((column) => columnIndex(scope, column));
  return (values) => {
    const [before, after] = [values[old] ?? null, values[fresh] ?? null];
    if (before !== null && after !== null)
      return { own: { before, after }, left: after, saidBy: "new", deletes: false };
    if (after === null && isDeletion(values[type] ?? null))
      return {
        ...(before !== null && { own: { before, after: NOTHING } }),
        left: NOTHING,
        saidBy: "new",
        deletes: true,
      };
    if (after !== null) return { left: after, saidBy: "new", deletes: false };
    const left = withoutEnvelope(
      values[payload] ?? null,
      said.map((at) => values[at] ?? null),
    );
    return { ...(left !== undefined && { left }), saidBy: "payload", deletes: false };
  };
}

function isDeletion(type: Value): boolean {
  return typeof type === "string" && DELETES.test(type);
}

/** What is about the event and not about its entity, with the names that records mostly give it. */
const ENVELOPE = ["id", "event_type", "timestamp", "sequence_number", "actor", "old", "new"] as const;
const NAMES: readonly ReadonlySet<string>[] = [
  new Set(["id", "uuid", "eventid", "eventuuid"]),
  new Set(["type", "eventtype", "eventname", "event", "action", "operation"]),
  new Set(["time", "timestamp", "@timestamp", "ts", "at", "date", "datetime", "createdat", "occurredat", "eventtime"]),
  new Set(["sequencenumber", "sequence", "seq"]),
  new Set(["actor", "user", "userid", "username"]),
  new Set(["old", "before"]),
  new Set(["new", "after"]),
];

/**
 * A payload without the members that only repeat the envelope, for the payload of an imported record is the whole
 * record; undefined when nothing is left.
 */
function withoutEnvelope(payload: Value, said: readonly Value[]): Value | undefined {
  if (!(payload instanceof Json)) return payload ?? undefined;
  const { tree } = payload;
  if (!(tree instanceof Map)) return payload;
  const own = [...(tree as ReadonlyMap<string, JsonTree>)].filter(([key, member]) => {
    const name = key.replaceAll(/[_-]/g, "").toLowerCase();
    return !NAMES.some((names, i) => names.has(name) && repeats(valueOf(member), said[i] ?? null));
  });
  if (own.length === 0) return undefined;
  if (own.length === tree.size) return payload;
  const rest: JsonTree = new Map(own);
  return new Json(printJson(rest), rest);
}

/** A time may be written as text, or count seconds, milliseconds or microseconds since 1970. */
function repeats(member: Value, said: Value): boolean {
  if (said === null) return false;
  if (!(said instanceof Instant)) return keyText(member) === keyText(said);
  if (typeof member === "string") return readInstant(member) === said.micros;
  return typeof member === "bigint" && [1_000_000n, 1000n, 1n].some((unit) => member * unit === said.micros);
}
