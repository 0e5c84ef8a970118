import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { formatInstant } from "../../../server/src/base/instant.ts";
import type { LogSource, Query } from "../../../server/src/query/query.ts";
import { OpenContentServers } from "../../servers/sources/opencontent.ts";
import type { OpenContentEntry } from "../../servers/sources/opencontent.ts";
import { queriesOver } from "../../support/arbitraries.ts";
import { ran } from "../../support/engine.ts";
import { remoteEngine } from "../../support/remote.ts";
import { RUNS, START, checkLaw, event, instant, json, moments } from "../../support/sourceLaw.ts";

let servers: OpenContentServers;
beforeAll(async () => {
  servers = await OpenContentServers.start();
});
afterAll(() => servers.close());
beforeEach(() => {
  servers.repository.forget();
  servers.sign.forget();
  servers.reading = { largestPage: 1000, shortPages: false, cutTail: "first" };
});

const eventlog: LogSource = { kind: "log", connection: "oc", log: "eventlog" };
const contentlog: LogSource = { kind: "log", connection: "oc", log: "contentlog" };

function basicEngine() {
  const { repository, user } = servers;
  return remoteEngine({
    connections: { oc: { kind: "opencontent", url: repository.url, username: user.name } },
    secrets: { "oc.secret": user.password },
    now: START,
  });
}

interface Entry {
  readonly id: number;
  readonly at: bigint;
  readonly type: string;
  readonly uuid: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Times are within minutes of each other, in any order: ids say nothing about them. */
const entries = fc
  .array(
    fc.record({
      at: moments,
      type: fc.constantFrom("ADD", "UPDATE", "DELETE", "MOVED", "create"),
      uuid: fc.constantFrom("medtop-1", "1", "2"),
      content: fc.record(
        {
          contentType: fc.constantFrom("Article", "order"),
          source: fc.constantFrom("ann", "Bob"),
          version: fc.constantFrom(1, 2),
          n: fc.constantFrom<unknown>(1, "1", null),
        },
        { requiredKeys: [] },
      ),
      gap: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 14 },
  )
  .map((list) => {
    let id = -1;
    return list.map(({ gap, ...entry }): Entry => ({ ...entry, id: (id += gap) }));
  });

function stored({ id, at, type, uuid, content }: Entry): OpenContentEntry {
  return {
    id,
    uuid,
    eventType: type,
    created: formatInstant(at),
    content: { uuid, created: "2020-01-01T00:00:00Z", ...content },
  };
}

function meant(entry: Entry) {
  const { id, at, type, uuid, content } = entry;
  return event({
    source: "oc",
    id: String(id),
    sequence_number: BigInt(id),
    timestamp: instant(at),
    event_type: type,
    entity_type: (content["contentType"] as string | undefined) ?? null,
    entity_id: uuid,
    actor: (content["source"] as string | undefined) ?? null,
    payload: json(stored(entry).content),
  });
}

const readings = fc.record({
  largestPage: fc.integer({ min: 1, max: 5 }),
  shortPages: fc.boolean(),
  cutTail: fc.constantFrom("first" as const, "last" as const),
});

test("every query over both logs gives what it means, however short the pages are", async () => {
  const sources = fc.constantFrom([eventlog], [contentlog]);
  await fc.assert(
    fc.asyncProperty(queriesOver(sources), entries, readings, async (query, list, reading) => {
      servers.logs.eventlog = servers.logs.contentlog = list.map(stored);
      servers.reading = reading;
      await checkLaw(basicEngine().engine, query, list.map(meant));
    }),
    RUNS,
  );
});

/** One event a minute, neighbours out of order. */
const busy = Array.from({ length: 4000 }, (_, id): Entry => ({
  id,
  at: START + BigInt(id ^ 1) * 60_000_000n,
  type: "UPDATE",
  uuid: String(id),
  content: {},
}));

test("the last twenty and the last hour are read from the log's end", async () => {
  servers.logs.eventlog = busy.map(stored);
  const latest: Query = {
    from: [eventlog],
    orderBy: [{ value: { kind: "field", field: { column: "timestamp", path: [] } }, direction: "desc" }],
    limit: { kind: "constant", value: 20n },
  };
  const newest = busy.toSorted((a, b) => Number(b.at - a.at)).map(({ id }) => String(id));
  expect((await ran(basicEngine().engine, latest)).rows.map(([id]) => id)).toEqual(newest.slice(0, 20));
  const asked = () => servers.repository.requests.map(({ url }) => url.search);
  expect(asked()).toEqual(["?event=-40", "?event=3999"]);
  servers.repository.forget();
  const start = { kind: "constant", value: instant(START + 3940n * 60_000_000n) } as const;
  const { rows } = await ran(basicEngine().engine, { from: [eventlog], during: { start } });
  expect(rows.map(([id]) => id)).toEqual(newest.slice(0, 60).toReversed());
  expect(asked()).toEqual(["?event=-256", "?event=3999"]);
});

test("rows come before the last page does", async () => {
  servers.logs.eventlog = busy.map(stored);
  let pagesAtFirstRow = 0;
  await ran(
    basicEngine().engine,
    { from: [eventlog] },
    {
      rows: (_columns, rows) => {
        if (rows.length > 0) pagesAtFirstRow ||= servers.repository.requests.length;
      },
    },
  );
  expect(servers.repository.requests).toHaveLength(5);
  // The second is on its way while the first is shown.
  expect(pagesAtFirstRow).toBeLessThanOrEqual(2);
});

test("events far out of the order of their ids are told, not put in a wrong place", async () => {
  servers.logs.eventlog = [...busy.slice(0, 3000), { ...busy[0]!, id: 3001 }].map(stored);
  const { completeness, rows } = await ran(basicEngine().engine, { from: [eventlog] });
  expect(completeness).toMatchObject({
    verdict: "partial",
    reason: expect.stringContaining("out of the order") as string,
  });
  expect(rows.length).toBeGreaterThan(1000);
});

test("a token is fetched for the repository, and the client secret goes to the token's address only", async () => {
  servers.logs.eventlog = busy.slice(0, 3).map(stored);
  const { repository, sign, client } = servers;
  const { engine } = remoteEngine({
    connections: {
      oc: { kind: "opencontent", url: repository.url, tokenUrl: `${sign.url}/token`, clientId: client.id },
    },
    secrets: { "oc.secret": client.secret },
    now: START,
  });
  expect((await ran(engine, { from: [eventlog] })).rows).toHaveLength(3);
  servers.tokens.clear();
  expect((await ran(engine, { from: [eventlog] })).rows).toHaveLength(3);
  expect(sign.requests).toHaveLength(2);
  expect(JSON.stringify(repository.requests)).not.toContain(
    Buffer.from(`${client.id}:${client.secret}`).toString("base64"),
  );
});

test("what is refused is told in the repository's words, without its credentials", async () => {
  const { repository, user } = servers;
  const engineWith = (password: string) =>
    remoteEngine({
      connections: { oc: { kind: "opencontent", url: repository.url, username: user.name } },
      secrets: { "oc.secret": password },
    }).engine;
  await expect(ran(engineWith("wrong-password"), { from: [eventlog] })).rejects.toMatchObject({
    code: "source.unauthorized",
    message: "oc does not accept the secret (401). It said: Full authentication is required",
  });
});
