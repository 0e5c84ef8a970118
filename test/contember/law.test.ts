import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import { beforeAll, expect, inject, test } from "vitest";
import { Period } from "../../server/src/base/duration.ts";
import { Instant } from "../../server/src/base/value.ts";
import type { Json } from "../../server/src/base/value.ts";
import type { Event } from "../../server/src/query/event.ts";
import type { Constant, Expression, LogSource, Predicate, Query } from "../../server/src/query/query.ts";
import { createProject } from "../servers/contember/project.ts";
import type { ContemberProject } from "../servers/contember/project.ts";
import { predicates, queriesOver } from "../support/arbitraries.ts";
import { checkLaw } from "../support/sourceLaw.ts";
import { cms, history, insertArticles } from "./cms.ts";

const source: LogSource = { kind: "log", connection: "cms", log: "events" };

let project: ContemberProject;
let events: readonly Event[];
beforeAll(async () => {
  project = await createProject(inject("contember"), "law");
  await project.change({
    a: 'createArticle(data: { slug: "a", status: "draft", tags: [{ create: { slug: "a" } }, { create: { slug: "b" } }] })',
  });
  await insertArticles(project, 12);
  await project.change({ u: 'updateArticle(by: { slug: "a" }, data: { status: "published", views: 1 })' });
  await project.sql("UPDATE stage_live.article SET status = 'old' WHERE views > 6");
  await project.change({ d: 'deleteTag(by: { slug: "b" })' }, inject("contember").rootToken);
  await insertArticles(project, 4);
  events = await history(project);
});

/** Tests of the kinds that Contember is asked for, with values that events have, or nearly have. */
function tests(): Arbitrary<Predicate> {
  const pick = (values: readonly string[], ...more: readonly string[]) => fc.constantFrom(...new Set(values), ...more);
  const rawText = (name: string) =>
    events.map(({ raw }) => (JSON.parse((raw as Json).text) as Record<string, string>)[name] ?? "");
  const texts: Readonly<Record<string, Arbitrary<Constant>>> = {
    event_type: pick(["CREATE", "UPDATE", "DELETE"], "TRUNCATE", "create", "other"),
    entity_type: pick(
      events.map((event) => event.entity_type ?? ""),
      "",
      "Article",
      "\0",
      "\ud800",
    ),
    entity_id: pick(
      events.map((event) => event.entity_id ?? ""),
      "1",
      "a,b,c",
      ",",
    ),
    "raw.transactionId": pick(rawText("transactionId"), "", "nope", "00000000-0000-0000-0000-000000000000"),
    "raw.identityId": pick(rawText("identityId"), "A", "00000000-0000-0000-0000-00000000000F"),
    actor: pick(events.map((event) => event.actor ?? "")),
  };
  const at = (moments: readonly bigint[]): Arbitrary<Constant> =>
    fc
      .tuple(fc.constantFrom(...moments), fc.constantFrom(-1000n, -1n, 0n, 0n, 0n, 1n, 999n, 1000n), fc.boolean())
      .map(([moment, shift, isPeriod]) =>
        isPeriod ? new Period(moment, moment + 1000n) : new Instant(moment + shift),
      );
  const times: Readonly<Record<string, Arbitrary<Constant>>> = {
    timestamp: at(events.map((event) => event.timestamp?.micros ?? 0n)),
    "raw.createdAt": at(events.map((event) => (event.sequence_number ?? 0n) * 1000n)),
  };
  const constant = (value: Constant): Expression => ({ kind: "constant", value });
  const operators = fc.constantFrom("eq", "neq", "lt", "lte", "gt", "gte") as Arbitrary<"eq">;
  const about = (name: string, values: Arbitrary<Constant>, often: Arbitrary<"eq">): Arbitrary<Predicate> => {
    const [column = "", ...path] = name.split(".");
    const left: Expression = { kind: "field", field: { column, path } };
    return fc.oneof(
      fc
        .tuple(often, values)
        .map(([operator, value]): Predicate => ({ kind: "compare", operator, left, right: constant(value) })),
      fc
        .tuple(fc.array(values, { maxLength: 4 }), fc.boolean())
        .map(([list, negated]): Predicate => ({ kind: "in", negated, left, list: constant(list) })),
      fc.tuple(values, values, fc.boolean()).map(([low, high, negated]): Predicate => ({
        kind: "between",
        negated,
        left,
        low: constant(low),
        high: constant(high),
      })),
    );
  };
  const equal = fc.constant("eq" as const);
  return fc.oneof(
    ...Object.entries(texts).map(([name, values]) =>
      about(name, values, fc.oneof({ weight: 4, arbitrary: equal }, operators)),
    ),
    ...Object.entries(times).map(([name, values]) => about(name, values, operators)),
    predicates,
  );
}

/** Queries whose filters are mostly such that Contember is asked for them. */
function queries(): Arbitrary<Query> {
  const filter = fc.array(tests(), { minLength: 1, maxLength: 3 }).map((of): Predicate => ({ kind: "and", of }));
  const negated = tests().map((of): Predicate => ({ kind: "not", of }));
  const either = fc.array(tests(), { minLength: 2, maxLength: 2 }).map((of): Predicate => ({ kind: "or", of }));
  const where = fc.oneof({ weight: 6, arbitrary: filter }, negated, either);
  return fc
    .tuple(queriesOver(fc.constant([source])), fc.option(where, { freq: 5 }))
    .map(([{ during: _, ...query }, own]) => ({ ...query, ...(own && { where: own }) }));
}

test("every query over the engine gives what it means over its whole history", async () => {
  expect(events.length).toBeGreaterThanOrEqual(30);
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(queries(), fc.constantFrom(5, 12, 13, 2000, 2000), async (query, pageSize) => {
      const { engine, sent } = cms(project, { more: { pageSize } });
      await checkLaw(engine, query, events);
      asked += sent.length;
    }),
    { numRuns: 150, interruptAfterTimeLimit: 40_000 },
  );
  // Else it proves nothing about what is sent.
  expect(asked).toBeGreaterThan(150);
});
