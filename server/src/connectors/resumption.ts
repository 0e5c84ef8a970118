import { canonicalJson } from "../base/json.ts";
import { plainText } from "../base/plainText.ts";
import { Json } from "../base/value.ts";
import type { Value } from "../base/value.ts";
import type { EventField } from "../query/event.ts";

/** Reads the fields of one event, however it is held. */
export type FieldOf = (field: EventField) => Value;

/** What reading a log on from where one stopped has to know of its source (`engine/sync`). */
export interface Resumption {
  /** What events are read on by: their time, or a number of the log's own that only grows. */
  readonly by: "time" | "number";
  /**
   * How far behind the last event is read again, in microseconds or numbers. An event may come to sight that much later
   * than its place in the log says.
   */
  readonly overlap: bigint;
  /** Microseconds before the server's clock from which on more events of earlier times may still come. */
  readonly settle: bigint;
  /** What tells an event from all others of the log, for good. */
  readonly identityOf: (field: FieldOf) => string;
  /** The fields that `identityOf` reads. */
  readonly reads: readonly EventField[];
  /** Whether an event may come again with a later time, as another revision of it. */
  readonly moves?: true;
  /** Whether the sequence numbers of a stream have no holes, so that one is a sign of loss. */
  readonly dense?: true;
}

/** The type of an event that stands for a record which cannot be read (`deadLetter.ts`). */
export const DEAD_LETTER = "evq:dead-letter";

/** The id of an event, for one without an id a hash of all that its record says. */
export function idOrHash(field: FieldOf): string {
  const id = field("id");
  return typeof id === "string" ? id : `hash-${hashOf(field("raw"))}`;
}

/** The larger of a source's own overlap and the one of its connection, which is written `15m`. */
export function widened(own: bigint, configured: string | undefined): bigint {
  const micros = configured === undefined ? 0n : durationMicros(configured);
  return micros > own ? micros : own;
}

const UNITS: Readonly<Record<string, bigint>> = {
  ms: 1_000n,
  s: 1_000_000n,
  m: 60_000_000n,
  h: 3_600_000_000n,
  d: 86_400_000_000n,
  w: 604_800_000_000n,
};

/** The reader of connections has checked that the text is made of these parts only. */
function durationMicros(text: string): bigint {
  const parts = [...text.matchAll(/(\d+)(ms|s|m|h|d|w)/g)];
  return parts.reduce((sum, [, count = "0", unit = ""]) => sum + BigInt(count) * (UNITS[unit] ?? 0n), 0n);
}

/** 106 bits over the canonical JSON of a record (cyrb53 with two seeds): enough to tell a log's records apart. */
export function hashOf(value: Value): string {
  const text = value instanceof Json ? canonicalJson(value.tree) : plainText(value);
  return [0x9e3779b9, 0x85ebca6b].map((seed) => cyrb53(text, seed).toString(36)).join("-");
}

function cyrb53(text: string, seed: number): number {
  let [a, b] = [0xdeadbeef ^ seed, 0x41c6ce57 ^ seed];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
