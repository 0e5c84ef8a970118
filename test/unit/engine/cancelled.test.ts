import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { RunState } from "../../../server/protocol/results.ts";
import { CancellationSource } from "../../../server/src/base/cancellation.ts";
import { createRuns } from "../../../server/src/engine/runs.ts";
import { catalogOf } from "../../../server/src/query/kinds.ts";
import { readText } from "../../../server/src/evq.ts";
import { formatInstant } from "../../../server/src/base/instant.ts";
import { OpenContentServers } from "../../servers/sources/opencontent.ts";
import { PIGELLO_HEADERS, PigelloServer } from "../../servers/sources/pigello.ts";
import { ran } from "../../support/engine.ts";
import { fakePorts } from "../../support/ports.ts";
import { remoteEngine } from "../../support/remote.ts";
import { START } from "../../support/sourceLaw.ts";

/** Pages of two events; the third request for one gets no answer. */
const PAGES = [undefined, undefined, "hang"] as const;

let erp: PigelloServer;
let oc: OpenContentServers;
beforeAll(async () => {
  erp = await PigelloServer.start();
  oc = await OpenContentServers.start();
});
afterAll(async () => {
  await erp.server.close();
  await oc.close();
});
beforeEach(() => {
  erp.server.forget();
  oc.repository.forget();
  erp.reading = { ...erp.reading, largestPage: 500 };
  erp.entries = Array.from({ length: 9 }, (_, i) => ({
    id: `e-${i}`,
    created_at: formatInstant(START + BigInt(i) * 1_000_000n),
    event_identifier: "update",
    content_type: "accounting.verification",
    object_id: String(i % 2),
    triggered_by_user: null,
    event_context: { n: i },
  }));
});

const connections = () => ({
  erp: { kind: "pigello", url: erp.server.url, headers: PIGELLO_HEADERS, pageSize: 2 },
  oc: { kind: "opencontent", url: oc.repository.url, username: oc.user.name },
});
const world = () =>
  remoteEngine({
    connections: connections(),
    secrets: { "erp.secret": erp.secret, "oc.secret": oc.user.password },
    now: START + 3_600_000_000n,
  });

function queryOf(text: string) {
  const catalog = catalogOf(Object.entries(connections()).map(([name, { kind }]) => ({ name, kind, connected: true })));
  const { bound, problems } = readText(text, catalog, { timeZone: "UTC", now: START });
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  const [query] = bound.queries;
  if (!query?.query) throw new Error("no query");
  return query;
}

/** Runs a text and cancels it as soon as the sources do not answer any more. */
async function cancelled(text: string) {
  const cancellation = new CancellationSource();
  const { query } = queryOf(text);
  if (!query) throw new Error("no query");
  const told: [number, number | undefined][] = [];
  const run = ran(world().engine, query, {
    cancellation,
    progress: (scanned, pages) => void told.push([scanned, pages]),
  }).then((outcome) => ({ ...outcome, told }));
  await expect.poll(() => [...erp.server.faults, ...oc.repository.faults], { timeout: 20_000 }).toEqual([]);
  cancellation.cancel();
  return run;
}

test("rows that came before a cancel are kept, as partial", async () => {
  erp.server.faults = [...PAGES];
  const { rows, completeness, cancelled: wasCancelled, told } = await cancelled("from erp.eventlog");
  expect(rows.map(([id]) => id)).toEqual(["e-0", "e-1", "e-2"]);
  expect(completeness).toEqual({ verdict: "partial", reason: "Cancelled after 4 events of erp." });
  expect(wasCancelled).toBe(true);
  expect(told).toEqual([
    [2, 1],
    [4, 2],
  ]);
});

test("what came is also worked on: groups and present states of the part that there is", async () => {
  erp.server.faults = [...PAGES];
  const groups = await cancelled("from erp.eventlog reduce count() as n by entity_id");
  expect(groups.rows).toEqual([
    ["0", 2n],
    ["1", 1n],
  ]);
  expect(groups.completeness.verdict).toBe("partial");
  erp.server.forget();
  erp.server.faults = [...PAGES];
  const current = await cancelled("from erp.eventlog dedupe by entity_id fetch current select id, current_status");
  expect(current.rows).toEqual([
    ["e-1", "failed"],
    ["e-2", "failed"],
  ]);
});

test("of several sources the rows of those that answered are kept, and the verdict names each", async () => {
  erp.server.faults = [...PAGES];
  oc.repository.faults = ["hang"];
  const { rows, completeness } = await cancelled("from erp, oc.eventlog select id");
  expect(rows).toEqual([["e-0"], ["e-1"], ["e-2"]]);
  expect(completeness.reason).toBe("Cancelled before oc had sent anything. Cancelled after 4 events of erp.");
});

test("a comparison, and a run of which nothing came, have nothing to keep", async () => {
  erp.server.faults = [...PAGES];
  const compare = "from erp.eventlog during @2024-01-01 reduce count() by entity_id compare to previous";
  await expect(cancelled(compare)).rejects.toMatchObject({ code: "cancelled" });
  erp.server.forget();
  erp.server.faults = ["hang"];
  const cancellation = new CancellationSource();
  const { query } = queryOf("from erp.eventlog reduce count()");
  const nothing = expect(ran(world().engine, query ?? { from: [] }, { cancellation })).rejects;
  await expect.poll(() => erp.server.faults, { timeout: 20_000 }).toEqual([]);
  cancellation.cancel();
  await nothing.toMatchObject({ code: "cancelled" });
});

test("the first rows are there after the first page, while the second one does not come", async () => {
  erp.server.faults = [undefined, "hang"];
  const states: RunState[] = [];
  let seen = (_state: RunState) => {};
  const runs = createRuns({
    engine: world().engine,
    clock: { ...fakePorts().clock, elapsed: () => performance.now() },
    read: async (text) =>
      readText(text, catalogOf([{ name: "erp", kind: "pigello", connected: true }]), {
        timeZone: "UTC",
        now: START,
      }).bound,
    literal: () => () => undefined,
    changed: (state) => {
      states.push(state);
      seen(state);
    },
  });
  const until = (isSo: (state: RunState) => boolean) =>
    new Promise<RunState>((resolve) => {
      seen = (state) => isSo(state) && resolve(state);
      for (const state of states) seen(state);
    });
  const { runId } = await runs.start({
    text: "from erp.eventlog",
    query: 0,
    parameters: {},
    timeZone: "UTC",
    confirmed: true,
  });
  const running = await until(({ rowCount }) => rowCount > 0);
  expect(running).toMatchObject({ phase: "running", rowCount: 1, scanned: 2, pages: 1 });
  expect((await runs.page(runId, 0, 10)).rows).toHaveLength(1);
  await runs.cancel(runId);
  expect(await until(({ phase }) => phase !== "running")).toMatchObject({
    phase: "cancelled",
    rowCount: 2,
    completeness: { verdict: "partial", reason: "Cancelled after 2 events of erp." },
  });
});
