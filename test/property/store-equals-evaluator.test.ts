import fc from "fast-check";
import { expect, test } from "vitest";
import { neverCancelled } from "../../server/src/base/cancellation.ts";
import { printJson } from "../../server/src/base/json.ts";
import { keyText, typeRank } from "../../server/src/base/order.ts";
import { Instant, Json, WideNumber } from "../../server/src/base/value.ts";
import type { Value } from "../../server/src/base/value.ts";
import { storeConnector } from "../../server/src/connectors/store/index.ts";
import { evaluate } from "../../server/src/query/evaluate/evaluate.ts";
import { holds } from "../../server/src/query/evaluate/relation.ts";
import type { Event } from "../../server/src/query/event.ts";
import type { LogSource, Query } from "../../server/src/query/query.ts";
import { queries as everydayQueries, eventsArbitrary } from "../support/arbitraries.ts";
import { logDatabase, segmentsOf, storeOf } from "../support/logDatabase.ts";
import { nastyWorlds } from "../support/nastyQueries.ts";

const RUNS = Number(process.env["EVQ_RUNS"] ?? 500);
/** How long the segments are, and whether paths are made columns always, never, or where many rows are asked for. */
const layouts = fc.record({
  lengths: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
  sparse: fc.constantFrom(0, 2, 1000),
});
type Layout = typeof layouts extends fc.Arbitrary<infer T> ? T : never;
const zones = fc.constantFrom("UTC", "Europe/Stockholm", "America/New_York");

/** What the local log answers, whatever the query, is what the reference says it means. */
test(
  "the local log answers nasty queries over nasty events as the evaluator does",
  { timeout: 6_000_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(nastyWorlds, zones, layouts, ([events, query], timeZone, layout) =>
        check(events, query, timeZone, layout),
      ),
      {
        numRuns: RUNS,
        ...(process.env["EVQ_SEED"] && { seed: Number(process.env["EVQ_SEED"]) }),
      },
    );
  },
);

test("the local log answers everyday queries as the evaluator does", { timeout: 6_000_000 }, async () => {
  const queries = everydayQueries.filter(({ collapse }) => collapse === undefined);
  await fc.assert(fc.asyncProperty(eventsArbitrary(), queries, zones, layouts, check), { numRuns: RUNS });
});

async function check(
  events: readonly Event[],
  query: Query,
  timeZone: string,
  { lengths, sparse }: Layout,
): Promise<void> {
  const [source] = query.from as readonly [LogSource];
  const inStream = (event: Event) => {
    const stream = source.stream?.kind === "constant" ? source.stream.value : undefined;
    return (
      !source.stream ||
      (stream !== undefined && !Array.isArray(stream) && holds("eq", event.stream_id, stream as Value))
    );
  };
  const { table, notes } = evaluate(query, () => events.filter(inStream), { timeZone });
  const log = { ...logDatabase(events), segments: segmentsOf(events, ...lengths) };
  try {
    const pages: (readonly Value[])[] = [];
    const found: string[] = [];
    let columns: readonly string[] = [];
    for await (const page of storeConnector(storeOf(log), sparse).scan(source, query, {
      cancellation: neverCancelled,
      timeZone,
      progress: () => {},
    })) {
      pages.push(...page.rows);
      columns = page.columns;
      found.push(...(page.notes ?? []).map(({ message }) => message));
    }
    expect(columns).toEqual(table.columns);
    const expected = table.rows.map(({ values }) => values);
    const rows = query.reduce ? pages.map((row, i) => rounded(row, expected[i] ?? [])) : pages;
    expect(rows.map((row) => row.map(show))).toEqual(expected.map((row) => row.map(show)));
    // Groups that nobody sees need no note.
    const messages = notes.map(({ message }) => message);
    if (query.having || query.limit || query.select) expect(messages).toEqual(expect.arrayContaining(found));
    else expect(new Set(found)).toEqual(new Set(messages));
  } finally {
    log.database().close();
  }
}

/** Sums and averages of doubles are equal within 1e-9: such a one becomes what is expected there. */
function rounded(row: readonly Value[], expected: readonly Value[]): readonly Value[] {
  return row.map((value, i) => {
    const other = expected[i];
    const areDoubles = typeof value === "number" && typeof other === "number";
    return areDoubles && Math.abs(value - other) <= 1e-9 * Math.max(Math.abs(value), Math.abs(other)) ? other : value;
  });
}

/** Text that tells apart all that a user could. */
function show(value: Value): string {
  if (value instanceof Instant) return `time ${value.micros}`;
  // A number in it may be spelt as it was written.
  if (value instanceof Json) return `json ${printJson(value.tree)}`;
  if (value instanceof WideNumber) return `number ${value.text}`;
  if (value === Infinity || value === -Infinity) return `number ${printJson(value)}`;
  // The multiple below the least integer is no 64-bit integer any more: as a WideNumber it shows the same.
  if (typeof value === "bigint" && BigInt.asIntN(64, value) !== value) return `number ${value}`;
  if (typeof value === "bigint" || typeof value === "number") return `number ${keyText(value).slice(1)}`;
  return `${typeRank(value)} ${printJson(value)}`;
}
