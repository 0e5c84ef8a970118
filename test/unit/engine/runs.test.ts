import { describe, expect, test } from "vitest";
import type { RunState } from "../../../server/protocol/results.ts";
import type { Connector } from "../../../server/src/connectors/connector.ts";
import type { Runs, StartRequest } from "../../../server/src/engine/api.ts";
import { createRuns } from "../../../server/src/engine/runs.ts";
import type { BoundDocument } from "../../../server/src/query/bind.ts";
import type { Query } from "../../../server/src/query/query.ts";
import { ableToSend } from "../../support/ability.ts";
import { engineOver } from "../../support/engine.ts";
import { eventsOf } from "../../support/events.ts";
import type { FakeConnection } from "../../support/fakeConnector.ts";
import { fakePorts } from "../../support/ports.ts";

const text = "from local.app";
const request: StartRequest = { text, query: 0, parameters: {}, timeZone: "UTC" };
const many = eventsOf(Array.from({ length: 600 }, () => ({})));

interface Followed {
  readonly runs: Runs;
  readonly states: RunState[];
  /** Resolves with the run's last state. */
  ended(runId: string): Promise<RunState>;
}

function follow(
  connection: FakeConnection | Connector,
  kept?: number,
  query: Partial<Query> = {},
  mostBytes?: number,
): Followed {
  const states: RunState[] = [];
  const waiting = new Map<string, (state: RunState) => void>();
  const document: BoundDocument = {
    parameters: [],
    queries: [
      {
        span: { start: 0, end: text.length },
        query: { from: [{ kind: "log", connection: "local", log: "app" }], ...query },
        columns: [],
        parameters: [],
      },
    ],
    references: [],
    problems: [],
  };
  const runs = createRuns({
    engine: engineOver({ local: connection }),
    clock: fakePorts().clock,
    read: async () => document,
    literal: () => () => undefined,
    changed: (state) => {
      states.push(state);
      if (state.phase !== "running") waiting.get(state.runId)?.(state);
    },
    ...(kept !== undefined && { kept }),
    ...(mostBytes !== undefined && { mostBytes }),
  });
  return {
    runs,
    states,
    ended: (runId) => {
      const last = states.find((state) => state.runId === runId && state.phase !== "running");
      return last ? Promise.resolve(last) : new Promise((resolve) => waiting.set(runId, resolve));
    },
  };
}

test("a run answers at once, tells how it goes, and ends with verdict and columns", async () => {
  const { runs, states, ended } = follow({ abilities: ableToSend, events: many });
  const first = await runs.start(request);
  expect(first).toMatchObject({ phase: "running", text, title: text });
  const last = await ended(first.runId);
  expect(last).toMatchObject({ phase: "done", rowCount: 600, completeness: { verdict: "complete" } });
  expect(last.columns.map(({ name }) => name)).toEqual([
    "id",
    "source",
    "instance_id",
    "stream_id",
    "event_type",
    "timestamp",
    "sequence_number",
  ]);
  expect(states.length).toBeGreaterThan(1);
  expect(states.map(({ rowCount }) => rowCount)).toEqual(
    states.map(({ rowCount }) => rowCount).toSorted((a, b) => a - b),
  );
  expect(await runs.state(first.runId)).toEqual(last);
});

test("pages have the columns that the state names, wherever they begin", async () => {
  const { runs, ended } = follow({ abilities: ableToSend, events: many });
  const { runId } = await runs.start(request);
  const { columns } = await ended(runId);
  const { offset, rows } = await runs.page(runId, 254, 4);
  expect(offset).toBe(254);
  expect(rows.map(([id]) => id)).toEqual(["e255", "e256", "e257", "e258"]);
  expect(rows[0]).toHaveLength(columns.length);
  expect(rows[0]?.slice(5)).toEqual([{ $time: "2024-01-01T04:14:00Z" }, { $int: "255" }]);
  expect((await runs.page(runId, 598, 100)).rows).toHaveLength(2);
  expect((await runs.page(runId, 1000, 100)).rows).toEqual([]);
});

test("the first rows are told when they come, whatever was told just before", async () => {
  const { runs, states, ended } = follow({ abilities: ableToSend, events: many });
  const { runId } = await runs.start(request);
  await ended(runId);
  const [early] = states.filter(({ rowCount }) => rowCount > 0);
  expect(early).toMatchObject({ phase: "running", rowCount: 2 }); // a page
  expect(early?.columns.length).toBeGreaterThan(5);
});

