import { describe, expect, test } from "vitest";
import { Instant, Json } from "../../../server/src/base/value.ts";
import { openStore } from "../../../server/src/store/openStore.ts";
import { sqlJs } from "../../support/store.ts";
import type { Value } from "../../../server/src/base/value.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { randomOf } from "../../fault/store/random.ts";
import { Network } from "../../fault/sync/network.ts";
import { LOGS, openOver, runText } from "../../fault/sync/simulated.ts";
import { BEGINNING, RETENTION, SYSTEMS, renumber } from "../../fault/sync/world.ts";
import type { System, WorldEvent } from "../../fault/sync/world.ts";

const MINUTE = 60_000;

function made(count: number, more: Partial<WorldEvent> = {}): WorldEvent[] {
  return Array.from({ length: count }, (_, at) => ({
    key: `k${1001 + at}`,
    id: 1001 + at,
    at: BEGINNING + at * MINUTE,
    visible: BEGINNING + at * MINUTE,
    moves: [],
    stream: "s",
    sequence: at + 1,
    isBroken: false,
    ...more,
  }));
}

/** A system without faults, an hour after its last event. */
function world(system: System, events: WorldEvent[]) {
  const network = new Network(system, events, randomOf(1), 0);
  network.now = Math.max(...events.map(({ visible }) => visible)) + 60 * MINUTE;
  const disk = new FakeDisk();
  const evq = openOver(disk, system, network);
  const read = async (text: string) => {
    const rows: (readonly Value[])[] = [];
    const before = network.requests;
    const outcome = await runText(evq, text, (page) => void rows.push(...page));
    return { ...outcome, rows, requests: network.requests - before };
  };
  const since = `from ${LOGS[system]} since checkpoint "s"`;
  const { clock } = network.ports;
  const store = () => openStore({ path: "/store", fileSystem: disk.process(), sql: sqlJs, program: "other", clock });
  return { network, evq, store, read, into: `${since} into local.kept`, since };
}

describe.each(SYSTEMS)("%s", (system) => {
  test("a sync keeps every event once, and the next one asks for as little as it can", async () => {
    const events = made(250);
    const { read, into, network } = world(system, events);
    expect(await read(into)).toMatchObject({
      kept: { appended: 250, repeated: 0 },
      completeness: { verdict: "complete" },
    });
    network.now += 60 * MINUTE;
    const again = await read(into);
    expect(again).toMatchObject({ rows: [], kept: { appended: 0 }, completeness: { verdict: "complete" } });
    expect(again.requests).toBeLessThanOrEqual(FEWEST[system]);
    events.push(...made(1, { key: "k9", id: 2000, at: network.now - MINUTE, sequence: 251 }));
    expect(await read(into)).toMatchObject({ rowCount: 1, kept: { appended: 1 } });
    expect((await read("from local.kept reduce count()")).rows).toEqual([[251n]]);
  });

  test("a preview shows what is new again and again, until it is committed", async () => {
    const { read, since } = world(system, made(40));
    expect(await read(since)).toMatchObject({ rowCount: 40 });
    const { rowCount, commit } = await read(since);
    expect(rowCount).toBe(40);
    await commit?.();
    expect(await read(since)).toMatchObject({ rowCount: 0 });
  });

  test("a record that cannot be read is put aside and told once, and the others are kept", async () => {
    const events = made(40);
    events[20] = { ...events[20]!, isBroken: true };
    const { read, into } = world(system, events);
    const first = await read(into);
    expect(first.completeness).toMatchObject({
      verdict: "partial",
      reason: expect.stringContaining("put aside") as string,
    });
    expect(await read(into)).toMatchObject({ completeness: { verdict: "complete" }, kept: { appended: 0 } });
    const { rows } = await read('from local.kept where event_type = "evq:dead-letter" select stream_id');
    expect(rows).toEqual([["evq"]]);
    expect((await read("from local.kept reduce count()")).rows).toEqual([[40n]]);
  });

  test("checkpoints are listed, taken back and forgotten", async () => {
    const { read, into, evq } = world(system, made(40));
    await read(into);
    const [checkpoint] = await evq.checkpoints.list();
    expect(checkpoint).toMatchObject({ name: "s", source: LOGS[system], place: "kept", isInto: true, gaps: 0 });
    const place = system === "opencontent" ? "1030" : "2024-03-01T00:30:00Z";
    await evq.checkpoints.rewind("s", place);
    expect(await read(into)).toMatchObject({ kept: { appended: 0 }, completeness: { verdict: "complete" } });
    await evq.checkpoints.reset("s");
    expect(await evq.checkpoints.list()).toEqual([]);
    expect(await read(into)).toMatchObject({ rowCount: 40, kept: { appended: 0, repeated: 40 } });
    await expect(evq.checkpoints.reset("t")).rejects.toMatchObject({ code: "checkpoint.unknown" });
  });
});

