import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import { evaluate } from "../../server/src/query/evaluate/evaluate.ts";
import type { Event } from "../../server/src/query/event.ts";
import { AGGREGATE_FUNCTIONS, PREDICATE_TESTS } from "./vocabulary.ts";
import type { Expression, Predicate, Query } from "../../server/src/query/query.ts";
import type { Table } from "../../server/src/query/row.ts";
import type {
  Capabilities,
  PredicateCapabilities,
  PredicateTest,
  Support,
} from "../../server/src/plan/capabilities.ts";

const supports = fc.constantFrom<Support>("exact", "exact", "inexact", "none");

const allTests = Object.fromEntries(PREDICATE_TESTS.map((test) => [test, "exact" as const]));
const randomPredicates: Arbitrary<PredicateCapabilities> = fc.record(
  {
    tests: fc
      .tuple(...PREDICATE_TESTS.map(() => supports))
      .map((list) => Object.fromEntries(PREDICATE_TESTS.map((test, i) => [test, list[i]!]))),
    and: fc.boolean(),
    or: fc.boolean(),
    not: fc.boolean(),
    expressions: fc.boolean(),
    fields: fc.subarray(["event_type", "timestamp", "id", "payload.*", "actor"]),
    negated: fc.constant(false as const),
    maxList: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ["tests", "and", "or", "not", "expressions"] },
);

/** Sources of every ability, from one that can do nothing to one that can do all; half of them finish every filter. */
export const capabilities: Arbitrary<Capabilities> = fc.record({
  name: fc.constant("fake"),
  predicates: fc.oneof(
    randomPredicates,
    fc.constant({ tests: allTests, and: true, or: true, not: true, expressions: true }),
  ),
  stages: fc.record({
    dedupe: fc.boolean(),
    collapse: fc.boolean(),
    reduce: fc.oneof(
      fc.constant(false as const),
      fc.record({
        aggregates: fc.subarray([...AGGREGATE_FUNCTIONS], { minLength: 6 }),
        groupBy: fc.constantFrom("columns" as const, "expressions" as const),
      }),
    ),
    having: fc.boolean(),
    orderBy: fc.constantFrom("any" as const, "time" as const, false as const),
    offset: fc.boolean(),
    limit: fc.boolean(),
    select: fc.boolean(),
  }),
});

/**
 * What a source of these abilities answers: the scan's meaning, with events besides it where it only narrows down
 * (`extra` are the ids it sends needlessly), in no order where it cannot order. Anything it cannot do, it refuses.
 */
export function answerOf(
  query: Query,
  events: readonly Event[],
  { predicates, stages }: Capabilities,
  extra: readonly string[],
): Table {
  for (const stage of ["dedupe", "collapse", "reduce", "having", "offset", "limit", "select"] as const) {
    if (query[stage] !== undefined && !stages[stage]) throw new Error(`the source has no ${stage}`);
  }
  if (query.orderBy && !stages.orderBy) throw new Error("the source has no order");
  if (
    query.orderBy &&
    stages.orderBy === "time" &&
    (query.orderBy.length > 1 || column(query.orderBy[0]?.value) !== "timestamp")
  )
    throw new Error("the source orders by time only");
  if ((query.limit || query.offset) && !stages.orderBy) throw new Error("a limit without an order");
  if (query.fetchCurrent || query.diff || query.expect || query.into || query.compare || query.since)
    throw new Error("no source does that");
  const superset = (predicate: Predicate): Predicate => ({
    kind: "or",
    of: [
      predicate,
      {
        kind: "in",
        negated: false,
        left: { kind: "field", field: { column: "id", path: [] } },
        list: { kind: "constant", value: extra },
      },
    ],
  });
  const filters = conjuncts(query);
  if (filters.length > 1 && !predicates.and) throw new Error("the source has no and");
  const loose = filters.filter((filter) => reach(filter, predicates) === "inexact");
  const isLoose = loose.length > 0;
  if (
    isLoose &&
    ["dedupe", "collapse", "reduce", "having", "offset", "limit"].some((stage) => query[stage as "limit"] !== undefined)
  )
    throw new Error("a stage after an inexact filter");
  const { during: _during, where: _where, ...rest } = query;
  const sent = {
    ...rest,
    where: { kind: "and", of: filters.map((filter) => (loose.includes(filter) ? superset(filter) : filter)) },
  } satisfies Query;
  const { columns, rows } = evaluate(sent, () => events, { timeZone: "UTC" }).table;
  const kept = query.select ? rows.map(({ values }) => ({ values, order: [] })) : rows;
  return { columns, rows: stages.orderBy ? kept : kept.toReversed() };
}

function column(expression: Expression | undefined): string | undefined {
  return expression?.kind === "field" ? expression.field.column : undefined;
}

function conjuncts({ during, where }: Query): readonly Predicate[] {
  const time: Expression = { kind: "field", field: { column: "timestamp", path: [] } };
  return [
    ...(during?.start ? [{ kind: "compare", operator: "gte", left: time, right: during.start } as const] : []),
    ...(during?.end ? [{ kind: "compare", operator: "lt", left: time, right: during.end } as const] : []),
    ...(where?.kind === "and" ? where.of : where ? [where] : []),
  ];
}

/** How far the source goes with a predicate that it was sent; throws where it does not go at all. */
function reach(predicate: Predicate, can: PredicateCapabilities): "exact" | "inexact" {
  if (predicate.kind === "and" || predicate.kind === "or") {
    if (!can[predicate.kind]) throw new Error(`the source has no ${predicate.kind}`);
    return predicate.of.map((part) => reach(part, can)).includes("inexact") ? "inexact" : "exact";
  }
  if (predicate.kind === "not") {
    if (!can.not || reach(predicate.of, can) !== "exact") throw new Error("the source cannot negate this");
    return "exact";
  }
  const test = ("operator" in predicate ? `${predicate.kind}:${predicate.operator}` : predicate.kind) as PredicateTest;
  const support = can.tests[test] ?? "none";
  if (support === "none") throw new Error(`the source has no ${test}`);
  if (can.negated === false && "negated" in predicate && predicate.negated)
    throw new Error("the source has no negated forms");
  if (predicate.kind === "in") checkList(predicate, can);
  if (!can.expressions && "left" in predicate && predicate.left.kind !== "field")
    throw new Error(`the source wants a field on the left of ${test}`);
  const text = JSON.stringify(predicate, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  if (can.fields)
    for (const [, name, path] of text.matchAll(/"column":"(\w+)","path":(\[[^\]]*\])/g))
      if (!can.fields.includes(path === "[]" ? name! : `${name}.*`))
        throw new Error(`the source does not know ${name}`);
  return support;
}

function checkList({ list }: Extract<Predicate, { kind: "in" }>, { maxList }: PredicateCapabilities): void {
  const length =
    "kind" in list ? (list.kind === "constant" && Array.isArray(list.value) ? list.value.length : 1) : list.length;
  if (length === 0 || length > (maxList ?? Infinity)) throw new Error(`the source takes no list of ${length}`);
}
