import { formatInstant } from "../base/instant.ts";
import { printJson } from "../base/json.ts";
import { Instant, Json } from "../base/value.ts";
import type { Value } from "../base/value.ts";

/** A value as JSON, exactly: integers and wide numbers with all their digits, times as RFC 3339 text. */
export function jsonText(value: Value): string {
  if (value instanceof Instant) return JSON.stringify(formatInstant(value.micros));
  return value instanceof Json ? value.text : printJson(value);
}

/** A value as plain text; null is the empty text. */
export function plainText(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  return value instanceof Instant ? formatInstant(value.micros) : jsonText(value);
}
