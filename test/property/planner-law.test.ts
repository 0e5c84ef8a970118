import fc from "fast-check";
import { expect, test } from "vitest";
import { keyText } from "../../server/src/base/order.ts";
import type { Capabilities } from "../../server/src/plan/capabilities.ts";
import type { Plan, Scan } from "../../server/src/plan/plan.ts";
import { plan } from "../../server/src/plan/planner.ts";
import { evaluate, evaluateStages, merge } from "../../server/src/query/evaluate/evaluate.ts";
import { EVENT_FIELDS } from "../../server/src/query/event.ts";
import type { Event } from "../../server/src/query/event.ts";
import type { LogSource, Query, Source } from "../../server/src/query/query.ts";
import { STAGES } from "../../server/src/query/query.ts";
import type { Table } from "../../server/src/query/row.ts";
import { eventsArbitrary, localLog, otherLog, predicates, queries, queriesOver } from "../support/arbitraries.ts";
import { answerOf, capabilities } from "../support/fakeSource.ts";

interface World {
  readonly events: Readonly<Record<string, readonly Event[]>>;
  readonly abilities: Readonly<Record<string, Capabilities>>;
  /** Ids that a source sends needlessly where it only narrows down. */
  readonly extra: readonly string[];
}

const worlds = fc.record({
  events: fc.record({ local: eventsArbitrary("local", "app"), other: eventsArbitrary("other", "log", 6) }),
  abilities: fc.record({ local: capabilities, other: capabilities }),
  extra: fc.subarray(["local-0", "local-1", "local-2", "local-5", "other-0", "other-3"]),
});

const filterOnly = predicates.map((where): Query => ({ from: [localLog], where }));
const subquery = fc
  .oneof(filterOnly, queries)
  .map((query): Source => ({ kind: "subquery", name: "inner", query: withoutExpect(query) }));
const overOthers = queriesOver(
  fc.oneof(
    fc.constant<readonly Source[]>([localLog, otherLog]),
    filterOnly.map((query): readonly Source[] => [{ kind: "subquery", name: "inner", query }]),
    filterOnly.map((query): readonly Source[] => [{ kind: "subquery", name: "inner", query }, otherLog]),
  ),
);

function withoutExpect({ expect: _, ...query }: Query): Query {
  return query;
}

/** Does a plan as the law says it: the scans at their sources, their rows merged, the residual over them. */
function execute({ scans, residual }: Plan, world: World): Table {
  const tables = scans.map((scan) => rowsOf(scan, world));
  const isFinished = STAGES.every((stage) => residual[stage] === undefined);
  const [only] = tables;
  if (isFinished && only && scans.length === 1 && scans[0]?.kind === "log" && scans[0].ordered) return only;
  const input = scans.length === 0 ? { columns: EVENT_FIELDS, rows: [] } : merge(tables);
  return evaluateStages(residual, input, { timeZone: "UTC" }).table;
}

function rowsOf(scan: Scan, world: World): Table {
  if (scan.kind === "subquery") return execute(scan.plan, world);
  const { connection } = scan.source;
  return answerOf(scan.query, world.events[connection] ?? [], world.abilities[connection]!, world.extra);
}

function check(query: Query, world: World): void {
  const read = (source: LogSource) => world.events[source.connection] ?? [];
  const wanted = evaluate(query, read, { timeZone: "UTC" }).table;
  const planned = plan(query, (source) => world.abilities[source.connection]!);
  const found = execute(planned, world);
  expect(found.columns).toEqual(wanted.columns);
  expect(printed(found)).toEqual(printed(wanted));
}

function printed({ rows }: Table): readonly string[] {
  return rows.map(({ values }) => values.map(keyText).join(" | "));
}

test("a query over one log: source and residual together give what the query means", () => {
  fc.assert(fc.property(queries, worlds, check), { numRuns: 6000, interruptAfterTimeLimit: 10_000 });
});

test("a query over several sources and over filters with a name gives what it means", () => {
  fc.assert(fc.property(overOthers, worlds, check), { numRuns: 4000, interruptAfterTimeLimit: 10_000 });
});

test("a filter over a named query with a limit gives what it means", () => {
  const first = queries
    .filter(({ reduce }) => !reduce)
    .map(({ from, where, orderBy, limit, offset }): Source => ({
      kind: "subquery",
      name: "inner",
      query: Object.assign(
        { from },
        where && { where },
        orderBy && { orderBy },
        limit && { limit },
        offset && { offset },
      ) as Query,
    }));
  fc.assert(
    fc.property(first, predicates, worlds, fc.boolean(), (source, where, world, isMerged) =>
      check({ from: isMerged ? [source, otherLog] : [source], where }, world),
    ),
    { numRuns: 1000, interruptAfterTimeLimit: 10_000 },
  );
});

test("a query over any named query gives what it means", () => {
  const count: Query = { from: [], reduce: { by: [], aggregates: [{ name: "n", function: "count" }] } };
  fc.assert(
    fc.property(subquery, worlds, fc.boolean(), (source, world, isCounted) =>
      check(isCounted ? { ...count, from: [source] } : { from: [source] }, world),
    ),
    { numRuns: 1000, interruptAfterTimeLimit: 10_000 },
  );
});
