import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { formatInstant } from "../../../server/src/base/instant.ts";
import type { LogSource, Predicate, Query } from "../../../server/src/query/query.ts";
import { AKENEO_DEFAULTS, AkeneoServers } from "../../servers/sources/akeneo.ts";
import type { AkeneoEntry, AkeneoReading } from "../../servers/sources/akeneo.ts";
import { queriesOver } from "../../support/arbitraries.ts";
import { ran } from "../../support/engine.ts";
import { remoteEngine } from "../../support/remote.ts";
import { RUNS, START, checkLaw, event, instant, json, moments } from "../../support/sourceLaw.ts";

const source: LogSource = { kind: "log", connection: "pim", log: "logs" };
let akeneo: AkeneoServers;
beforeAll(async () => {
  akeneo = await AkeneoServers.start();
});
afterAll(() => akeneo.close());
beforeEach(() => {
  akeneo.platform.forget();
  akeneo.pim.forget();
  akeneo.reading = AKENEO_DEFAULTS;
  akeneo.tokens.clear();
});

function engineWith(more: object = {}) {
  const { id, username, secret, password } = akeneo.client;
  return remoteEngine({
    connections: {
      pim: { kind: "akeneo", url: akeneo.platform.url, pim: akeneo.pim.url, clientId: id, username, ...more },
    },
    secrets: { "pim.clientSecret": secret, "pim.password": password },
    now: START,
  });
}

const uuids = ["0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002"] as const;

interface Entry {
  readonly id: string;
  readonly at: bigint;
  readonly type: "action" | "error";
  readonly operation: string;
  readonly subscriber: string;
  readonly subscription: string;
  readonly details: Readonly<Record<string, unknown>>;
}

const entries = fc
  .array(
    fc.record({
      at: moments,
      type: fc.constantFrom("action" as const, "error" as const),
      operation: fc.constantFrom("failed_to_deliver_event", "created"),
      subscriber: fc.constantFrom("", "ann", "Bob"),
      subscription: fc.constantFrom(...uuids),
      details: fc.record(
        { n: fc.constantFrom<unknown>(1, 2.5, "1"), s: fc.constantFrom("a", "ab") },
        { requiredKeys: [] },
      ),
    }),
    { maxLength: 14 },
  )
  .map((list) => list.map((entry, i): Entry => ({ id: `l-${i}`, ...entry })));

const readings: fc.Arbitrary<AkeneoReading> = fc.record({
  params: fc.constantFrom(AKENEO_DEFAULTS.params, { from: "since", to: "until", page: "p", limit: "per_page" }),
  none: fc.constantFrom("null" as const, "list" as const),
  largestPage: fc.constant(100),
  ties: fc.constantFrom("stable" as const, "unstable" as const),
});

function stored({ id, at, type, operation, subscriber, subscription, details }: Entry): AkeneoEntry {
  return {
    log_id: id,
    log_type: type,
    // The platform has milliseconds.
    timestamp: formatInstant((at / 1000n) * 1000n),
    operation,
    subscriber_id: subscriber,
    subscription_id: subscription,
    ...details,
  };
}

function meant(entry: Entry) {
  return event({
    source: "pim",
    id: entry.id,
    timestamp: instant((entry.at / 1000n) * 1000n),
    event_type: `${entry.type}:${entry.operation}`,
    entity_type: "subscription",
    entity_id: entry.subscription,
    actor: entry.subscriber,
    payload: json(entry.details),
    raw: json(stored(entry)),
  });
}

/** Random queries seldom meet what Akeneo can do itself. */
const pushed: fc.Arbitrary<Query> = fc
  .subarray<Predicate>(
    [
      equals(["raw", "log_type"], "error"),
      equals(["raw", "log_type"], "nonsense"),
      equals(["entity_id"], uuids[0]),
      equals(["entity_id"], "no uuid"),
    ],
    { minLength: 1 },
  )
  .map((of): Query => ({ from: [source], where: { kind: "and", of } }));

function equals([column = "", ...path]: readonly string[], value: string): Predicate {
  return {
    kind: "compare",
    operator: "eq",
    left: { kind: "field", field: { column, path } },
    right: { kind: "constant", value },
  };
}

test("every query over Akeneo gives what it means, under every reading of what is not documented", async () => {
  const queries = fc.oneof({ weight: 4, arbitrary: queriesOver(fc.constant([source])) }, pushed);
  await fc.assert(
    fc.asyncProperty(
      queries,
      entries,
      readings,
      fc.integer({ min: 4, max: 9 }),
      async (query, list, reading, pageSize) => {
        akeneo.entries = list.map(stored);
        akeneo.reading = reading;
        await checkLaw(engineWith({ pageSize, params: reading.params }).engine, query, list.map(meant));
      },
    ),
    RUNS,
  );
});

const oneEntry: Entry = {
  id: "l-0",
  at: START,
  type: "error",
  operation: "created",
  subscriber: "",
  subscription: uuids[0],
  details: {},
};

test("the token is fetched once, renewed once when it has run out, and asked for no more when it is refused", async () => {
  akeneo.entries = [stored(oneEntry)];
  const { engine } = engineWith();
  await ran(engine, { from: [source] });
  await ran(engine, { from: [source] });
  expect(akeneo.pim.requests).toHaveLength(1);
  akeneo.tokens.clear();
  await ran(engine, { from: [source] });
  expect(akeneo.pim.requests).toHaveLength(2);
  akeneo.platform.faults = ["401", "401"];
  await expect(ran(engine, { from: [source] })).rejects.toMatchObject({ code: "source.unauthorized" });
  expect(akeneo.pim.requests).toHaveLength(3);
});

test("each secret goes to its own server only", async () => {
  akeneo.entries = [stored(oneEntry)];
  await ran(engineWith().engine, { from: [source] });
  const { id, secret, password } = akeneo.client;
  const basic = Buffer.from(`${id}:${secret}`).toString("base64");
  const [token = ""] = akeneo.tokens;
  expect(JSON.stringify(akeneo.platform.requests)).toContain(token);
  for (const own of [secret, password, basic]) expect(JSON.stringify(akeneo.platform.requests)).not.toContain(own);
  expect(JSON.stringify(akeneo.pim.requests)).toContain(basic);
  expect(JSON.stringify(akeneo.pim.requests)).not.toContain(token);
});

test("a token that is given is sent as it is, and kind and subscription go to Akeneo", async () => {
  akeneo.tokens.add("given-token");
  akeneo.entries = [stored(oneEntry)];
  const { pim, platform, client } = akeneo;
  const { engine } = remoteEngine({
    connections: { pim: { kind: "akeneo", url: platform.url, pim: pim.url, clientId: client.id } },
    secrets: { "pim.secret": "given-token" },
    now: START,
  });
  const where: Predicate = { kind: "and", of: [equals(["raw", "log_type"], "error"), equals(["entity_id"], uuids[0])] };
  expect((await ran(engine, { from: [source], where })).rows).toHaveLength(1);
  expect(pim.requests).toEqual([]);
  expect(platform.requests[0]?.url.search).toBe(
    `?log_type=error&subscription_id=${uuids[0]}&order=asc&limit=100&page=1`,
  );
});

test("a window that begins before the 30 days is no proof", async () => {
  const start = { kind: "constant", value: instant(START - 40n * 86_400_000_000n) } as const;
  akeneo.entries = [];
  const { completeness } = await ran(engineWith().engine, { from: [source], during: { start } });
  expect(completeness.verdict).toBe("before-retention");
});