/** What a second sync with nothing new costs: the overlap, an empty page where only that is the end, Akeneo's new token. */
const FEWEST: Readonly<Record<System, number>> = { pigello: 2, contember: 1, opencontent: 3, akeneo: 4, codebolt: 2 };

test("who comes back after the source has forgotten is told what may be missing, once, in the log too", async () => {
  const events = made(100);
  const { read, into, network } = world("akeneo", events);
  const before = network.now;
  await read(into);
  network.now += RETENTION + 10 * 24 * 60 * MINUTE;
  events.push(...made(1, { key: "k9", id: 2000, at: network.now - MINUTE }));
  const { completeness, rows } = await read(into);
  expect(completeness).toMatchObject({
    verdict: "before-retention",
    reason: expect.stringContaining("keeps 30 days") as string,
  });
  expect(rows).toHaveLength(1);
  expect((await read(into)).completeness).toEqual({ verdict: "complete" });
  const gap = await read('from local.kept where event_type = "evq:gap" select payload.kind, payload.from, stream_id');
  expect(gap.rows).toEqual([
    ["retention", `${new Date(Math.floor(before / 1000) * 1000).toISOString().slice(0, 19)}Z`, "evq"],
  ]);
});

test("a log that gives its events other numbers is read again as a whole, and each event is kept once", async () => {
  const events = made(300);
  const { read, into, network } = world("opencontent", events);
  await read(into);
  events.push(
    ...made(3, { at: network.now, visible: network.now }).map((event, at) => ({
      ...event,
      key: `k${9000 + at}`,
      id: 1400 + at,
    })),
  );
  for (const event of events.slice(0, 100)) (event as { at: number }).at -= RETENTION;
  network.now += MINUTE;
  renumber(events, network.now);
  const { completeness, kept } = await read(into);
  expect(completeness).toMatchObject({
    verdict: "partial",
    reason: expect.stringContaining("other numbers") as string,
  });
  expect(kept).toMatchObject({ appended: 3 });
  expect(await read(into)).toMatchObject({ kept: { appended: 0 }, completeness: { verdict: "complete" } });
});

test("a log whose last known events are gone was cut, and that is told", async () => {
  const events = made(100);
  const { read, into } = world("contember", events);
  await read(into);
  events.splice(0, 100, ...made(3).map((event) => ({ ...event, key: `n${event.key}` })));
  expect((await read(into)).completeness).toMatchObject({
    verdict: "partial",
    reason: expect.stringContaining("cut or replaced") as string,
  });
  expect((await read('from local.kept where event_type = "CREATE" reduce count()')).rows).toEqual([[103n]]);
  expect((await read(into)).completeness).toEqual({ verdict: "complete" });
});

test("a number that is missing holds the position before it, and is told when the next sync misses it too", async () => {
  const { read, into, evq, network } = world(
    "codebolt",
    made(200).filter(({ sequence }) => sequence !== 8 && sequence !== 9),
  );
  expect((await read(into)).completeness).toEqual({
    verdict: "partial",
    reason: "The stream s lacks numbers 8 to 9; the next sync looks for what is missing again.",
  });
  expect(await evq.checkpoints.list()).toMatchObject([{ position: "2024-03-01T00:06:00Z", gaps: 0 }]);
  expect(await read(into)).toMatchObject({
    completeness: { verdict: "partial", reason: "The stream s lacks numbers 8 to 9." },
    kept: { appended: 0 },
  });
  expect(await evq.checkpoints.list()).toMatchObject([{ position: "2024-03-01T03:19:00Z", gaps: 1 }]);
  const requests = network.requests;
  expect((await read(into)).completeness).toEqual({ verdict: "complete" });
  expect(network.requests - requests).toBeLessThanOrEqual(FEWEST.codebolt);
});

