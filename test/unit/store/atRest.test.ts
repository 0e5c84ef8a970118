import { expect, test } from "vitest";
import { LogEvents } from "../../../server/src/store/segments/logEvents.ts";
import { sealed } from "../../../server/src/store/segments/seal.ts";
import { RowCache } from "../../../server/src/store/segments/rowCache.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { storeOn } from "../../support/store.ts";
import type { FileSystem } from "../../../server/src/store/fileSystem.ts";

const event = (n: number) => ({ type: "t", stream: "s", payload: BigInt(n) });

/** A file system that counts what is opened and listed. */
function counted(fileSystem: FileSystem): { readonly fileSystem: FileSystem; readonly reads: () => number } {
  let reads = 0;
  const counting = new Proxy(fileSystem, {
    get: (of, name: keyof FileSystem) => {
      if (name === "openRead" || name === "list") reads++;
      const member = of[name];
      return typeof member === "function" ? member.bind(of) : member;
    },
  });
  return { fileSystem: counting, reads: () => reads };
}

test("a log at rest is not read again, and whatever another process appends is seen at once", async () => {
  const disk = new FakeDisk();
  const other = storeOn(disk.process());
  await other.append("app", [event(1)]);
  const counting = counted(disk.process());
  const store = storeOn(counting.fileSystem);
  await store.read("app");
  const { events } = await store.read("app");
  const reads = counting.reads();
  expect(await store.read("app")).toMatchObject({ events });
  expect(counting.reads()).toBe(reads);
  for (let n = 2; n < 6; n++) {
    await other.append("app", [event(n)]);
    expect((await store.read("app")).events).toBe(n);
    expect((await store.read("app")).events).toBe(n);
  }
  await other.delete("app");
  await expect(store.read("app")).rejects.toMatchObject({ code: "log.unknown" });
  await other.append("app", [event(1)]);
  expect((await store.read("app")).events).toBe(1);
});

test("rows that were asked for longest ago are given up first", () => {
  const cache = new RowCache(100);
  const owner = {};
  const piece = (first: number) => ({ bytes: new Uint8Array(40), start: 0, first, last: first });
  cache.keep(owner, 1, piece(1));
  cache.keep(owner, 2, piece(2));
  expect(cache.get(owner, 1)?.first).toBe(1);
  cache.keep(owner, 3, piece(3));
  expect(cache.get(owner, 2)).toBeUndefined();
  expect([1, 3].map((place) => cache.get(owner, place)?.first)).toEqual([1, 3]);
});

test("columns of paths that were asked for longest ago are forgotten first", () => {
  const row = (n: number) => `"i-${n}"\t"s"\t"t"\t1\t1\t\t\t\t{"a":${n},"b":${n},"c":${n}}\t\t\t\t\t\n`;
  const rows = new TextEncoder().encode([1, 2, 3].map(row).join(""));
  const segment = sealed("i", [{ firstLsn: 1, count: 3, rows }]);
  const [a, b, c] = ["a", "b", "c"].map((name) => ({ field: "payload" as const, path: [name] }));
  if (!a || !b || !c) throw new Error("three paths");
  segment.columns([a, b, c]);
  segment.columns([a]);
  segment.trim((segment.pathBytes * 2) / 3);
  expect([a, b, c].map((path) => segment.known(path) !== undefined)).toEqual([true, false, true]);
  expect(segment.columns([b])[0]?.numbers).toEqual(Float64Array.of(1, 2, 3));
});

test("a log that outgrows the memory that it may take says so, also before it is written to", () => {
  const row = new TextEncoder().encode(`"i-1"\t"s"\t"t"\t1\t1\t\t\t\t{"n":1}\t\t\t\t\t\n`);
  const folder = { fileSystem: new FakeDisk().process(), path: "/columns", journalId: "i", segmentEvents: 4 };
  const log = new LogEvents({ ...folder, cache: new RowCache(), mostBytes: 1000 });
  const tooLarge = expect.objectContaining({
    code: "store.too-large",
    wayOut: { text: "Split it into several logs." },
  }) as Error;
  const append = () => {
    for (let lsn = 1; lsn < 100; lsn++) log.add({ firstLsn: lsn, count: 1, rows: row });
  };
  expect(() => log.checkRoom(2000)).toThrow(tooLarge);
  log.checkRoom(100);
  expect(append).toThrow(tooLarge);
});
