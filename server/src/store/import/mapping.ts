import type { FieldMapping } from "../../../protocol/imports.ts";
import { at, printPath, readPath } from "./fieldPath.ts";
import type { FieldPath } from "./fieldPath.ts";
import { scalarText } from "./members.ts";
import type { Members } from "./members.ts";
import { readTime } from "./time.ts";

type Field = keyof FieldMapping;

/** Paths of the canonical fields; a field that no path is known for stays null. */
export type Paths = { readonly [field in Field]?: FieldPath };

export interface Guess {
  readonly mapping: FieldMapping;
  readonly paths: Paths;
  /** Fields whose path was not given. */
  readonly guessed: readonly Field[];
}

/** Names that a field goes by, the surest first, and whether the values at a path fit. */
interface Candidate {
  readonly names: readonly string[];
  fits(values: readonly (string | undefined)[], name: string): boolean;
}

const CANDIDATES: Readonly<Record<Field, Candidate>> = {
  timestamp: {
    names: list(
      "timestamp @timestamp time eventTime event_time ts datetime dateTime date_time date created_at createdAt",
      "occurred_at occurredAt loggedAt logged_at event_timestamp Timestamp TimeStamp Time EventTime Date TimeCreated UtcTime created",
    ),
    fits: (values) => share(values, isPlausibleTime) > 0.5,
  },
  type: {
    names: list(
      "event_type eventName event_name EventName EventID eventType EventType type Type kind action event event.type",
      "event.action operation eventId eventID event_id activity level",
    ),
    fits: (values, name) =>
      share(values, isScalar) === 1 && !(/id$/i.test(name) && values.length > 1 && distinct(values) === values.length),
  },
  stream: {
    names: list(
      "stream_id streamId stream Stream Hostname hostname host_name hostName host host.name Computer computer",
      "log_stream logStream partition",
    ),
    fits: (values) => share(values, isScalar) > 0.5,
  },
  id: {
    names: list("id _id event_id eventId eventID EventId uuid UUID guid log_id logId message_id messageId ID"),
    fits: (values) => share(values, isScalar) === 1 && distinct(values) === values.length,
  },
  actor: {
    names: list(
      "actor actor_id actorId actor.id actor.login userIdentity.arn user user_name userName username user.name user.id",
      "user_id userId performed_by performedBy AccountName UserID",
    ),
    fits: (values) => share(values, isScalar) >= 0.5,
  },
  entityType: {
    names: list("entity_type entityType entity.type resource_type resourceType object_type objectType"),
    fits: (values) => share(values, isScalar) >= 0.5,
  },
  entityId: {
    names: list("entity_id entityId entity.id resource_id resourceId object_id objectId"),
    fits: (values) => share(values, isScalar) >= 0.5,
  },
};

/** The canonical fields by their own names, as results and exports of EVQ have them. */
const OWN_NAMES: Readonly<Record<Field, string>> = {
  timestamp: "timestamp",
  type: "event_type",
  stream: "stream_id",
  id: "id",
  actor: "actor",
  entityType: "entity_type",
  entityId: "entity_id",
};

/** A mapping that leaves nothing to be guessed: a field that has no path gets none. */
export function withoutGuesses(mapping: FieldMapping): FieldMapping {
  const none = Object.fromEntries(Object.keys(CANDIDATES).map((field) => [field, ""]));
  return { ...none, ...mapping };
}

/** Whether a record is an event as EVQ writes it, so that nothing about it has to be guessed. */
export function isOwnEvent(members: Members): boolean {
  return ["id", "source", "instance_id"].every((key) => members.get(key)?.startsWith('"'));
}

/** Completes what the user gave with what names and values of the first records suggest. */
export function guessMapping(given: FieldMapping, sample: readonly Members[]): Guess {
  const mapping: { [field in Field]?: string } = {};
  const paths: { [field in Field]?: FieldPath } = {};
  const guessed: Field[] = [];
  const isOwn = sample.length > 0 && sample.every(isOwnEvent);
  const found = (field: Field) =>
    isOwn ? ownPath(field, sample) : guess(CANDIDATES[field], sample, Object.values(paths));
  for (const field of Object.keys(CANDIDATES) as Field[]) {
    const wanted = given[field];
    if (wanted === "") continue;
    const path = wanted === undefined ? found(field) : readPath(wanted);
    if (path === undefined) continue;
    mapping[field] = path.text;
    paths[field] = path;
    if (wanted === undefined) guessed.push(field);
  }
  return { mapping, paths, guessed };
}

/** Without a type or a time a record is refused, so these two are taken only where all have them. */
function ownPath(field: Field, sample: readonly Members[]): FieldPath | undefined {
  const text = OWN_NAMES[field];
  const has = (members: Members) => members.has(text);
  const isThere = field === "type" || field === "timestamp" ? sample.every(has) : sample.some(has);
  return isThere ? { text, keys: [text] } : undefined;
}

/** A path is guessed for one field only. */
function guess(
  { names, fits }: Candidate,
  sample: readonly Members[],
  taken: readonly FieldPath[],
): FieldPath | undefined {
  if (sample.length === 0) return undefined;
  for (const name of names) {
    const keys = name.split(".");
    const path: FieldPath = { text: printPath(keys), keys };
    if (taken.some(({ text }) => text === path.text)) continue;
    const values = sample.map((members) => at(members, path));
    if (values.some((value) => value !== undefined) && fits(values, name)) return path;
  }
  return undefined;
}

/** A small integer is no time, though it could be read as one. */
function isPlausibleTime(value: string | undefined): boolean {
  return readTime(value) !== undefined && !/^"?-?\d{1,8}(?:\.\d+)?"?$/.test(value ?? "");
}

function isScalar(value: string | undefined): boolean {
  return (scalarText(value) ?? "") !== "";
}

function share(values: readonly (string | undefined)[], is: (value: string | undefined) => boolean): number {
  return values.filter(is).length / values.length;
}

function distinct(values: readonly (string | undefined)[]): number {
  return new Set(values).size;
}

function list(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(" "));
}
