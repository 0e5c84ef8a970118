import { describe, expect, it } from "vitest";
import { Json } from "../../../server/src/base/value.ts";
import type { NewEvent } from "../../../server/src/store/api.ts";
import { MAGIC, segmentName } from "../../../server/src/store/journal/format.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { failureOf, namesIn, newEvents, storeOn } from "../../support/store.ts";

const FIRST = `/store/logs/app/journal/${segmentName(1, 1)}`;
const withId = (id: string): NewEvent => ({ type: "made", id, payload: new Json(JSON.stringify({ name: id })) });

describe("a checkpoint", () => {
  it("is there with the events it came with, the latest of each key, also after a restart", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    await store.append("app", [withId("a")], { checkpoint: { key: "x", value: new Json('{"at":1}') } });
    await store.append("app", [withId("a")], { checkpoint: { key: "y", value: new Json("[9007199254740993]") } });
    await store.append("app", [], { checkpoint: { key: "x", value: new Json('{"at":2}') } });
    await store.append("app", newEvents("b"));
    for (const one of [store, storeOn(disk.process())]) {
      const found = await one.checkpoints("app");
      expect([...found].map(([key, { text }]) => [key, text])).toEqual([
        ["y", "[9007199254740993]"],
        ["x", '{"at":2}'],
      ]);
    }
    expect((await store.read("app")).events).toBe(2);
  });

  it("stays where it is when a process dies after it, and goes when its frame does", async () => {
    const disk = new FakeDisk();
    const process = disk.process();
    await storeOn(process).append("app", newEvents("a"), { checkpoint: { key: "x", value: new Json("1") } });
    disk.faults = ({ name, path }) => (name === "sync" && path.endsWith(".evj") ? "crash" : undefined);
    await storeOn(process)
      .append("app", newEvents("b"), { checkpoint: { key: "x", value: new Json("2") } })
      .catch(() => {});
    disk.faults = () => undefined;
    disk.crashed = false;
    disk.kill(process);
    const lost = disk.powerCut(() => false);
    expect((await storeOn(lost.process()).checkpoints("app")).get("x")?.text).toBe("1");
    const store = storeOn(disk.process());
    expect((await store.checkpoints("app")).get("x")?.text).toBe("2");
    await store.append("app", newEvents("c"));
    expect((await store.checkpoints("app")).get("x")?.text).toBe("2");
    expect([...namesIn(await store.read("app")).values()]).toEqual(["a", "b", "c"]);
  });
});

describe("the position of a log", () => {
  it("stands for all of its past: it stays while the log grows, and another past has another", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    await store.append("app", newEvents("a", "b"));
    const before = await store.position("app");
    await storeOn(disk.process()).append("app", newEvents("c"));
    const after = await store.position("app");
    expect([before.lsn, after.lsn]).toEqual([2, 3]);
    expect(before.chain).toMatch(/^[0-9a-f]{64}$/);
    expect(after.chain).not.toBe(before.chain);
  });

  it("is the same after the last batch was written once more by who took over", async () => {
    const disk = new FakeDisk();
    const process = disk.process();
    const store = storeOn(process);
    await store.append("app", newEvents("a"));
    await store.append("app", newEvents("b"));
    const before = await store.position("app");
    const lock = disk.files().find((path) => path.includes("writer."))!;
    const gone = { pid: 1, started: "", boot: "", host: "fake", program: "evq", since: 1_700_000_000_000 };
    disk.put(lock, new TextEncoder().encode(JSON.stringify(gone)));
    const next = storeOn(disk.process());
    await next.append("app", []);
    expect(disk.files().filter((path) => path.endsWith(".evj")).length).toBe(2);
    expect(await next.position("app")).toEqual(before);
    expect(await store.position("app")).toEqual(before);
    expect((await next.verify("app")).problems).toEqual([]);
  });
});

describe("appends at once", () => {
  it("share one write and one sync, and are answered each for itself", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    await store.append("app", newEvents("first"));
    let syncs = 0;
    disk.faults = ({ name, path }) => {
      if (name === "sync" && path.endsWith(".evj")) syncs++;
      return undefined;
    };
    const outcomes = await Promise.all([
      ...Array.from({ length: 50 }, (_, at) => store.append("app", newEvents(`n${at}`))),
      store.append("app", [withId("same")]),
      store.append("app", [withId("same"), withId("other")]),
    ]);
    expect(syncs).toBe(1);
    expect(outcomes.map(({ lsn }) => lsn)).toEqual([...Array.from({ length: 51 }, (_, at) => at + 2), 53]);
    expect(outcomes.at(-1)).toMatchObject({ appended: 1, repeated: 1 });
    expect((await storeOn(disk.process()).read("app")).events).toBe(53);
  });

  it("are refused each for itself, and what was refused counts for no other", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    const { identities } = await store.append("app", newEvents("a"));
    const future = identities[0]!.id.replace(/-1$/, "-9");
    const results = await Promise.allSettled([
      store.append("app", [withId("x"), withId(future)]),
      store.append("app", [withId("x")]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect([...namesIn(await store.read("app")).values()]).toEqual(["a", "x"]);
  });

  it("all fail when the disk is full, and the next one goes through", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    await store.append("app", newEvents("a"));
    disk.faults = ({ name, path }) => (name === "write" && path.endsWith(".evj") ? "ENOSPC" : undefined);
    const failures = await Promise.all(["b", "c"].map((name) => failureOf(store.append("app", newEvents(name)))));
    expect(failures).toEqual(["store.write-failed", "store.write-failed"]);
    disk.faults = () => undefined;
    await store.append("app", newEvents("d"));
    expect([...namesIn(await storeOn(disk.process()).read("app")).values()]).toEqual(["a", "d"]);
    expect(disk.files().filter((path) => path.endsWith(".evj"))).toEqual([FIRST]);
  });
});

