import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import { expect } from "vitest";
import { keyText } from "../../server/src/base/order.ts";
import type { Value } from "../../server/src/base/value.ts";
import { parseJson, printJson } from "../../server/src/base/json.ts";
import { Instant, valueOf } from "../../server/src/base/value.ts";
import type { Engine } from "../../server/src/engine/api.ts";
import { evaluate } from "../../server/src/query/evaluate/evaluate.ts";
import { EVENT_FIELDS } from "../../server/src/query/event.ts";
import type { Event } from "../../server/src/query/event.ts";
import type { Query } from "../../server/src/query/query.ts";
import { ran } from "./engine.ts";

/** Random queries a source; the seed is fixed, so every run tries the same ones. */
export const RUNS = { numRuns: 150, seed: 5 } as const;

/**
 * The law of a source: what a run over it delivers is what the query means over its events. `raw` is left out: what a
 * source sends besides is its own affair.
 */
export async function checkLaw(engine: Engine, query: Query, events: readonly Event[]): Promise<void> {
  const wanted = evaluate(query, () => events, { timeZone: "UTC" }).table;
  const found = await ran(engine, query);
  const columns = found.columns.map(({ name }) => name);
  expect(columns).toEqual(wanted.columns);
  const raw = columns.indexOf("raw");
  const print = (values: readonly Value[]) => values.map((value, at) => (at === raw ? "" : keyText(value))).join(" | ");
  expect(found.rows.map(print)).toEqual(wanted.rows.map(({ values }) => print(values)));
  expect(found.completeness.verdict).toBe("complete");
}

/** An event with what is given; the rest is null. */
export function event(fields: Partial<Event> & Pick<Event, "source">): Event {
  const nothing = Object.fromEntries(EVENT_FIELDS.map((name) => [name, null])) as unknown as Event;
  return { ...nothing, ...fields };
}

export function instant(micros: bigint): Instant {
  return new Instant(micros);
}

export function json(value: unknown): Value {
  return valueOf(parseJson(JSON.stringify(value)));
}

/** The same JSON as the source would print it. */
export function jsonText(value: Value): unknown {
  return value === null ? null : JSON.parse(printJson(parseJson(keyText(value).slice(1))));
}

export const START = 1_704_067_200_000_000n;

/** Few moments, so that many events share one; some differ by microseconds only. */
export const moments: Arbitrary<bigint> = fc
  .tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom(0n, 0n, 0n, 1n, 999n, 1000n))
  .map(([step, micros]) => START + BigInt(step) * 30_000_000n + micros);

export const words = fc.constantFrom("create", "update", "note", "Update", "a,b", " a", "", "10", "a", null);

/** Small payloads with the paths that random queries ask for. */
export const payloads = fc.option(
  fc.record(
    {
      n: fc.constantFrom<unknown>(1, 2, 2.5, "1", null),
      s: fc.constantFrom("a", "ab", ""),
      list: fc.constantFrom<unknown>([], ["a"], [1, 2]),
    },
    { requiredKeys: [] },
  ),
  { freq: 8 },
);
