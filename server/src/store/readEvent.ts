import { EvqError } from "../base/failure.ts";
import { JsonError, parseJson, printJson } from "../base/json.ts";
import type { JsonTree } from "../base/json.ts";
import { valueOf } from "../base/value.ts";
import type { Value } from "../base/value.ts";
import type { NewEvent } from "./api.ts";
import { readTime } from "./import/time.ts";

/** What an event that is appended has where it does not say so itself. */
export interface EventDefaults {
  /** With a type given, an object that is no event is the payload of one. */
  readonly type?: string;
  readonly stream?: string;
  readonly actor?: string;
  readonly entityType?: string;
  readonly entityId?: string;
}

type Members = ReadonlyMap<string, JsonTree>;

/** The members of an event by what they are called, the names of results first, Codebolt's own behind. */
const NAMES = {
  id: ["id"],
  type: ["event_type", "eventType", "type"],
  stream: ["stream_id", "streamId", "stream"],
  timestamp: ["timestamp"],
  sequenceNumber: ["sequence_number", "sequenceNumber"],
  entityType: ["entity_type", "entityType"],
  entityId: ["entity_id", "entityId"],
  actor: ["actor"],
  payload: ["payload"],
  metadata: ["metadata"],
  old: ["old"],
  new: ["new"],
  raw: ["raw"],
  /** Which log and connection it comes from; the log that it is appended to says so anew. */
  place: ["instance_id", "instanceId", "source"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Name = keyof typeof NAMES;

const KNOWN: ReadonlySet<string> = new Set(Object.values(NAMES).flat());

/**
 * The events of a text: one as a JSON object, several in an array, or one a line (NDJSON).
 * @param firstLine given where the text is lines of a longer one, so that messages can name them
 * @throws EvqError `event.invalid` saying which event and what is wrong with it
 */
export function readEvents(text: string, defaults: EventDefaults = {}, firstLine?: number): readonly NewEvent[] {
  const whole = firstLine === undefined ? tryParse(text) : undefined;
  if (whole !== undefined) return eventsOf(whole, defaults, "the event");
  return text.split("\n").flatMap((line, i) => {
    const place = `line ${i + (firstLine ?? 1)}`;
    return line.trim() === "" ? [] : eventsOf(parsed(line, place), defaults, place);
  });
}

/** Of one event, or of an array of them. */
function eventsOf(tree: JsonTree, defaults: EventDefaults, place: string): readonly NewEvent[] {
  if (!Array.isArray(tree)) return [readEvent(tree, defaults, place)];
  return (tree as readonly JsonTree[]).map((item, i) =>
    readEvent(item, defaults, place === "the event" ? `event ${i + 1}` : `event ${i + 1} of ${place}`),
  );
}

function parsed(line: string, place: string): JsonTree {
  try {
    return parseJson(line);
  } catch (thrown) {
    if (!(thrown instanceof JsonError)) throw thrown;
    throw invalid(place, `is not JSON: ${thrown.message} (at character ${thrown.offset + 1})`);
  }
}

/** The event that parsed JSON says; `place` is how a message calls it. @throws EvqError `event.invalid` */
export function readEvent(tree: JsonTree, defaults: EventDefaults, place: string): NewEvent {
  const members = tree instanceof Map ? (tree as Members) : undefined;
  if (!members || !isEvent(members)) return eventOfPayload(tree, defaults, place);
  for (const key of members.keys())
    if (!KNOWN.has(key))
      throw invalid(
        place,
        `has a member "${key}", which no event has; what belongs to the event goes into its payload`,
      );
  const text = (name: Name) => textAt(members, name, place);
  const type = text("type") ?? defaults.type;
  if (type === undefined) throw invalid(place, "has no event_type");
  const sequence = at(members, "sequenceNumber");
  if (sequence !== null && typeof sequence !== "bigint")
    throw invalid(place, "has a sequence_number that is no integer");
  const timestamp = timeAt(members, place);
  const given = {
    id: text("id"),
    stream: text("stream") ?? defaults.stream,
    entityType: text("entityType") ?? defaults.entityType,
    entityId: text("entityId") ?? defaults.entityId,
    actor: text("actor") ?? defaults.actor,
  };
  return {
    type,
    ...present(given),
    ...(timestamp !== undefined && { timestamp }),
    ...(sequence !== null && { sequenceNumber: sequence }),
    payload: valueAt(members, "payload"),
    metadata: valueAt(members, "metadata"),
    old: valueAt(members, "old"),
    new: valueAt(members, "new"),
    raw: valueAt(members, "raw"),
  };
}

/** An object that says its type, or has a payload, is an event; every other one can only be a payload. */
function isEvent(members: Members): boolean {
  return [...NAMES.payload, "event_type", "eventType"].some((key) => members.has(key));
}

function eventOfPayload(tree: JsonTree, { type, ...rest }: EventDefaults, place: string): NewEvent {
  if (type === undefined)
    throw invalid(
      place,
      tree instanceof Map
        ? "has neither an event_type nor a payload"
        : "is no JSON object, and no type was given for it",
    );
  return { type, ...present(rest), payload: valueOf(tree) };
}

/** What stands under one of the names; null where nothing does. */
function at(members: Members, name: Name): JsonTree {
  for (const key of NAMES[name]) {
    const member = members.get(key);
    if (member !== undefined && member !== null) return member;
  }
  return null;
}

function textAt(members: Members, name: Name, place: string): string | undefined {
  const member = at(members, name);
  if (member === null) return undefined;
  if (typeof member === "string" && (member !== "" || (name !== "type" && name !== "id"))) return member;
  throw invalid(place, `has ${article(NAMES[name][0])} that is no text`);
}

function timeAt(members: Members, place: string): bigint | undefined {
  const member = at(members, "timestamp");
  if (member === null) return undefined;
  const time = readTime(printJson(member));
  if (time === undefined)
    throw invalid(place, "has a timestamp that is no time; write 2024-01-15T10:00:00Z, or milliseconds since 1970");
  return time.micros;
}

function valueAt(members: Members, name: Name): Value {
  return valueOf(at(members, name));
}

function present<T extends Readonly<Record<string, string | undefined>>>(texts: T): { [K in keyof T]?: string } {
  const entries = Object.entries(texts).filter(([, text]) => text !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: string };
}

function tryParse(text: string): JsonTree | undefined {
  try {
    return parseJson(text);
  } catch (thrown) {
    if (thrown instanceof JsonError) return undefined;
    throw thrown;
  }
}

function article(name: string): string {
  return `${/^[aeio]/.test(name) ? "an" : "a"} ${name}`;
}

function invalid(place: string, what: string): EvqError {
  return new EvqError(
    "event.invalid",
    `${place.charAt(0).toUpperCase()}${place.slice(1)} ${what}. Nothing of it was appended.`,
    'An event is {"event_type": "…", "payload": {…}}, with stream_id, timestamp, metadata and so on where it has them.',
  );
}
