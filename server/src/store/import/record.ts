import { JsonError } from "../../base/json.ts";
import type { EventDraft } from "../drafts.ts";
import { narrow } from "../journal/rows.ts";
import type { Integer } from "../journal/rows.ts";
import { compactJson, isOddText, normaliseJson } from "../normalise.ts";
import type { Normalised } from "../normalise.ts";
import { at } from "./fieldPath.ts";
import { isOwnEvent } from "./mapping.ts";
import type { Paths } from "./mapping.ts";
import { membersOf, scalarText } from "./members.ts";
import type { Members } from "./members.ts";
import { readTime } from "./time.ts";
import type { ReadTime } from "./time.ts";

/** A record of a file: an object in JSON. */
export interface FileRecord {
  readonly source: string;
  readonly json: Normalised;
  readonly members: Members;
}

/** Says that a record cannot become an event, and why. */
export class BadRecordError extends Error {
  override readonly name = "BadRecordError";
}

const SEQUENCE_KEYS = ["sequence_number", "sequenceNumber"];
const INSTANCE_KEYS = ["instance_id", "instanceId"];
const JSON_KEYS = ["payload", "metadata", "old", "new", "raw"] as const;

/** @throws BadRecordError for what is no object in JSON */
export function readRecord(source: string): FileRecord {
  try {
    const json = normaliseJson(source);
    const members = membersOf(json.text);
    if (members === undefined) throw new BadRecordError("it is no JSON object");
    return { source, json, members };
  } catch (error) {
    if (error instanceof JsonError) throw new BadRecordError(`${error.message} (at character ${error.offset + 1})`);
    throw error;
  }
}

/** Whether a record is in the envelope of EVQ or Codebolt already, so that its payload is the event's. */
export function isEnvelope({ members }: FileRecord): boolean {
  if (isOwnEvent(members)) return true;
  const has = (...keys: readonly string[]) => keys.some((key) => members.has(key));
  return members.get("payload")?.startsWith("{") === true && has("event_type", "eventType") && has("timestamp");
}

/**
 * The event that a record says. In the envelope field by field, `raw` being kept where the fields do not say it all;
 * of any other record the payload is the whole, and its `old` and `new`, where they are objects, are the event's too.
 * @throws BadRecordError
 */
export function draftOfRecord(record: FileRecord, paths: Paths, log: string): EventDraft {
  const { members, json } = record;
  const time = timeOf(members, paths);
  const common = {
    id: textAt(members, paths, "id") || null,
    stream: textAt(members, paths, "stream"),
    type: typeOf(members, paths),
    timestamp: time === null ? null : narrow(time.micros),
    entityType: textAt(members, paths, "entityType"),
    entityId: textAt(members, paths, "entityId"),
    actor: textAt(members, paths, "actor"),
  };
  if (!isEnvelope(record)) {
    const raw = json.exact ? null : compactJson(record.source);
    return {
      ...common,
      sequence: null,
      payload: json.text,
      metadata: null,
      old: object(members.get("old")),
      new: object(members.get("new")),
      raw: raw?.text ?? null,
      odd: json.odd || raw?.odd === true,
    };
  }
  const saysAll = json.exact && time?.exact !== false && !hasMore(members, paths, log);
  const raw = saysAll ? null : compactJson(record.source);
  return {
    ...common,
    sequence: sequenceOf(members),
    payload: nullable(members.get("payload")),
    metadata: nullable(members.get("metadata")),
    old: nullable(members.get("old")),
    new: nullable(members.get("new")),
    raw: raw?.text ?? nullable(members.get("raw")),
    odd: json.odd || raw?.odd === true,
  };
}

function object(json: string | undefined): string | null {
  return json?.startsWith("{") ? json : null;
}

function nullable(json: string | undefined): string | null {
  return json === undefined || json === "null" ? null : json;
}

/** Null when the mapping names no timestamp. */
function timeOf(members: Members, { timestamp }: Paths): ReadTime | null {
  if (timestamp === undefined) return null;
  const written = at(members, timestamp);
  const time = readTime(written);
  if (time !== undefined) return time;
  if (written === undefined || written === "null")
    throw new BadRecordError(`it has no ${timestamp.text}, the timestamp`);
  throw new BadRecordError(`${timestamp.text} is no time: ${shortened(written)}`);
}

function typeOf(members: Members, paths: Paths): string | null {
  if (paths.type === undefined) return null;
  const type = textAt(members, paths, "type");
  if (type === null) throw new BadRecordError(`it has no ${paths.type.text}, the type`);
  return type;
}

function textAt(members: Members, paths: Paths, field: keyof Paths): string | null {
  const path = paths[field];
  const text = path === undefined ? undefined : scalarText(at(members, path));
  if (path === undefined || text === undefined) return null;
  if (isOddText(text)) throw new BadRecordError(`${path.text} holds a NUL character or half of a surrogate pair`);
  return text;
}

/** Null for one that the store shall give. */
function sequenceOf(members: Members): Integer | null {
  const key = SEQUENCE_KEYS.find((key) => members.has(key));
  const text = key === undefined ? undefined : scalarText(members.get(key));
  if (text === undefined) return null;
  if (/^-?\d{1,19}$/.test(text)) {
    const integer = BigInt(text);
    if (BigInt.asIntN(64, integer) === integer) return narrow(integer);
  }
  throw new BadRecordError(`${key} is no integer of 64 bits: ${shortened(text)}`);
}

/** Whether the record has a field that no canonical field says. */
function hasMore(members: Members, paths: Paths, log: string): boolean {
  // The log and store that EVQ itself wrote it from say nothing about the event.
  const isFromStore = isOwnEvent(members) && scalarText(members.get("source")) === "local";
  for (const [key, value] of members) {
    if (isFromStore && (key === "source" || key === "instance_id")) continue;
    if ((JSON_KEYS as readonly string[]).includes(key) || SEQUENCE_KEYS.includes(key)) continue;
    if (INSTANCE_KEYS.includes(key) && (value === "null" || scalarText(value) === log)) continue;
    if (!isMapped(paths, key) || value.startsWith("{") || value.startsWith("[")) return true;
  }
  return false;
}

/** Whether a canonical field takes the whole value of a key. */
function isMapped(paths: Paths, key: string): boolean {
  for (const field in paths) {
    const keys = paths[field as keyof Paths]?.keys;
    if (keys?.length === 1 && keys[0] === key) return true;
  }
  return false;
}

function shortened(json: string): string {
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
