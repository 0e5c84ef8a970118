import type { WireValue } from "../../protocol/results.ts";
import { formatInstant, readInstant } from "../base/instant.ts";
import { parseJson } from "../base/json.ts";
import { Instant, Json, WideNumber } from "../base/value.ts";
import type { Value } from "../base/value.ts";

/** A value as it crosses the wire and survives JSON. */
export function toWire(value: Value): WireValue {
  if (typeof value === "bigint") return { $int: value.toString() };
  if (typeof value === "number") return numberToWire(value);
  if (value instanceof WideNumber) return { $number: value.text };
  if (value instanceof Instant) return { $time: formatInstant(value.micros) };
  return value instanceof Json ? { $json: value.text } : value;
}

/** A double that is not finite has no JSON; the infinities are written as the numbers that overflow to them. */
function numberToWire(value: number): WireValue {
  if (Number.isFinite(value)) return value === 0 ? 0 : value;
  return Number.isNaN(value) ? null : { $number: value > 0 ? "1e400" : "-1e400" };
}

/**
 * The value that `toWire` made this of.
 * @throws JsonError for a `$json` text that is none
 */
export function fromWire(value: WireValue): Value {
  if (typeof value !== "object" || value === null) return value;
  if ("$int" in value) return BigInt(value.$int);
  if ("$number" in value) return new WideNumber(value.$number);
  if ("$json" in value) return new Json(value.$json, parseJson(value.$json));
  return new Instant(readInstant(value.$time) ?? 0n);
}
