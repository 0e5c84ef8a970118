import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Json, WideNumber } from "../../../server/src/base/value.ts";
import type { NewEvent } from "../../../server/src/store/api.ts";
import { folderOfLog, logOfFolder } from "../../../server/src/store/logName.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { failureOf, namesIn, newEvents, storeOn } from "../../support/store.ts";

const text = (content: string) => new TextEncoder().encode(content);

describe("a store", () => {
  it("is made by the first append, not by looking", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process(), "/home/me/.evq/store");
    expect(await store.summary()).toEqual({ path: "/home/me/.evq/store", logs: [], problems: [] });
    expect(await failureOf(store.read("app"))).toBe("log.unknown");
    expect(await failureOf(store.delete("app"))).toBe("log.unknown");
    expect(disk.files()).toEqual([]);
    await store.append("app", newEvents("a"));
    expect(new TextDecoder().decode(disk.read("/home/me/.evq/store/FORMAT"))).toBe("2\n");
  });

  it("is left untouched when a later EVQ has written it", async () => {
    const disk = new FakeDisk();
    disk.process().makeFolders("/store/logs");
    disk.put("/store/FORMAT", text("3\n"));
    const before = disk.files();
    const store = storeOn(disk.process());
    for (const work of [store.read("app"), store.summary(), store.append("app", newEvents("a")), store.delete("app")])
      expect(await failureOf(work)).toBe("store.newer-format");
    expect(disk.files()).toEqual(before);
  });

  it("is refused when its format cannot be told", async () => {
    const disk = new FakeDisk();
    disk.process().makeFolders("/store/logs");
    expect(await failureOf(storeOn(disk.process()).summary())).toBe("store.corrupt");
    disk.put("/store/FORMAT", text("one"));
    expect(await failureOf(storeOn(disk.process()).summary())).toBe("store.corrupt");
  });

  it("is read where it cannot be written", async () => {
    const disk = new FakeDisk();
    await storeOn(disk.process()).append("app", newEvents("a"));
    disk.faults = () => "EROFS";
    const store = storeOn(disk.process());
    expect([...namesIn(await store.read("app")).values()]).toEqual(["a"]);
    for (const work of [store.append("app", newEvents("b")), store.append("new", newEvents("b")), store.delete("app")])
      expect(await failureOf(work)).toBe("store.read-only");
  });

  it("tells events, streams, bounds and bytes of each log, and agrees with itself when its hint is gone", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    await store.append("b", [
      { type: "t", stream: "x", timestamp: 2_000_000n, payload: null },
      { type: "t", stream: "y", timestamp: 1_000_001n, payload: null },
      { type: "t", timestamp: 5_000_000n, payload: null },
    ]);
    await store.append("a", []);
    const { logs } = await store.summary();
    const b = { name: "b", events: 3, streams: 2, first: "1970-01-01T00:00:01.000001Z", last: "1970-01-01T00:00:05Z" };
    expect(logs).toEqual([
      { name: "a", events: 0, streams: 0, bytes: 1080, created: expect.any(String) as string },
      {
        ...b,
        bytes: expect.any(Number) as number,
        created: expect.any(String) as string,
        updated: expect.any(String) as string,
      },
    ]);
    disk.put("/store/logs/b/acknowledged", text("?"));
    expect((await storeOn(disk.process()).summary()).logs[1]).toMatchObject(b);
  });

  it("deletes a log whole, and another one of that name begins anew", async () => {
    const disk = new FakeDisk();
    const [store, other] = [storeOn(disk.process()), storeOn(disk.process())];
    await store.append("app", newEvents("a", "b"));
    await other.read("app");
    await store.delete("app");
    expect(disk.files().filter((path) => path.includes("/logs/"))).toEqual([]);
    expect(await failureOf(other.read("app"))).toBe("log.unknown");
    await store.append("app", newEvents("c"));
    expect([...namesIn(await other.read("app"))]).toEqual([[1, "c"]]);
  });

  it("sees at each read what other processes appended since", async () => {
    const disk = new FakeDisk();
    const [one, two] = [storeOn(disk.process()), storeOn(disk.process())];
    for (const name of ["a", "b", "c"]) {
      await (name === "b" ? two : one).append("app", newEvents(name));
      expect((await one.read("app")).events).toBe((await two.read("app")).events);
    }
    expect([...namesIn(await two.read("app")).values()]).toEqual(["a", "b", "c"]);
  });

  it("takes nothing for lost that was acknowledged while it was read", async () => {
    const written = new FakeDisk();
    const writer = storeOn(written.process());
    const states: (() => void)[] = [];
    const disk = new FakeDisk();
    await storeOn(disk.process()).append("app", newEvents("makes the folders"));
    for (let at = 0; at < 12; at++) {
      await writer.append("app", newEvents(`n${at}`));
      const files = written.files().map((path) => [path, written.read(path)] as const);
      states.push(() => files.forEach(([path, bytes]) => disk.put(path, bytes)));
    }
    const goOn = () => states.shift()?.();
    goOn();
    // Each time that the reader has looked at the journal's end the writer is further than that.
    const process = disk.process();
    const openRead = process.openRead.bind(process);
    const reading = (path: string) => {
      if (path.endsWith("/acknowledged")) goOn();
      return openRead(path);
    };
    const store = storeOn(Object.assign(process, { openRead: reading }));
    expect((await store.read("app")).problems).toEqual([]);
    expect(states.length).toBeGreaterThan(0);
  });

  it("writes one after the other what is asked for at once", async () => {
    const store = storeOn(new FakeDisk().process());
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => store.append(at % 2 ? "odd" : "even", newEvents(`n${at}`))),
    );
    expect(namesIn(await store.read("even")).size).toBe(10);
    expect([...namesIn(await store.read("odd")).keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("keeps its turn for whoever appends again at once, but not for long and not while another waits", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    const turns = () => Number(/writer\.(\d+)\.lock/.exec(disk.files().join())?.[1]);
    const appendMany = async (count: number) => {
      for (let at = 0; at < count; at++) await store.append("app", newEvents(`n${at}`));
      return "many";
    };
    await appendMany(5);
    expect(turns()).toBe(1);
    const many = appendMany(40);
    expect(await Promise.race([many, store.append("other", newEvents("a"))])).toMatchObject({ appended: 1 });
    await many;
    expect(turns()).toBe(3);
    // Longer than a turn may last, by a clock that goes on with each look at it.
    await appendMany(200);
    expect(turns()).toBeGreaterThan(4);
    expect(turns()).toBeLessThan(10);
    expect((await store.read("app")).events).toBe(245);
  });

  it("keeps what was appended when the work over several appends fails", async () => {
    const store = storeOn(new FakeDisk().process());
    const work = store.write("app", async (appender) => {
      await appender.append([]);
      throw new Error("enough");
    });
    await expect(work).rejects.toThrow("enough");
    await store.append("app", newEvents("a"));
    expect((await store.read("app")).events).toBe(1);
  });

  it("takes the lock of a process that is gone, and not that of one on another machine", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    await store.append("app", newEvents("a"));
    const lock = (host: string) =>
      disk.put(
        "/store/writer.9.lock",
        text(JSON.stringify({ pid: 9, started: "", boot: "", host, program: "evq", since: 1_700_000_000_000 })),
      );
    lock("elsewhere");
    await expect(store.append("app", newEvents("b"))).rejects.toMatchObject({
      code: "store.locked",
      message: "The store is being written to by evq, process 9 on host elsewhere, since 22:13:20 UTC.",
    });
    lock("fake");
    await store.append("app", newEvents("b"));
    expect(disk.files().filter((path) => path.includes("writer"))).toEqual(["/store/writer.10.lock"]);
  });

  it("acknowledges nothing once another process has taken over", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    await store.append("app", newEvents("a"));
    disk.faults = ({ name, path }) => {
      if (name === "sync" && path.endsWith(".evj")) disk.put("/store/writer.99.lock", text("null\n"));
      return undefined;
    };
    expect(await failureOf(store.append("app", newEvents("b")))).toBe("store.write-failed");
  });

  it("does not follow links out of its folder", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    await store.append("app", newEvents("a"));
    disk.putLink("/store/logs/evil");
    expect(await failureOf(store.read("evil"))).toBe("store.corrupt");
    expect(await failureOf(store.append("evil", newEvents("a")))).toBe("store.corrupt");
  });
});

