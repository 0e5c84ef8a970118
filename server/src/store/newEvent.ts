import { EvqError } from "../base/failure.ts";
import { formatInstant } from "../base/instant.ts";
import { Instant, Json, WideNumber } from "../base/value.ts";
import type { Value } from "../base/value.ts";
import type { NewEvent } from "./api.ts";
import type { EventDraft } from "./drafts.ts";
import { narrow } from "./journal/rows.ts";
import { isOddText, normaliseJson } from "./normalise.ts";
import type { Normalised } from "./normalise.ts";

/**
 * An event that a program appends, as the store keeps it; one without a timestamp happened now.
 * @throws EvqError `usage` for text that SQLite cannot keep
 */
export function draftOf(event: NewEvent, now: bigint): EventDraft {
  const [payload, metadata, old, after, raw] = [
    jsonOf(event.payload),
    jsonOf(event.metadata),
    jsonOf(event.old),
    jsonOf(event.new),
    jsonOf(event.raw),
  ];
  return {
    id: textOf("id", event.id),
    stream: textOf("stream", event.stream),
    type: textOf("type", event.type),
    timestamp: narrow(integerOf("timestamp", event.timestamp ?? now)),
    sequence: event.sequenceNumber === undefined ? null : narrow(integerOf("sequence number", event.sequenceNumber)),
    entityType: textOf("entity type", event.entityType),
    entityId: textOf("entity id", event.entityId),
    actor: textOf("actor", event.actor),
    payload: payload?.text ?? null,
    metadata: metadata?.text ?? null,
    old: old?.text ?? null,
    new: after?.text ?? null,
    raw: raw?.text ?? null,
    odd: [payload, metadata, old, after, raw].some((json) => json?.odd === true),
  };
}

function textOf(name: string, text: string | undefined): string | null {
  if (text !== undefined && isOddText(text))
    throw new EvqError("usage", `The event's ${name} holds a NUL character or half of a surrogate pair.`);
  return text ?? null;
}

function integerOf(name: string, integer: bigint): bigint {
  if (BigInt.asIntN(64, integer) !== integer)
    throw new EvqError("usage", `The event's ${name} ${integer} does not fit into 64 bits.`);
  return integer;
}

function jsonOf(value: Value | undefined): Normalised | null {
  return value === undefined || value === null ? null : normaliseJson(printValue(value));
}

function printValue(value: Value): string {
  if (value instanceof Json || value instanceof WideNumber) return value.text;
  if (value instanceof Instant) return JSON.stringify(formatInstant(value.micros));
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
