import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { formatInstant } from "../../../server/src/base/instant.ts";
import type { LogSource, Query } from "../../../server/src/query/query.ts";
import { PIGELLO_HEADERS, PigelloServer } from "../../servers/sources/pigello.ts";
import type { PigelloEntry, PigelloReading } from "../../servers/sources/pigello.ts";
import { queriesOver } from "../../support/arbitraries.ts";
import { ran } from "../../support/engine.ts";
import { remoteEngine } from "../../support/remote.ts";
import { RUNS, START, checkLaw, event, instant, json, moments, payloads, words } from "../../support/sourceLaw.ts";

const source: LogSource = { kind: "log", connection: "erp", log: "eventlog" };
let pigello: PigelloServer;
beforeAll(async () => {
  pigello = await PigelloServer.start();
});
afterAll(() => pigello.server.close());
beforeEach(() => pigello.server.forget());

function engineWith(more: object = {}) {
  return remoteEngine({
    connections: { erp: { kind: "pigello", url: pigello.server.url, headers: PIGELLO_HEADERS, ...more } },
    secrets: { "erp.secret": pigello.secret },
  });
}

const entries = fc
  .array(
    fc.record({
      at: moments,
      type: words,
      model: words,
      object: words,
      user: fc.constantFrom("ann", "Bob", null),
      context: payloads,
    }),
    { maxLength: 14 },
  )
  .map((list) => list.map((entry, i) => ({ id: `e-${i}`, ...entry })));
interface Entry {
  readonly id: string;
  readonly at: bigint;
  readonly type: string | null;
  readonly model: string | null;
  readonly object: string | null;
  readonly user: string | null;
  readonly context: unknown;
}

const readings: fc.Arbitrary<PigelloReading> = fc
  .record({
    envelope: fc.constantFrom("bare" as const, "results" as const, "data" as const, "items" as const),
    count: fc.boolean(),
    next: fc.boolean(),
    tooLarge: fc.constantFrom("refuse" as const, "cut" as const),
    largestPage: fc.integer({ min: 1, max: 4 }),
    relations: fc.constantFrom("text" as const, "object" as const),
    ties: fc.constantFrom("stable" as const, "unstable" as const),
  })
  .map((reading) => {
    if (reading.tooLarge === "refuse") return { ...reading, largestPage: 500 };
    // Pages of one event in random order prove nothing, whoever reads them.
    return reading.ties === "unstable" ? { ...reading, largestPage: 4 } : reading;
  });

function stored({ id, at, type, model, object, user, context }: Entry): PigelloEntry {
  return {
    id,
    created_at: formatInstant(at),
    event_identifier: type,
    content_type: model,
    object_id: object,
    triggered_by_user: user,
    event_context: context,
  };
}

function meant({ id, at, type, model, object, user, context }: Entry) {
  return event({
    source: "erp",
    id,
    timestamp: instant(at),
    event_type: type,
    entity_type: model,
    entity_id: object,
    actor: user,
    payload: json(context),
  });
}

test("every query over Pigello gives what it means, under every reading of what is not documented", async () => {
  await fc.assert(
    fc.asyncProperty(
      queriesOver(fc.constant([source])),
      entries,
      readings,
      fc.integer({ min: 1, max: 6 }),
      async (query, list, reading, pageSize) => {
        pigello.entries = list.map(stored);
        pigello.reading = reading;
        await checkLaw(engineWith({ pageSize }).engine, query, list.map(meant));
      },
    ),
    RUNS,
  );
});

const events = (count: number, step = 1000n) =>
  Array.from({ length: count }, (_, i): Entry => ({
    id: `e-${String(i).padStart(5, "0")}`,
    at: START + BigInt(i) * step,
    type: "update",
    model: "accounting.verification",
    object: String(i),
    user: null,
    context: null,
  }));

test("more events of one moment than fit a page are all read, each once, though their order changes each time", async () => {
  pigello.entries = [...events(12, 0n), ...events(20).slice(12)].map(stored);
  pigello.reading = { ...pigello.reading, envelope: "bare", largestPage: 500, ties: "unstable" };
  const { rows } = await ran(engineWith({ pageSize: 7 }).engine, { from: [source] });
  expect(rows.map(([id]) => id)).toEqual(pigello.entries.map(({ id }) => id).toSorted());
});

test("filters and order go to Pigello, and the last twenty cost one request", async () => {
  pigello.entries = events(2000).map(stored);
  pigello.reading = { ...pigello.reading, envelope: "results", largestPage: 500 };
  const latest: Query = {
    from: [source],
    orderBy: [{ value: { kind: "field", field: { column: "timestamp", path: [] } }, direction: "desc" }],
    limit: { kind: "constant", value: 20n },
  };
  const { rows } = await ran(engineWith().engine, latest);
  expect(rows.map(([id]) => id)).toEqual(
    pigello.entries
      .map(({ id }) => id)
      .slice(-20)
      .toReversed(),
  );
  expect(pigello.server.requests.map(({ url }) => url.search)).toEqual([
    "?_order_by=-created_at%2C-id&_page=1&_page_size=21",
  ]);
});

test("a source that ignores the times it is asked for, or pages, is told and not read for ever", async () => {
  pigello.entries = events(50).map(stored);
  const answer = pigello.answer.bind(pigello);
  pigello.reading = { ...pigello.reading, envelope: "bare", largestPage: 500 };
  const ignoring = (name: string) => {
    pigello.answer = (request) => {
      const url = new URL(request.url);
      if (name === "_page") url.searchParams.set(name, "1");
      else url.searchParams.delete(name);
      return answer({ ...request, url });
    };
  };
  try {
    ignoring("created_at__gte");
    const times = await ran(engineWith({ pageSize: 10 }).engine, { from: [source] });
    expect(times.completeness).toMatchObject({
      verdict: "partial",
      reason: expect.stringContaining("does not heed") as string,
    });
    ignoring("_page");
    pigello.entries = events(50, 0n).map(stored);
    const pages = await ran(engineWith({ pageSize: 10 }).engine, { from: [source] });
    expect(pages.completeness).toMatchObject({
      verdict: "partial",
      reason: expect.stringContaining("the same page") as string,
    });
  } finally {
    pigello.answer = answer;
  }
});