test("a number that comes late fills its hole, also where the one that printed what is behind it was another run", async () => {
  const events = made(150);
  const { read, since, network } = world("codebolt", events);
  const late = { ...events[29]!, visible: network.now + MINUTE };
  events.splice(29, 1, late);
  const first = await read(since);
  expect(first).toMatchObject({ rowCount: 149, completeness: { verdict: "partial" } });
  await first.commit?.();
  network.now += 60 * MINUTE;
  expect(await read(since)).toMatchObject({ rowCount: 1, completeness: { verdict: "complete" } });
});

test("a log that was emptied is told as that, whether it has new events or none", async () => {
  for (const system of ["contember", "opencontent", "codebolt"] as const) {
    const events = made(100);
    const { read, into, network } = world(system, events);
    await read(into);
    events.splice(0, 100);
    const reason = expect.stringContaining("The log was emptied since it was read last: it holds no event.") as string;
    expect((await read(into)).completeness, system).toMatchObject({ verdict: "partial", reason });
    network.now += 60 * MINUTE;
    const more = { at: network.now, visible: network.now, key: "k9", id: 2000, sequence: 1 };
    events.push(...made(1, more));
    network.now += 60 * MINUTE;
    expect(await read(into), system).toMatchObject({ kept: { appended: 1 }, completeness: { verdict: "complete" } });
    events.splice(0, 1, ...made(1, { ...more, at: network.now, visible: network.now, key: "k10", id: 2001 }));
    network.now += 60 * MINUTE;
    const begins = expect.stringContaining("it begins behind all that was known of it") as string;
    expect((await read(into)).completeness, system).toMatchObject({ verdict: "partial", reason: begins });
    const { rows } = await read('from local.kept where event_type = "evq:gap" select payload.kind');
    expect(rows, system).toEqual([["truncated"], ["truncated"]]);
  }
});

test("each time that an Akeneo entry is seen with is kept", async () => {
  const [event] = made(1);
  const moved = { ...event!, moves: [BEGINNING + 61 * MINUTE] };
  const { read, into, network } = world("akeneo", [moved]);
  await read(into);
  network.now += 10 * MINUTE;
  expect(await read(into)).toMatchObject({ kept: { appended: 1 } });
  const { rows } = await read("from local.kept select timestamp, raw.log_id");
  expect(rows.map(([at, id]) => [at instanceof Instant && Number(at.micros / 1000n), id])).toEqual([
    [BEGINNING, "k1001"],
    [BEGINNING + 61 * MINUTE, "k1001"],
  ]);
});

test("a checkpoint belongs to its name and its log; one made with another filter says so", async () => {
  const { read, evq, into } = world("pigello", made(10));
  await read(into);
  await read('from src.eventlog since checkpoint "other" into local.kept');
  await read('from src.eventlog since checkpoint "s" into local.elsewhere');
  expect((await evq.checkpoints.list()).map(({ name, place }) => `${name} ${place}`)).toEqual([
    "s elsewhere",
    "s kept",
    "other kept",
  ]);
  const filtered = await read('from src.eventlog since checkpoint "s" where event_type = "x" into local.kept');
  expect(filtered.notes.map(({ code }) => code)).toContain("checkpoint");
  const again = await read('from src.eventlog since checkpoint "s" where event_type = "x" into local.kept');
  expect(again.notes.map(({ code }) => code)).not.toContain("checkpoint");
});

test("a checkpoint that was moved, reset or taken back during a run is left where it is", async () => {
  const { read, evq, into, since } = world("pigello", made(250));
  const [first, second] = [await read(since), await read(since)];
  await first.commit?.();
  await expect(second.commit?.()).rejects.toMatchObject({ code: "checkpoint.moved" });
  const third = await read(since);
  await evq.checkpoints.reset("s");
  await expect(third.commit?.()).rejects.toMatchObject({ code: "checkpoint.moved" });
  expect(await evq.checkpoints.list()).toEqual([]);

  const rewind = () => evq.checkpoints.rewind("s", "2024-03-01T00:10:00Z");
  await expect(runText(evq, into, rewind)).rejects.toMatchObject({ code: "checkpoint.moved" });
  expect(await evq.checkpoints.list()).toMatchObject([{ position: "2024-03-01T00:10:00Z" }]);
  expect(await read(into)).toMatchObject({ completeness: { verdict: "complete" } });
  expect((await read("from local.kept reduce count()")).rows).toEqual([[250n]]);
});

