import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { RunState } from "../../../server/protocol/results.ts";
import { formatInstant } from "../../../server/src/base/instant.ts";
import { createRuns } from "../../../server/src/engine/runs.ts";
import { readText } from "../../../server/src/evq.ts";
import { catalogOf } from "../../../server/src/query/kinds.ts";
import { PIGELLO_HEADERS, PigelloServer } from "../../servers/sources/pigello.ts";
import { fakePorts } from "../../support/ports.ts";
import { remoteEngine } from "../../support/remote.ts";

/** 2024-01-02T00:00Z. */
const NOW = 1_704_153_600_000_000n;
const CLOSED = "from erp.eventlog during @2024-01-01T00:00Z .. @2024-01-01T20:00Z";
let erp: PigelloServer;
beforeAll(async () => {
  erp = await PigelloServer.start();
});
afterAll(() => erp.server.close());
beforeEach(() => {
  erp.server.forget();
  erp.entries = Array.from({ length: 6 }, (_, i) => ({
    id: `e-${i}`,
    created_at: formatInstant(NOW - BigInt(23 - i) * 3_600_000_000n),
    event_identifier: "update",
    content_type: "accounting.verification",
    object_id: String(i),
    triggered_by_user: null,
    event_context: null,
  }));
});

function world() {
  const connections: Record<string, Record<string, unknown>> = {
    erp: { kind: "pigello", url: erp.server.url, headers: PIGELLO_HEADERS, pageSize: 4 },
  };
  const secrets: Record<string, string> = { "erp.secret": erp.secret };
  const { engine } = remoteEngine({ connections, secrets, now: NOW });
  const catalog = catalogOf([{ name: "erp", kind: "pigello", connected: true }]);
  const over = new Map<string, RunState>();
  const runs = createRuns({
    engine,
    clock: { ...fakePorts().clock, now: () => NOW },
    read: async (text) => readText(text, catalog, { timeZone: "UTC", now: NOW }).bound,
    literal: () => () => undefined,
    changed: (state) => state.phase !== "running" && over.set(state.runId, state),
  });
  /** Runs a text to its end; the requests that it took. */
  const run = async (text: string, more: { fresh?: boolean } = {}) => {
    erp.server.requests.length = 0;
    const started = { text, query: 0, parameters: {}, timeZone: "UTC", confirmed: true, ...more };
    const { runId } = await runs.start(started);
    const state = await vi.waitFor(() => over.get(runId) ?? Promise.reject(new Error("runs")), { timeout: 20_000 });
    const { rows } = await runs.page(runId, 0, 100);
    return { state, ids: rows.map(([id]) => id), requests: erp.server.requests.length };
  };
  return { run, runs, connections, secrets };
}

test("a closed window is read once; its rows come again with their age, and afresh when that is asked for", async () => {
  const { run, runs } = world();
  const first = await run(CLOSED);
  expect(first.requests).toBeGreaterThan(0);
  expect(first.state).toMatchObject({ phase: "done", completeness: { verdict: "complete" }, rowCount: 6 });
  expect(first.state.cachedAt).toBeUndefined();
  // Whoever closes a result does not take it from the next run.
  await runs.close(first.state.runId);
  const again = await run(`//# Another title\n${CLOSED}`);
  expect(again).toMatchObject({ requests: 0, ids: first.ids });
  expect(again.state).toMatchObject({ phase: "done", title: "Another title", cachedAt: Number(NOW / 1000n) });
  await runs.sort(again.state.runId, [{ column: "id", direction: "desc" }]);
  const fresh = await run(CLOSED, { fresh: true });
  expect(fresh.requests).toBe(first.requests);
  expect(fresh.state.cachedAt).toBeUndefined();
  expect((await run(CLOSED)).ids).toEqual(first.ids);
});

test("what may still change is read anew each time", async () => {
  for (const text of [
    "from erp.eventlog",
    "from erp.eventlog latest 3",
    "from erp.eventlog during last 1d",
    "from erp.eventlog during @2024-01-01", // it ended just now, and an event may come late
    "from erp.eventlog where created_at >= @2024-01-01",
    `${CLOSED} latest 2 fetch current`,
  ]) {
    const { run } = world();
    await run(text);
    const again = await run(text);
    expect(again.requests, text).toBeGreaterThan(0);
    expect(again.state.cachedAt, text).toBeUndefined();
  }
});

test("another text, window, address or secret is another result", async () => {
  const { run, connections, secrets } = world();
  await run(CLOSED);
  expect((await run(`${CLOSED} where object_id = "1"`)).ids).toEqual(["e-1"]);
  expect((await run("from erp.eventlog during @2024-01-01T00:00Z .. @2024-01-01T03:00Z")).ids).toHaveLength(2);
  expect((await run(CLOSED)).requests).toBe(0);
  connections["erp"] = { ...connections["erp"], pageSize: 5 };
  expect((await run(CLOSED)).requests).toBeGreaterThan(0);
  secrets["erp.secret"] = "another";
  const refused = await run(CLOSED);
  expect(refused.state).toMatchObject({ phase: "failed", failure: { code: "source.unauthorized" } });
});

test("a result that is not all there is is not kept", async () => {
  const { run } = world();
  erp.server.faults = [undefined, "html"];
  expect((await run(CLOSED)).state.completeness?.verdict).toBe("partial");
  const again = await run(CLOSED);
  expect(again.requests).toBeGreaterThan(0);
  expect(again.state).toMatchObject({ rowCount: 6, completeness: { verdict: "complete" } });
});
