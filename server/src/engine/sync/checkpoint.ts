import { EvqError } from "../../base/failure.ts";
import { Json } from "../../base/value.ts";
import type { Hole } from "./numbering.ts";

/** Whose checkpoint it is: a name, and one log of one connection. */
export interface CheckpointOwner {
  readonly name: string;
  readonly connection: string;
  /** Empty for the connection's only log. */
  readonly log: string;
  /** Empty for all streams. */
  readonly stream: string;
}

/** An event that was read, by its identity (`connectors/resumption.ts`). */
export interface KnownEvent {
  readonly identity: string;
  /** Its place in the log: microseconds since 1970, or its number, as the source is read on by. */
  readonly mark: bigint;
  /** Its time in microseconds since 1970. */
  readonly at: bigint;
}

/** How far a log was read, and what must be remembered of it to read on without losing or repeating an event. */
export interface Checkpoint extends CheckpointOwner {
  /** The mark of the last event, no later than the source's clock allows to count on; absent before the first. */
  readonly position?: bigint;
  /** Up to which moment the last whole reading went, in microseconds since 1970. */
  readonly readTo?: bigint;
  /** The last few events: unless they are met again, the log is not the one it was. */
  readonly recent: readonly KnownEvent[];
  /** Events within the overlap that were handed on, by identity, with their marks. */
  readonly seen: ReadonlyMap<string, bigint>;
  /** The last number that was seen of each stream, where streams are numbered without holes. */
  readonly streams: ReadonlyMap<string, bigint>;
  /** Numbers that the last whole reading missed; the position stays before them until the next one has looked again. */
  readonly holes: readonly Hole[];
  /** The text of what the query lets pass. */
  readonly filter: string;
  /** When it was moved, in microseconds since 1970. */
  readonly movedAt: bigint;
  /** Gaps and unreadable records that were met since it was made. */
  readonly gaps: number;
  readonly deadLetters: number;
  /** Whether it was taken back to the beginning: then it stands for none. */
  readonly isReset?: true;
}

const VERSION = 1;

/** The key that a checkpoint is kept under. */
export function keyOf({ name, connection, log, stream }: CheckpointOwner): string {
  return JSON.stringify([name, connection, log, stream]);
}

/** Whose checkpoint a key is for; undefined for the keys of other programs. */
export function ownerOf(key: string): CheckpointOwner | undefined {
  if (!key.startsWith("[")) return undefined;
  const [name, connection, log, stream, ...rest] = JSON.parse(key) as readonly unknown[];
  const isText = (part: unknown) => typeof part === "string";
  if (!isText(name) || !isText(connection) || !isText(log) || !isText(stream) || rest.length > 0) return undefined;
  return { name, connection, log, stream };
}

/** A checkpoint as JSON; whole numbers are texts of digits. */
export function printCheckpoint(checkpoint: Checkpoint): Json {
  const { position, readTo, recent, seen, streams, holes, movedAt, ...rest } = checkpoint;
  const text = JSON.stringify({
    version: VERSION,
    ...rest,
    ...(position !== undefined && { position: String(position) }),
    ...(readTo !== undefined && { readTo: String(readTo) }),
    movedAt: String(movedAt),
    recent: recent.map(({ identity, mark, at }) => [identity, String(mark), String(at)]),
    seen: [...seen].map(([identity, mark]) => [identity, String(mark)]),
    streams: [...streams].map(([stream, number]) => [stream, String(number)]),
    ...(holes.length > 0 && { holes: holes.map(({ stream, from, to }) => [stream, String(from), String(to)]) }),
  });
  return new Json(text);
}

/** @throws EvqError `checkpoint.unreadable` for one that a newer EVQ wrote, or that is none */
export function readCheckpoint({ text }: Json): Checkpoint {
  const held: unknown = JSON.parse(text);
  const version = memberOf(held, "version");
  if (version !== VERSION) throw unreadable(`it has version ${String(version)}, and this EVQ knows version ${VERSION}`);
  const whole = (name: string) => (memberOf(held, name) === undefined ? undefined : integer(memberOf(held, name)));
  const [position, readTo] = [whole("position"), whole("readTo")];
  return {
    name: textIn(held, "name"),
    connection: textIn(held, "connection"),
    log: textIn(held, "log"),
    stream: textIn(held, "stream"),
    filter: textIn(held, "filter"),
    ...(position !== undefined && { position }),
    ...(readTo !== undefined && { readTo }),
    movedAt: integer(memberOf(held, "movedAt")),
    recent: tuples(held, "recent").map(([identity, mark, at]) => ({
      identity: String(identity),
      mark: integer(mark),
      at: integer(at),
    })),
    seen: new Map(tuples(held, "seen").map(([identity, mark]) => [String(identity), integer(mark)])),
    streams: new Map(tuples(held, "streams").map(([stream, number]) => [String(stream), integer(number)])),
    holes: (memberOf(held, "holes") === undefined ? [] : tuples(held, "holes")).map(([stream, from, to]) => ({
      stream: String(stream),
      from: integer(from),
      to: integer(to),
    })),
    gaps: Number(memberOf(held, "gaps")),
    deadLetters: Number(memberOf(held, "deadLetters")),
    ...(memberOf(held, "isReset") === true && { isReset: true }),
  };
}

function memberOf(held: unknown, name: string): unknown {
  return typeof held === "object" && held !== null ? (held as Readonly<Record<string, unknown>>)[name] : undefined;
}

function textIn(held: unknown, name: string): string {
  const text = memberOf(held, name);
  if (typeof text !== "string") throw unreadable(`it has no ${name}`);
  return text;
}

function integer(held: unknown): bigint {
  if (typeof held === "string" && /^-?\d+$/.test(held)) return BigInt(held);
  throw unreadable("it holds something else where a whole number should be");
}

function tuples(held: unknown, name: string): readonly (readonly unknown[])[] {
  const list = memberOf(held, name);
  if (!Array.isArray(list) || !list.every(Array.isArray)) throw unreadable(`it has no list ${name}`);
  return list as readonly (readonly unknown[])[];
}

function unreadable(reason: string): EvqError {
  return new EvqError(
    "checkpoint.unreadable",
    `The checkpoint cannot be read: ${reason}.`,
    "Use the EVQ that wrote it, or reset it to read everything again.",
  );
}