describe("an event", () => {
  it("gets what it lacks: id, sequence number within its stream, time", async () => {
    const store = storeOn(new FakeDisk().process());
    const given: NewEvent = { type: "t", stream: "s", id: "mine", sequenceNumber: 7n, timestamp: -5n, payload: null };
    await store.append("app", [given, { type: "t", stream: "s", payload: null }, { type: "t", payload: null }]);
    await store.append("app", [{ type: "t", stream: "s", payload: null }]);
    const { database } = await store.read("app");
    const [result] = database().exec("SELECT id, stream_id, sequence_number, timestamp FROM event ORDER BY lsn");
    const rows = result?.values ?? [];
    expect(rows.map(([, stream, sequence]) => [stream, sequence])).toEqual([
      ["s", 7],
      ["s", 8],
      [null, 1],
      ["s", 9],
    ]);
    expect([rows[0]?.[0], rows[0]?.[3]]).toEqual(["mine", -5]);
    expect(rows[1]?.[0]).toMatch(/^\w+-2$/);
    expect(Number(rows[1]?.[3])).toBeGreaterThan(1e15);
  });

  it("comes back exactly, whatever its texts hold", async () => {
    const disk = new FakeDisk();
    const plain = fc.string({ unit: "binary" }).filter((name) => !/[\0\p{Surrogate}]/u.test(name));
    const event = fc.record(
      {
        type: plain,
        stream: plain,
        actor: plain,
        timestamp: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
        sequenceNumber: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
        payload: fc.json().filter((json) => /^[[{]/.test(json)),
      },
      { requiredKeys: ["type", "payload", "timestamp", "sequenceNumber"] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 4 }), fc.uuid(), async (events, log) => {
        await storeOn(disk.process()).append(
          log,
          events.map((event) => ({ ...event, payload: new Json(event.payload) })),
        );
        const { database } = await storeOn(disk.process()).read(log);
        const query =
          "SELECT event_type, stream_id, actor, CAST(timestamp AS TEXT), CAST(sequence_number AS TEXT), payload FROM event";
        expect(database().exec(`${query} ORDER BY lsn`)[0]?.values).toEqual(
          events.map(({ type, stream, actor, timestamp, sequenceNumber, payload }) => [
            type,
            stream ?? null,
            actor ?? null,
            String(timestamp),
            String(sequenceNumber),
            JSON.stringify(JSON.parse(payload)),
          ]),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("is refused when SQLite could not keep its texts or numbers", async () => {
    const store = storeOn(new FakeDisk().process());
    const refused: readonly Partial<NewEvent>[] = [
      { type: "a\0" },
      { id: "\ud800" },
      { timestamp: 2n ** 63n },
      { sequenceNumber: -(2n ** 64n) },
    ];
    for (const event of refused)
      expect(await failureOf(store.append("app", [{ type: "t", payload: null, ...event }]))).toBe("usage");
    await store.append("app", [
      { type: "t", payload: new WideNumber("1e999") },
      { type: "t", payload: "a\0" },
    ]);
    const { database } = await store.read("app");
    expect(database().exec("SELECT payload, odd FROM event")[0]?.values).toEqual([
      ["1e999", 1],
      ['"a\\u0000"', 1],
    ]);
  });
});

describe("a log's name", () => {
  it("is any text, and its folder is safe and the only one", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.oneof(name, fc.constantFrom("..", ".", "a/b", "A", "a", "con", "nul", "%41", "x.y", "C:\\x")),
        (log) => {
          fc.pre(log.trim() === log);
          const folder = folderOfLog(log);
          expect(folder).toMatch(/^(?:[a-z0-9_-]|%[0-9a-f]{2})+$/);
          expect(folder).not.toMatch(/^(?:con|nul|aux|prn)$/);
          expect(logOfFolder(folder)).toBe(log);
        },
      ),
    );
  });

  it.each(["", " a", "a\n", "\ud800", "x".repeat(201), "ü".repeat(40)])("cannot be %j", async (log) => {
    const store = storeOn(new FakeDisk().process());
    expect(await failureOf(store.append(log, newEvents("a")))).toBe("log.name-invalid");
    expect(await failureOf(store.read(log))).toBe("log.name-invalid");
  });

  it.each(["..", ".new", "Upper", "%2F", "%zz", "%c3", "con"])("is not made of the folder %s", (folder) => {
    expect(logOfFolder(folder)).toBeUndefined();
  });
});