test("everything that is told survives JSON", async () => {
  const { runs, states, ended } = follow({ abilities: ableToSend, events: many });
  const { runId } = await runs.start(request);
  await ended(runId);
  const page = await runs.page(runId, 0, 300);
  expect(JSON.parse(JSON.stringify([states, page]))).toEqual([states, page]);
});

test("a cancelled run ends as cancelled and keeps what it found", async () => {
  const { runs, ended } = follow({ abilities: ableToSend, events: many });
  const { runId } = await runs.start(request);
  await runs.cancel(runId);
  expect(await ended(runId)).toMatchObject({ phase: "cancelled" });
  await expect(runs.page(runId, 0, 10)).resolves.toBeDefined();
});

test("a run that fails says why", async () => {
  const { runs, ended } = follow({ abilities: ableToSend, events: many }, undefined, { fetchCurrent: true });
  const { runId } = await runs.start(request);
  expect(await ended(runId)).toMatchObject({ phase: "failed", failure: { code: "query.not-available" } });
});

test("expectations that are not met stand beside the rows", async () => {
  const { runs, ended } = follow({ abilities: ableToSend, events: many }, undefined, {
    expect: [{ kind: "rows", operator: "lt", count: { kind: "constant", value: 10n } }],
  });
  const { runId } = await runs.start(request);
  expect(await ended(runId)).toMatchObject({
    phase: "done",
    rowCount: 600,
    expectations: [{ text: "expect rows < 10", met: false }],
  });
});

test("the oldest results go when there are too many, and closed ones at once", async () => {
  const { runs, ended } = follow({ abilities: ableToSend, events: [] }, 2);
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) {
    const { runId } = await runs.start(request);
    ids.push(runId);
    await ended(runId);
  }
  await expect(runs.page(ids[0]!, 0, 1)).rejects.toMatchObject({ code: "result.gone" });
  await expect(runs.state(ids[1]!)).resolves.toMatchObject({ phase: "done" });
  await runs.close(ids[1]!);
  await expect(runs.state(ids[1]!)).rejects.toMatchObject({ code: "result.gone" });
});

test("results go when memory is short, the oldest first, and one that alone is too large ends with an error", async () => {
  // The full blocks of one result take some 75 KB.
  const several = follow({ abilities: ableToSend, events: many }, undefined, {}, 190_000);
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) {
    const { runId } = await several.runs.start(request);
    ids.push(runId);
    expect(await several.ended(runId)).toMatchObject({ phase: "done", rowCount: 600 });
  }
  await expect(several.runs.state(ids[0]!)).rejects.toMatchObject({ code: "result.gone" });
  await expect(several.runs.page(ids[1]!, 500, 1)).resolves.toMatchObject({ offset: 500 });

  const one = follow({ abilities: ableToSend, events: many }, undefined, {}, 10_000);
  const { runId } = await one.runs.start(request);
  expect(await one.ended(runId)).toMatchObject({ phase: "failed", failure: { code: "result.too-large" }, rowCount: 0 });
});

test("a place without a query is refused", async () => {
  const { runs } = follow({ abilities: ableToSend, events: [] });
  await expect(runs.start({ ...request, query: 1 })).rejects.toMatchObject({ code: "query.none" });
});

