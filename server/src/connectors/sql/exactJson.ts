import { printJson } from "../../base/json.ts";
import { Instant, Json } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";

/**
 * A value as JSON text for a database: a double keeps its point, so that it is not read back as an integer; instants
 * are not JSON and never come here.
 */
export function exactJson(value: Value): string {
  if (value instanceof Json) return value.text;
  if (value instanceof Instant) throw new Error("an instant is no JSON value");
  if (typeof value !== "number") return printJson(value);
  return plainDouble(value);
}

/** Whether every surrogate has its other half, so that the text is the same text in UTF-8. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** A double as a JSON number; infinities as what the language writes for them. */
export function plainDouble(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "1e400" : "-1e400";
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
