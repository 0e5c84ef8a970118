import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { LogSource } from "../../../server/src/query/query.ts";
import { CodeboltServer } from "../../servers/sources/codebolt.ts";
import type { CodeboltEvent, CodeboltFault, CodeboltReading } from "../../servers/sources/codebolt.ts";
import { queriesOver } from "../../support/arbitraries.ts";
import { ran } from "../../support/engine.ts";
import { remoteEngine } from "../../support/remote.ts";
import { RUNS, START, checkLaw, event, instant, json, moments, payloads, words } from "../../support/sourceLaw.ts";

let codebolt: CodeboltServer;
beforeAll(async () => {
  codebolt = await CodeboltServer.start();
});
afterAll(() => codebolt.close());
const plain: CodeboltReading = { times: "iso", largestLimit: 500, total: "before limit", ties: "stable" };
beforeEach(() => {
  codebolt.reading = plain;
  codebolt.faults = [];
  codebolt.queries.length = 0;
});

const log: LogSource = { kind: "log", connection: "cb", log: "app" };
const stream: LogSource = { ...log, stream: { kind: "constant", value: "a" } };

function engineWith(more: object = {}) {
  return remoteEngine({ connections: { cb: { kind: "codebolt", url: codebolt.url, ...more } } }).engine;
}

interface Entry {
  readonly id: string;
  readonly at: bigint;
  readonly stream: string | null;
  readonly type: string | null;
  readonly sequence: number | null;
  readonly payload: unknown;
}

const entries = fc
  .array(
    fc.record({
      at: moments,
      stream: fc.constantFrom("a", "s1", null),
      type: words,
      sequence: fc.constantFrom(0, 1, 2, null),
      payload: payloads,
    }),
    { maxLength: 14 },
  )
  .map((list) => list.map((entry, i): Entry => ({ id: `c-${i}`, ...entry })));

const readings = fc.record({
  times: fc.constantFrom("iso" as const, "epoch" as const),
  largestLimit: fc.integer({ min: 4, max: 9 }),
  total: fc.constantFrom("before limit" as const, "after limit" as const),
  ties: fc.constantFrom("stable" as const, "unstable" as const),
});

function stored({ id, at, stream: name, type, sequence, payload }: Entry): CodeboltEvent {
  return {
    id,
    instanceId: "app",
    stream_id: name,
    event_type: type,
    payload,
    metadata: null,
    timestamp: Number(at / 1000n),
    sequence_number: sequence,
  };
}

function meant({ id, at, stream: name, type, sequence, payload }: Entry) {
  return event({
    source: "cb",
    id,
    instance_id: "app",
    stream_id: name,
    event_type: type,
    timestamp: instant((at / 1000n) * 1000n),
    sequence_number: sequence === null ? null : BigInt(sequence),
    payload: json(payload),
  });
}

/** Of another instance: no query may show it. */
const elsewhere: CodeboltEvent = {
  ...stored({ id: "x", at: START, stream: "a", type: "note", sequence: 1, payload: null }),
  instanceId: "other",
};

test("every query over an instance or a stream gives what it means, under every reading of what is not documented", async () => {
  const sources = fc.constantFrom([log], [stream]);
  await fc.assert(
    fc.asyncProperty(queriesOver(sources), entries, readings, async (query, list, reading) => {
      codebolt.events = [...list.map(stored), elsewhere];
      codebolt.reading = reading;
      const isStream = query.from[0]?.kind === "log" && query.from[0].stream !== undefined;
      const events = list.filter(({ stream: name }) => !isStream || name === "a").map(meant);
      await checkLaw(engineWith({ times: reading.times }), query, events);
    }),
    RUNS,
  );
});

const some = Array.from({ length: 30 }, (_, i): Entry => ({
  id: `c-${String(i).padStart(2, "0")}`,
  at: START + BigInt(i) * 1000n,
  stream: "a",
  type: "note",
  sequence: i,
  payload: null,
}));

test("a connection that breaks off is opened again, and other frames are passed over", async () => {
  codebolt.events = some.map(stored);
  codebolt.faults = ["close", "other frames", "close"];
  const before = codebolt.connections;
  expect((await ran(engineWith({ pageSize: 7 }), { from: [log] })).rows).toHaveLength(30);
  expect(codebolt.connections - before).toBe(3);
});

test("a server that answers nothing, nonsense or no ends in a failure of ours", async () => {
  codebolt.events = some.map(stored);
  const cases: readonly (readonly [CodeboltFault, string])[] = [
    ["no json", "source.unreadable"],
    ["refuse", "source.failed"],
  ];
  for (const [fault, code] of cases) {
    codebolt.faults = [fault];
    await expect(ran(engineWith(), { from: [log] })).rejects.toMatchObject({ code });
  }
  codebolt.faults = Array.from({ length: 9 }, () => "silence" as const);
  await expect(ran(engineWith({ timeoutSeconds: 1 }), { from: [log] })).rejects.toMatchObject({
    code: "source.unreachable",
  });
}, 20_000);

test("filters go to Codebolt, and a query without an instance says what to write", async () => {
  codebolt.events = some.map(stored);
  const where = {
    kind: "compare",
    operator: "gte",
    left: { kind: "field", field: { column: "sequence_number", path: [] } },
    right: { kind: "constant", value: 28n },
  } as const;
  expect((await ran(engineWith(), { from: [stream], where })).rows).toHaveLength(2);
  expect(codebolt.queries[0]).toEqual({
    from: { instance: "app", stream: "a" },
    where: [{ field: "sequence_number", operator: "gte", value: 28 }],
    orderBy: { field: "timestamp", direction: "asc" },
    limit: 500,
    offset: 0,
  });
  await expect(ran(engineWith(), { from: [{ kind: "log", connection: "cb" }] })).rejects.toMatchObject({
    code: "log.unknown",
  });
});
