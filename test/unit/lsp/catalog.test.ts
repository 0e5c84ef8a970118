import { expect, test } from "vitest";
import { LiveCatalog } from "../../../server/src/lsp/catalog.ts";
import { knownSource, mentionedLogs } from "../../../server/src/language/sources.ts";
import { Snapshot } from "../../../server/src/language/snapshot.ts";
import type { ConnectionEntry, LogEntry } from "../../../server/src/query/catalog.ts";

/** A catalog over an engine with one log, and what happened to both. */
function catalogOver(log: () => LogEntry, sample = async () => ({ eventTypes: ["a"], streams: [], paths: [] })) {
  const seen = { asked: 0, sampled: 0, changed: 0, errors: [] as string[] };
  const engine = {
    connections: async (): Promise<readonly ConnectionEntry[]> => {
      seen.asked++;
      return [{ name: "local", kind: "local", connected: true, logs: [log()] }];
    },
    sample: async () => {
      seen.sampled++;
      return sample();
    },
  };
  const catalog = new LiveCatalog(engine, () => seen.changed++, { error: (message) => seen.errors.push(message) });
  const look = (largest?: number) => catalog.look([{ connection: "local", log: log() }], largest);
  const types = () => catalog.current.connections.find(({ name }) => name === "local")?.logs?.[0]?.eventTypes;
  return { catalog, seen, look, types };
}

test("readings that come while one is under way are one more reading", async () => {
  const { catalog, seen } = catalogOver(() => ({ name: "orders", events: 1 }));
  await Promise.all([catalog.refresh(), catalog.refresh(), catalog.refresh()]);
  expect(seen).toMatchObject({ asked: 2, changed: 1 });
});

test("a log is looked at once, again when it has grown by much, and when it was emptied", async () => {
  let events = 100;
  const { catalog, seen, look, types } = catalogOver(() => ({ name: "orders", events }));
  await catalog.refresh();
  for (const [now, looks] of [
    [100, 1],
    [110, 1],
    [130, 2],
    [5, 3],
  ] as const) {
    events = now;
    look();
    look();
    await catalog.settled();
    expect(seen.sampled).toBe(looks);
  }
  expect(types()).toEqual(["a"]);
});

test("a large log is left alone until a run has read it", async () => {
  const { catalog, seen, look } = catalogOver(() => ({ name: "orders", events: 10_000_000 }));
  await catalog.refresh();
  look();
  expect(seen.sampled).toBe(0);
  look(Infinity);
  await catalog.settled();
  expect(seen.sampled).toBe(1);
});

test("a look that fails is logged and takes nothing away", async () => {
  const { catalog, seen, look, types } = catalogOver(
    () => ({ name: "orders", events: 1 }),
    () => Promise.reject(new Error("damaged")),
  );
  await catalog.refresh();
  look();
  await catalog.settled();
  expect(seen.errors.join()).toContain("damaged");
  expect(types()).toBeUndefined();
});

test("what is in the logs of another system is known once somebody asked for it, and any other log stays allowed", async () => {
  const seen: string[] = [];
  let found = "order.created";
  const engine = {
    connections: async (): Promise<readonly ConnectionEntry[]> => [{ name: "cb", kind: "codebolt", connected: true }],
    sample: async (connection: string, log: string) => {
      seen.push(`${connection}.${log}`);
      const field = { column: "payload", path: ["total"] };
      return { eventTypes: [found], streams: ["s"], paths: [{ field, type: "integer" as const, example: "7" }] };
    },
  };
  const catalog = new LiveCatalog(engine, () => {}, { error: () => {} });
  await catalog.refresh();
  const { log: before } = knownSource(catalog.current, "cb", "app");
  expect([before, seen]).toEqual([undefined, []]);
  await catalog.sampleRemote("cb", ["app"]);
  const { log, entry } = knownSource(catalog.current, "cb", "app");
  expect(log).toMatchObject({ eventTypes: ["order.created"], paths: [{ example: "7" }] });
  expect(entry?.logs).toBeUndefined();
  expect(knownSource(catalog.current, "cb", "another").log).toBeUndefined();
  // Documents that name it ask for nothing.
  const snapshot = new Snapshot("file:///a.evq", 1, "from cb.app", { catalog: catalog.current, timeZone: "UTC" });
  expect(mentionedLogs(snapshot)).toEqual([]);
  found = "order.paid";
  await catalog.sampleRemote("cb", ["app"]);
  expect(knownSource(catalog.current, "cb", "app").log?.eventTypes).toEqual(["order.paid"]);
});