describe("a store that cannot be written", () => {
  it("on a network is only read, and says why", async () => {
    const disk = new FakeDisk();
    await storeOn(disk.process()).append("app", newEvents("a"));
    disk.network = "NFS";
    const store = storeOn(disk.process());
    expect((await store.read("app")).events).toBe(1);
    expect((await store.summary()).readOnly).toContain("network file system (NFS)");
    await expect(store.append("app", newEvents("b"))).rejects.toMatchObject({
      code: "store.read-only",
      message: expect.stringContaining("NFS") as string,
    });
  });

  it("in a folder of somebody else says why before anybody tries", async () => {
    const disk = new FakeDisk();
    await storeOn(disk.process()).append("app", newEvents("a"));
    disk.readOnly = true;
    expect((await storeOn(disk.process()).summary()).readOnly).toContain("may not be written to");
  });
});

describe("verify and repair", () => {
  const damaged = async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    for (const name of ["a", "b", "c", "d"])
      await store.append("app", newEvents(name), { checkpoint: { key: "x", value: new Json(`"${name}"`) } });
    const bytes = disk.read(FIRST).slice();
    const frames = [...bytes.keys()].filter((at) => MAGIC.every((byte, k) => bytes[at + k] === byte));
    bytes[frames[1]! + 90]! ^= 1;
    disk.put(FIRST, bytes);
    return disk;
  };

  it("a sound log is sound, and said to be", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    await store.append("app", newEvents("a", "b"));
    await store.close();
    const found = await storeOn(disk.process()).verify("app");
    expect(found).toMatchObject({ events: 2, lsn: 2, problems: [], remarks: [] });
    expect(found.files).toMatchObject([{ frames: 2, events: 2, firstLsn: 1 }]);
  });

  it("damage is found, mended without losing a byte, and what is lost stays told", async () => {
    const disk = await damaged();
    const before = disk.read(FIRST);
    const store = storeOn(disk.process());
    const lost = expect.stringMatching(/^Event number 2 is lost: bytes \d+ to \d+ of/) as string;
    expect((await store.verify("app")).problems).toEqual([lost]);
    expect((await store.read("app")).problems).toEqual([lost]);
    const { events, moved, quarantine } = await store.repair("app");
    expect(events).toBe(3);
    expect(moved.length).toBe(1);
    expect(disk.read(`${quarantine}/${moved[0]}`)).toEqual(before);
    const known = "Event number 2 is lost; the journal was repaired since.";
    for (const one of [store, storeOn(disk.process())]) {
      expect((await one.verify("app")).problems).toEqual([]);
      expect((await one.verify("app")).remarks).toContain(known);
      const log = await one.read("app");
      expect([...namesIn(log)]).toEqual([
        [1, "a"],
        [3, "c"],
        [4, "d"],
      ]);
      expect(log.problems).toEqual([known]);
      expect((await one.checkpoints("app")).get("x")?.text).toBe('"d"');
      expect((await one.summary()).logs[0]).toMatchObject({ events: 3, streams: 1 });
    }
    await store.append("app", newEvents("e"));
    expect([...namesIn(await store.read("app")).keys()]).toEqual([1, 3, 4, 5]);
  });

  it("a repair that stops anywhere leaves a log that can be read, and can be done again", async () => {
    const steps = await (async () => {
      const disk = await damaged();
      const start = disk.operations;
      await storeOn(disk.process()).repair("app");
      return disk.operations - start;
    })();
    for (let step = 1; step <= steps; step++)
      for (const isPower of [false, true]) {
        const disk = await damaged();
        const start = disk.operations;
        disk.faults = ({ number }) => (number - start < step ? undefined : "crash");
        const process = disk.process();
        await storeOn(process)
          .repair("app")
          .catch(() => {});
        disk.kill(process);
        disk.crashed = false;
        disk.faults = () => undefined;
        const found = isPower ? disk.powerCut(() => step % 2 === 0) : disk;
        const store = storeOn(found.process());
        expect([...namesIn(await store.read("app")).keys()], `stopped at ${step}`).toEqual([1, 3, 4]);
        await store.repair("app");
        expect((await store.verify("app")).problems, `stopped at ${step}`).toEqual([]);
        expect([...namesIn(await store.read("app")).keys()], `stopped at ${step}`).toEqual([1, 3, 4]);
      }
  });
});