test("a preview is listed until its checkpoint is moved behind its rows", async () => {
  const { evq, since } = world("contember", made(30));
  const run = async () => {
    const { runId } = await evq.runs.start({ text: since, query: 0, parameters: {}, timeZone: "UTC" });
    await expect.poll(async () => (await evq.runs.state(runId)).phase, { interval: 5 }).toBe("done");
    return evq.runs.state(runId);
  };
  const [first, second] = [await run(), await run()];
  expect(first).toMatchObject({ rowCount: 30, checkpoint: { name: "s", state: "preview" } });
  expect(await evq.runs.previews()).toMatchObject([
    { runId: first.runId, checkpoint: "s", sources: ["src.events"], rowCount: 30 },
    { runId: second.runId },
  ]);
  expect(await evq.runs.commit(first.runId)).toMatchObject({ checkpoint: { state: "moved" } });
  await expect(evq.runs.commit(first.runId)).rejects.toMatchObject({ code: "usage" });
  await expect(evq.runs.commit(second.runId)).rejects.toMatchObject({ code: "checkpoint.moved" });
  expect(await evq.runs.previews()).toMatchObject([{ runId: second.runId }]);
  expect(await run()).toMatchObject({ rowCount: 0 });
});

test("a copy stands where its checkpoint stands, under a name that is free", async () => {
  const { read, evq, into } = world("opencontent", made(30));
  await read(into);
  await evq.checkpoints.copy("s", "t");
  expect(await evq.checkpoints.list()).toMatchObject([
    { name: "s", position: "1030", by: "number" },
    { name: "t", position: "1030", query: 'from src.eventlog\nsince checkpoint "t"\ninto local.kept' },
  ]);
  expect(await read('from src.eventlog since checkpoint "t" into local.kept')).toMatchObject({ rowCount: 0 });
  await expect(evq.checkpoints.copy("s", "t")).rejects.toMatchObject({ code: "checkpoint.exists" });
  await expect(evq.checkpoints.copy("s", " ")).rejects.toMatchObject({ code: "usage" });
});

test("a checkpoint that cannot be read hides no other one, and can be reset", async () => {
  const { read, evq, into, store } = world("pigello", made(30));
  await read(into);
  const key = JSON.stringify(["odd", "src", "eventlog", ""]);
  await store().append("kept", [], { checkpoint: { key, value: new Json('{"version":9}') } });
  expect(await evq.checkpoints.list()).toMatchObject([
    { name: "s", by: "time" },
    { name: "odd", source: "src.eventlog", problem: expect.stringContaining("version 9") as string },
  ]);
  await expect(evq.checkpoints.rewind("odd", "2024-03-01T00:10:00Z")).rejects.toMatchObject({
    code: "checkpoint.unreadable",
  });
  await evq.checkpoints.reset("odd");
  expect((await evq.checkpoints.list()).map(({ name }) => name)).toEqual(["s"]);
});

test("dedupe looks at what is new, and keeps one event a key", async () => {
  const { read } = world("pigello", made(30));
  const query = 'from src.eventlog since checkpoint "s" dedupe by object_id into local.kept';
  expect(await read(query)).toMatchObject({ kept: { appended: 1 } });
  expect(await read(query)).toMatchObject({ rowCount: 0, kept: { appended: 0 } });
});

test("explain tells from where a log is read on and what becomes of the rows, and moves nothing", async () => {
  const { evq, read, into, since } = world("contember", made(10));
  const explained = async (text: string) => {
    const { bound } = await evq.read(text, "UTC");
    const { text: plan } = await evq.explain({
      query: bound.queries[0]!,
      parameters: [],
      given: new Map(),
      timeZone: "UTC",
    });
    return plan.slice(plan.indexOf("sync\n"));
  };
  expect(await explained(since)).toBe(
    [
      "sync",
      '  src.events has not been read since the checkpoint "s": all that it keeps is read.',
      "  The checkpoint stays until the rows are committed, or written out by evq sync.",
    ].join("\n"),
  );
  const { notes } = await read(into);
  expect(notes.filter(({ code }) => code === "keeps")).toHaveLength(1);
  expect(await explained(into)).toBe(
    [
      "sync",
      '  src.events is read on from 2024-03-01T00:07:00Z: the checkpoint "s" stands at 2024-03-01T00:09:00Z, and what lies shortly before it is read again, as events come to sight late.',
      "  Rows are kept in local.kept, each event once by its source and id, and the checkpoint moves in the same step.",
    ].join("\n"),
  );
});

test("what cannot be read on in says so", async () => {
  const { read, into } = world("pigello", made(3));
  await read(into);
  await expect(read('from local.kept since checkpoint "s"')).rejects.toMatchObject({ code: "query.not-available" });
});
