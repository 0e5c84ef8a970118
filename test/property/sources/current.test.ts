import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Json } from "../../../server/src/base/value.ts";
import type { LogSource, Query } from "../../../server/src/query/query.ts";
import { OpenContentServers } from "../../servers/sources/opencontent.ts";
import { PIGELLO_HEADERS, PigelloServer } from "../../servers/sources/pigello.ts";
import type { PigelloReading } from "../../servers/sources/pigello.ts";
import { ran } from "../../support/engine.ts";
import type { Ran } from "../../support/engine.ts";
import { remoteEngine } from "../../support/remote.ts";

let pigello: PigelloServer;
let opencontent: OpenContentServers;
beforeAll(async () => {
  pigello = await PigelloServer.start();
  opencontent = await OpenContentServers.start();
});
afterAll(async () => {
  await pigello.server.close();
  await opencontent.close();
});
beforeEach(() => {
  pigello.server.forget();
  opencontent.repository.forget();
});

const erp: LogSource = { kind: "log", connection: "erp", log: "eventlog" };
const cms: LogSource = { kind: "log", connection: "cms", log: "eventlog" };

function engine() {
  const connections = {
    erp: { kind: "pigello", url: pigello.server.url, headers: PIGELLO_HEADERS },
    cms: { kind: "opencontent", url: opencontent.repository.url, username: opencontent.user.name },
    pim: { kind: "akeneo", url: "http://127.0.0.1:9", pim: "http://127.0.0.1:9", clientId: "c" },
  };
  const secrets = { "erp.secret": pigello.secret, "cms.secret": opencontent.user.password };
  return remoteEngine({ connections, secrets }).engine;
}

const field = (column: string, ...path: readonly string[]) => ({ kind: "field", field: { column, path } }) as const;
const current = (...from: readonly LogSource[]): Query => ({
  from,
  fetchCurrent: true,
  select: ["entity_id", "current", "current_status"].map((name) => ({ name, value: field(name) })),
});

/** The status of each entity, in the order of the rows; with the text of those that are there. */
function states({ rows }: Ran): readonly (readonly unknown[])[] {
  return rows.map(([id, value, status]) => [id, status, ...(value instanceof Json ? [value.text] : [])]);
}

function changed(objects: readonly (readonly [model: string | null, id: string | null])[]): void {
  pigello.entries = objects.map(([content_type, object_id], i) => ({
    id: `e-${String(i).padStart(4, "0")}`,
    created_at: new Date(1_704_067_200_000 + i * 1000).toISOString(),
    event_identifier: "updated",
    content_type,
    object_id,
    triggered_by_user: null,
    event_context: null,
  }));
}

test("Pigello is asked once for each entity, a hundred of a model at a time; what it does not send is deleted", async () => {
  const ids = Array.from({ length: 230 }, (_, i) => `t-${i}`);
  changed([...ids, ...ids].map((id) => ["accounts.tenant", id] as const));
  pigello.models = {
    "accounts.tenant": Object.fromEntries(ids.filter((_, i) => i % 10 !== 3).map((id) => [id, { name: `n ${id}` }])),
  };
  const found = await ran(engine(), current(erp));
  expect(found.completeness).toEqual({ verdict: "complete" });
  expect(states(found)).toEqual(
    [...ids, ...ids].map((id) =>
      Number(id.slice(2)) % 10 === 3 ? [id, "deleted"] : [id, "found", `{"id":"${id}","name":"n ${id}"}`],
    ),
  );
  const asked = pigello.server.requests.filter(({ url }) => url.pathname === "/accounts/tenant/list/");
  expect(asked.map(({ url }) => (url.searchParams.get("id__in") ?? "").split(",").length)).toEqual([100, 100, 30]);
});

test("however Pigello cuts and wraps its answers, no entity is called deleted that is there", async () => {
  const ids = Array.from({ length: 7 }, (_, i) => `t-${i}`);
  changed(ids.map((id) => ["accounts.tenant", id] as const));
  pigello.models = { "accounts.tenant": Object.fromEntries(ids.slice(1).map((id) => [id, {}])) };
  const before = pigello.reading;
  try {
    for (const envelope of ["bare", "results", "items"] as const)
      for (const [count, next] of [
        [true, false],
        [false, true],
        [false, false],
      ] as const) {
        const reading: PigelloReading = { ...before, envelope, count, next, tooLarge: "cut", largestPage: 2 };
        pigello.reading = reading;
        expect(states(await ran(engine(), current(erp))).map(([, status]) => status)).toEqual([
          "deleted",
          ...ids.slice(1).map(() => "found"),
        ]);
      }
  } finally {
    pigello.reading = before;
  }
});