describe("an order laid over a result", () => {
  const ids = async (runs: Runs, runId: string) => (await runs.page(runId, 0, 3)).rows.map(([id]) => id);
  const sort = [{ column: "sequence_number", direction: "desc" }] as const;

  test("holds for all rows, tells when it is there, and goes as it came", async () => {
    const { runs, states, ended } = follow({ abilities: ableToSend, events: many });
    const { runId } = await runs.start(request);
    await ended(runId);
    const laid = expect.poll(() => states.at(-1)).toMatchObject({ runId, phase: "done", sort });
    expect(await runs.sort(runId, sort)).toMatchObject({ sorting: { to: sort } });
    await laid;
    expect(states.at(-1)).not.toHaveProperty("sorting");
    expect(await ids(runs, runId)).toEqual(["e600", "e599", "e598"]);
    const last = await runs.page(runId, 598, 5);
    expect(last.sort).toEqual(sort);
    expect(last.rows.map(([id]) => id)).toEqual(["e2", "e1"]);
    const plain = await runs.sort(runId, undefined);
    expect(plain).not.toHaveProperty("sort");
    expect(await ids(runs, runId)).toEqual(["e1", "e2", "e3"]);
  });

  test("waits for the end of the run", async () => {
    const { runs, states, ended } = follow({ abilities: ableToSend, events: many });
    const { runId } = await runs.start(request);
    for (let step = 0; step < 10_000 && !states.at(-1)?.columns.length; step++) await Promise.resolve();
    expect(states.at(-1)?.phase).toBe("running");
    await runs.sort(runId, sort);
    expect(states.at(-1)).toMatchObject({ phase: "running", sorting: { to: sort, share: 0 } });
    await ended(runId);
    await expect.poll(() => states.at(-1)).toMatchObject({ sort });
    expect(await ids(runs, runId)).toEqual(["e600", "e599", "e598"]);
  });

  test("is the last one that was asked for", async () => {
    const { runs, states, ended } = follow({ abilities: ableToSend, events: many });
    const { runId } = await runs.start(request);
    await ended(runId);
    await runs.sort(runId, sort);
    await runs.sort(runId, [{ ...sort[0], direction: "asc" }]);
    await expect.poll(() => states.at(-1)).toMatchObject({ sort: [{ direction: "asc" }] });
    await runs.sort(runId, sort);
    await runs.sort(runId, undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(states.at(-1)).not.toHaveProperty("sort");
    expect(await ids(runs, runId)).toEqual(["e1", "e2", "e3"]);
  });

  test("needs a column that is shown", async () => {
    const { runs, ended } = follow({ abilities: ableToSend, events: many });
    const { runId } = await runs.start(request);
    await ended(runId);
    await expect(runs.sort(runId, [...sort, { ...sort[0], column: "actor" }])).rejects.toMatchObject({ code: "usage" });
    await expect(runs.sort("run-9", sort)).rejects.toMatchObject({ code: "result.gone" });
    await expect(runs.reduced(runId)).rejects.toMatchObject({ code: "usage" });
  });
});

test("a reduced result has totals, and groups in the order that it has", async () => {
  const field = (column: string) => ({ kind: "field", field: { column, path: [] } }) as const;
  const { runs, states, ended } = follow({ abilities: ableToSend, events: many.slice(0, 6) }, undefined, {
    reduce: {
      by: [
        {
          name: "half",
          value: { kind: "bin", operand: field("sequence_number"), width: { kind: "constant", value: 3n } },
        },
        { name: "id", value: field("id") },
      ],
      aggregates: [{ name: "n", function: "count" }],
    },
  });
  const { runId } = await runs.start(request);
  expect((await ended(runId)).columns.map(({ role }) => role?.kind)).toEqual(["key", "key", "aggregate"]);
  const { totals, grouping } = await runs.reduced(runId);
  expect(totals).toEqual([null, null, { $int: "6" }]);
  expect(grouping).toMatchObject({ kind: "grouped", groups: [{ start: 0, count: 2 }, { start: 2 }, { start: 5 }] });
  const sort = [{ column: "n", direction: "asc" }] as const;
  await runs.sort(runId, sort);
  await expect.poll(() => states.at(-1)).toMatchObject({ sort });
  expect((await runs.reduced(runId)).sort).toEqual(sort);
});

test("what a run waits for is told while it waits, and no longer", async () => {
  const connector: Connector = {
    capabilities: ableToSend,
    scan: async function* (_source, _query, { status }) {
      status?.({ text: "The source answered 429. Waiting 3 s.", until: 3000 });
      status?.(undefined);
      status?.({ text: "Waiting 6 s.", until: 6000 });
      yield { columns: ["id"], rows: [["a"]], completeness: { verdict: "complete" } };
    },
  };
  const { runs, states, ended } = follow(connector);
  const { runId } = await runs.start(request);
  expect("waiting" in (await ended(runId))).toBe(false);
  expect(states.map(({ phase, waiting, waitingUntil }) => [phase, waiting, waitingUntil])).toEqual([
    ["running", "The source answered 429. Waiting 3 s.", 3000],
    ["running", undefined, undefined],
    ["running", "Waiting 6 s.", 6000],
    ["running", "Waiting 6 s.", 6000], // the first row
    ["done", undefined, undefined],
  ]);
});
