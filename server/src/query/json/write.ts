import { Duration, Period } from "../../base/duration.ts";
import { FIRST_INSTANT, LAST_INSTANT, formatInstant } from "../../base/instant.ts";
import { Instant, Json, WideNumber } from "../../base/value.ts";
import type { Constant, Query } from "../query.ts";

/** Plain JSON, as `JSON.stringify` takes it. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * A query as plain JSON: the model as it is, where constants that JSON does not have are tagged.
 * `{"$int": digits}`, `{"$number": text}`, `{"$time": RFC 3339}`, `{"$period": [start, end]}`,
 * `{"$duration": {months?, micros}}`, `{"$json": compact text}`.
 */
export function writeQuery(query: Query): JsonValue {
  return write(query);
}

function write(part: unknown): JsonValue {
  if (part === null || typeof part === "boolean" || typeof part === "string") return part;
  if (typeof part === "number" || typeof part === "bigint" || isTagged(part)) return writeConstant(part);
  if (Array.isArray(part)) return part.map(write);
  const members = Object.entries(part as object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members.map(([key, value]) => [key, write(value)]));
}

function isTagged(part: unknown): part is Constant {
  return [Instant, Period, Duration, WideNumber, Json].some((type) => part instanceof type);
}

function writeConstant(value: Constant): JsonValue {
  if (typeof value === "bigint") return { $int: value.toString() };
  if (value instanceof WideNumber) return { $number: value.text };
  if (value instanceof Instant) return { $time: momentText(value.micros) };
  if (value instanceof Period) return { $period: [momentText(value.start), momentText(value.end)] };
  if (value instanceof Duration) {
    const micros = value.micros.toString();
    return { $duration: value.months === 0 ? { micros } : { months: value.months, micros } };
  }
  if (value instanceof Json) return { $json: value.text };
  if (Object.is(value, -0)) return { $number: "-0.0" };
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: value > 0 ? "1e400" : "-1e400" };
  return value as JsonValue;
}

/** RFC 3339; a moment outside of the years that it has, as the end of the year 9999, is the digits of its microseconds. */
function momentText(micros: bigint): string {
  return micros < FIRST_INSTANT || micros > LAST_INSTANT ? micros.toString() : formatInstant(micros);
}
