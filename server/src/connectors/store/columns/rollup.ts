import { compareValues } from "../../../base/order.ts";
import type { Value } from "../../../base/value.ts";
import type { Aggregate, NamedExpression } from "../../../query/query.ts";
import type { Segment } from "../../../store/segments/segment.ts";
import { placeOf } from "./fields.ts";
import type { LogValues } from "./fields.ts";

/** The rows of `count() by` a text field over all events, from what each segment knows of its texts; undefined for all else. */
export function countsByText(
  by: readonly NamedExpression[],
  aggregates: readonly Aggregate[],
  segments: readonly Segment[],
  values: LogValues,
): readonly (readonly Value[])[] | undefined {
  const [key] = by;
  if (by.length !== 1 || key?.value.kind !== "field") return undefined;
  if (aggregates.some((aggregate) => aggregate.function !== "count" || aggregate.operand)) return undefined;
  const place = placeOf(key.value.field, values);
  if (place.kind !== "text") return undefined;
  const counts = new Map<string | null, number>();
  for (const { core } of segments) {
    const column = core.texts[place.field];
    for (const [code, count] of column.counts.entries()) {
      const text = code === 0 ? null : column.text(code);
      if (count > 0) counts.set(text, (counts.get(text) ?? 0) + count);
    }
  }
  return [...counts]
    .sort(([a], [b]) => compareValues(a, b))
    .map(([text, count]) => [text, ...aggregates.map(() => BigInt(count))]);
}
