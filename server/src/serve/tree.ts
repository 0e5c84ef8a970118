import { formatInstant } from "../base/instant.ts";
import type { JsonTree } from "../base/json.ts";
import { Instant, Json } from "../base/value.ts";
import type { Value } from "../base/value.ts";

/** A value as JSON; times are RFC 3339 text. */
export function treeOf(value: Value): JsonTree {
  if (value instanceof Instant) return formatInstant(value.micros);
  return value instanceof Json ? value.tree : value;
}

export function object(members: Readonly<Record<string, JsonTree>>): ReadonlyMap<string, JsonTree> {
  return new Map(Object.entries(members));
}