test("forbidden is told apart from deleted, and what cannot be asked for from both", async () => {
  changed([
    ["secret.thing", "1"],
    ["no.such", "2"],
    ["accounts.tenant", "a,b"],
    ["not a model", "4"],
    ["accounts.tenant", "5"],
    ["accounts.tenant", null],
  ]);
  pigello.models = { "secret.thing": {}, "accounts.tenant": {} };
  pigello.forbidden = new Set(["secret.thing"]);
  const found = await ran(engine(), current(erp));
  expect(states(found).map(([, status]) => status)).toEqual([
    "forbidden",
    "failed",
    "failed",
    "failed",
    "deleted",
    null,
  ]);
  expect(found.completeness).toMatchObject({
    verdict: "partial",
    reason: expect.stringContaining("3 entities of erp") as string,
  });
});

test("OpenContent's objects come with their version; deleted, forbidden and corrupt ones are told apart", async () => {
  const uuids = ["medtop-1", "gone", "closed", "broken", ".."];
  opencontent.logs.eventlog = uuids.map((uuid, i) => ({
    id: i + 1,
    uuid,
    eventType: "UPDATE",
    created: new Date(1_704_067_200_000 + i * 1000).toISOString(),
    content: { uuid, version: 3 },
  }));
  opencontent.objects = { "medtop-1": { version: 4, text: "<a>ü</a>" }, closed: "forbidden", broken: "corrupt" };
  const found = await ran(engine(), current(cms));
  expect(states(found)).toEqual([
    ["medtop-1", "found", '{"version":4,"etag":"\\"medtop-1-4\\"","contentType":"application/xml","text":"<a>ü</a>"}'],
    ["gone", "deleted"],
    ["closed", "forbidden"],
    ["broken", "failed"],
    ["..", "failed"],
  ]);
  expect(found.completeness.verdict).toBe("partial");
});

test("only rows that are left after the limit are asked for, over several sources too, and the result can be filtered by a query over it", async () => {
  changed(Array.from({ length: 20 }, (_, i) => ["accounts.tenant", `t-${i}`] as const));
  pigello.models = { "accounts.tenant": { "t-19": { rent: 7 } } };
  pigello.forbidden = new Set();
  const orderBy = [{ value: field("timestamp"), direction: "desc" }] as const;
  const limited: Query = { ...current(erp, cms), orderBy, limit: { kind: "constant", value: 2n } };
  const found = await ran(engine(), limited);
  expect(states(found).map(([id, status]) => [id, status])).toEqual([
    ["t-19", "found"],
    ["t-18", "deleted"],
  ]);
  const asked = pigello.server.requests.filter(({ url }) => url.pathname === "/accounts/tenant/list/");
  expect(asked.map(({ url }) => url.searchParams.get("id__in"))).toEqual(["t-19,t-18"]);
  expect(opencontent.repository.requests.some(({ url }) => url.pathname.includes("objects"))).toBe(false);
  const over: Query = {
    from: [{ kind: "subquery", name: "now", query: { from: [erp], fetchCurrent: true } }],
    where: { kind: "compare", operator: "eq", left: field("current", "rent"), right: { kind: "constant", value: 7n } },
  };
  expect((await ran(engine(), over)).rowCount).toBe(1);
});

test("a source that does not answer for entities leaves the rows, and says so", async () => {
  changed([["accounts.tenant", "t-1"]]);
  pigello.models = { "accounts.tenant": { "t-1": {} } };
  pigello.server.faults = [undefined, "401"];
  const found = await ran(engine(), current(erp));
  expect(states(found)).toEqual([["t-1", "failed"]]);
  expect(found.completeness).toMatchObject({
    verdict: "partial",
    reason: expect.stringContaining("does not accept the secret") as string,
  });
});

test("a source that has events only is refused before anything is sent", async () => {
  const pim: LogSource = { kind: "log", connection: "pim", log: "logs" };
  await expect(ran(engine(), current(erp, pim))).rejects.toMatchObject({
    code: "query.not-available",
    message: expect.stringContaining("Akeneo") as string,
  });
  expect(pigello.server.requests).toEqual([]);
});
