import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { formatInstant } from "../../../server/src/base/instant.ts";
import { readText } from "../../../server/src/evq.ts";
import { createRuns } from "../../../server/src/engine/runs.ts";
import { catalogOf } from "../../../server/src/query/kinds.ts";
import { OpenContentServers } from "../../servers/sources/opencontent.ts";
import { PIGELLO_HEADERS, PigelloServer } from "../../servers/sources/pigello.ts";
import { fakePorts } from "../../support/ports.ts";
import { remoteEngine } from "../../support/remote.ts";

/** One event a minute until now. */
const NOW = 1_704_153_600_000_000n;
const MINUTE = 60_000_000n;
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
  store(600);
});

function store(count: number): void {
  erp.entries = Array.from({ length: count }, (_, i) => ({
    id: `e-${i}`,
    created_at: formatInstant(NOW - BigInt(count - i) * MINUTE),
    event_identifier: "update",
    content_type: "accounting.verification",
    object_id: String(i),
    triggered_by_user: null,
    event_context: null,
  }));
}

function world() {
  const connections = {
    erp: { kind: "pigello", url: erp.server.url, headers: PIGELLO_HEADERS, pageSize: 10 },
    oc: { kind: "opencontent", url: oc.repository.url, username: oc.user.name },
  };
  const { engine } = remoteEngine({
    connections,
    secrets: { "erp.secret": erp.secret, "oc.secret": oc.user.password },
    now: NOW,
  });
  const catalog = catalogOf(Object.entries(connections).map(([name, { kind }]) => ({ name, kind, connected: true })));
  const read = (text: string) => readText(text, catalog, { timeZone: "UTC", now: NOW }).bound;
  const request = (text: string) => {
    const { queries, parameters } = read(text);
    const [query] = queries;
    if (!query?.query) throw new Error("no query");
    return { query, parameters, given: new Map(), timeZone: "UTC" };
  };
  return {
    engine,
    read,
    forecast: (text: string) => engine.forecast(request(text)),
    run: (text: string) =>
      engine.run(request(text), {
        cancellation: { cancelled: false, check: () => {}, onCancel: () => () => {} },
        rows: () => {},
        progress: () => {},
      }),
    explain: (text: string) => engine.explain(request(text)),
  };
}

test("a limit that the source keeps says how many requests there are, exactly", async () => {
  const { forecast, explain, run } = world();
  const text = "from erp.eventlog latest 25";
  expect(await forecast(text)).toEqual({
    requests: 3,
    lines: ["erp.eventlog: 3 requests for at most 25 events."],
    whole: [],
  });
  expect((await explain(text)).text).toMatch(/\nrequests\n {2}erp\.eventlog: 3 requests for at most 25 events\.$/);
  expect(erp.server.requests).toHaveLength(0);
  await run(text);
  expect(erp.server.requests).toHaveLength(3);
});

test("a window is foretold by how dense the events lie that were seen, and comes out so", async () => {
  const { forecast, run } = world();
  const text = "from erp.eventlog during last 3h";
  const before = await forecast(text);
  expect(before.requests).toBeUndefined();
  expect(before.lines[0]).toContain("a request for every 10 events. How many events that are is not known.");
  await run("from erp.eventlog latest 100");
  erp.server.forget();
  const { requests = 0, lines, whole } = await forecast(text);
  expect(whole).toEqual([]);
  expect(lines[0]).toMatch(/all of the window, about 19 requests for about 182 events/);
  await run(text);
  // Pages overlap by an event, so that a tenth more is asked for.
  expect(erp.server.requests.length).toBeGreaterThanOrEqual(requests);
  expect(erp.server.requests.length).toBeLessThanOrEqual(requests * 1.2);
});

test("what reads all of a log is told, unless the log is known to be small or the reading stops by itself", async () => {
  const { forecast, run } = world();
  expect((await forecast("from erp, oc.eventlog")).whole).toEqual(["erp.eventlog", "oc.eventlog"]);
  expect((await forecast("from erp.eventlog reduce count() by event_type")).whole).toEqual(["erp.eventlog"]);
  for (const bounded of [
    "from erp.eventlog during last 1d",
    "from erp.eventlog where created_at >= ago(1h)",
    "from erp.eventlog where object_id = '7'",
    "from erp.eventlog where payload.n = 1 latest 5",
    "from oc.eventlog where sequence_number > 700",
    "from oc.eventlog latest 5",
  ])
    expect((await forecast(bounded)).whole, bounded).toEqual([]);
  expect((await forecast("from erp during last 1d reduce count() by event_type compare to previous")).whole).toEqual(
    [],
  );
  store(50);
  await run("from erp.eventlog");
  expect(await forecast("from erp.eventlog reduce count()")).toMatchObject({ requests: 5, whole: [] });
});

test("a run that nobody confirmed does not begin; one that is confirmed does, and says what it expects", async () => {
  const { engine, read, run } = world();
  const runs = createRuns({
    engine,
    clock: fakePorts().clock,
    read: async (text) => read(text),
    literal: () => () => undefined,
    changed: () => {},
  });
  const all = { text: "from erp.eventlog", query: 0, parameters: {}, timeZone: "UTC" };
  await expect(runs.start(all)).rejects.toMatchObject({
    code: "query.unbounded",
    message: expect.stringContaining("This reads all of erp.eventlog.") as string,
    wayOut: { text: expect.stringContaining("during last 1d") as string },
  });
  expect(erp.server.requests).toHaveLength(0);
  const begun = await runs.start({ ...all, confirmed: true });
  expect(begun).toMatchObject({ phase: "running" });
  await runs.cancel(begun.runId);
  await run("from erp.eventlog latest 100");
  expect(await runs.start({ ...all, text: "from erp.eventlog during last 1h" })).toMatchObject({ expected: 7 });
});
