import fc from "fast-check";
import { expect, test } from "vitest";
import { keyText } from "../../server/src/base/order.ts";
import type { Value } from "../../server/src/base/value.ts";
import { evaluate } from "../../server/src/query/evaluate/evaluate.ts";
import type { Query, Source } from "../../server/src/query/query.ts";
import { eventsArbitrary, localLog, otherLog, predicates, queries, queriesOver } from "../support/arbitraries.ts";
import { engineOver, ran } from "../support/engine.ts";
import { capabilities } from "../support/fakeSource.ts";

const worlds = fc.record({
  local: fc.record({
    abilities: capabilities,
    events: eventsArbitrary("local", "app"),
    extra: fc.subarray(["local-0", "local-1", "local-4"]),
  }),
  other: fc.record({
    abilities: capabilities,
    events: eventsArbitrary("other", "log", 6),
    extra: fc.constant(["other-1"]),
  }),
});

type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

async function check(query: Query, world: World): Promise<void> {
  const read = ({ connection }: { connection: string }) => world[connection as keyof World].events;
  const wanted = evaluate(query, read, { timeZone: "UTC" });
  const found = await ran(engineOver(world), query);
  expect(found.columns.map(({ name }) => name)).toEqual(wanted.table.columns);
  expect(found.rows.map(printed)).toEqual(wanted.table.rows.map(({ values }) => printed(values)));
  expect(found.rowCount).toBe(wanted.table.rows.length);
}

function printed(values: readonly Value[]): string {
  return values.map(keyText).join(" | ");
}

test("what a run delivers is what the query means", async () => {
  await fc.assert(fc.asyncProperty(queries, worlds, check), { numRuns: 2500, interruptAfterTimeLimit: 10_000 });
});

test("also over several sources and named queries", async () => {
  const inner = fc.oneof(
    predicates.map((where): Query => ({ from: [localLog], where })),
    queries.filter(({ select, reduce, expect: e, collapse }) => !select && !reduce && !e && !collapse),
  );
  const sources = fc.oneof(
    fc.constant<readonly Source[]>([localLog, otherLog]),
    inner.map((query): readonly Source[] => [{ kind: "subquery", name: "inner", query }]),
    inner.map((query): readonly Source[] => [otherLog, { kind: "subquery", name: "inner", query }]),
  );
  await fc.assert(fc.asyncProperty(queriesOver(sources), worlds, check), {
    numRuns: 2000,
    interruptAfterTimeLimit: 10_000,
  });
});

test("diff finds the previous event of an entity as if it had looked at all of them", async () => {
  const named = predicates.map((where): Source => ({
    kind: "subquery",
    name: "inner",
    query: { from: [localLog], where },
  }));
  const sources = fc.oneof(
    fc.constant<readonly Source[]>([localLog]),
    fc.constant<readonly Source[]>([localLog, otherLog]),
    named.map((source): readonly Source[] => [source]),
    named.map((source): readonly Source[] => [localLog, source]),
  );
  const keys = fc.constantFrom<readonly string[]>([], [], ["actor"], ["entity_id", "stream_id"]);
  const diffs = fc
    .tuple(queriesOver(sources), keys)
    .filter(([{ reduce, expect: e, collapse }]) => !reduce && !e && !collapse)
    .map(([query, by]): Query => ({
      ...query,
      diff: { by: by.map((column) => ({ kind: "field", field: { column, path: [] } })) },
    }));
  await fc.assert(fc.asyncProperty(diffs, worlds, check), { numRuns: 1500, interruptAfterTimeLimit: 10_000 });
});
