import { formatInstant } from "./instant.ts";
import { Instant, Json, WideNumber } from "./value.ts";
import type { Value } from "./value.ts";

/** A value as plain text: texts as they are, times as RFC 3339, JSON compact, null as nothing. */
export function plainText(value: Value): string {
  if (value === null) return "";
  if (value instanceof Instant) return formatInstant(value.micros);
  return value instanceof Json || value instanceof WideNumber ? value.text : String(value);
}
