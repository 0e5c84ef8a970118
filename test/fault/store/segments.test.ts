import { expect, test } from "vitest";
import type { Store } from "../../../server/src/store/api.ts";
import type { FileSystem } from "../../../server/src/store/fileSystem.ts";
import { HEADER_LENGTH, segmentName } from "../../../server/src/store/journal/format.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { drafts, namesIn, newEvents, storeOn } from "../../support/store.ts";

const COLUMNS = "/store/logs/app/columns";
const FIRST = `${COLUMNS}/0000000000000001.evs`;
const SECOND = `${COLUMNS}/0000000000001001.evs`;
const many = Array.from({ length: 2500 }, (_, at) => `n${at + 1}`);

const small = (fileSystem: FileSystem): Store => storeOn(fileSystem, "/store", "test", 1000);

/** A log of two filed segments and 500 events behind them. */
async function withSegments(): Promise<FakeDisk> {
  const disk = new FakeDisk();
  const process = disk.process();
  await small(process).write("app", async (appender) => {
    for (let at = 0; at < many.length; at += 500) await appender.append(drafts(...many.slice(at, at + 500)));
  });
  disk.kill(process);
  return disk;
}

test("many events are filed in segments, and what came later is replayed behind them", async () => {
  const disk = await withSegments();
  expect(disk.files().filter((path) => path.startsWith(COLUMNS))).toEqual([FIRST, SECOND]);
  await small(disk.process()).append("app", newEvents("later"));
  const log = await small(disk.process()).read("app");
  expect(log.segments.map(({ count }) => count).slice(0, 2)).toEqual([1000, 1000]);
  expect([...namesIn(log).values()]).toEqual([...many, "later"]);
});

test("a segment that is cut, changed, or of another journal is not believed", async () => {
  const disk = await withSegments();
  const right = disk.read(FIRST);
  const other = new FakeDisk();
  await small(other.process()).write("app", (appender) => appender.append(drafts(...many)));
  const inText = Buffer.from(right).indexOf('"name":"n700"') + 10;
  const flipped = [70, 256 + 50, 4096, inText, right.length - 9].map((at) =>
    right.map((byte, place) => (place === at ? byte ^ 4 : byte)),
  );
  for (const bytes of [new Uint8Array(0), right.slice(0, 200), right.slice(0, -1), other.read(FIRST), ...flipped]) {
    disk.put(FIRST, bytes);
    const store = small(disk.process());
    // Rows are checked when they are read: then the segment is made anew from the journal, and only that query fails.
    const names = async () => [...namesIn(await store.read("app")).values()];
    expect(await names().catch(names)).toEqual(many);
    expect((await store.read("app")).problems).toEqual([]);
    expect(disk.read(FIRST)).toEqual(right);
  }
});

test("segments of more than the journal holds are not believed, and the loss is told", async () => {
  const disk = await withSegments();
  const path = `/store/logs/app/journal/${segmentName(1, 1)}`;
  disk.put(path, disk.read(path).slice(0, HEADER_LENGTH));
  const log = await small(disk.process()).read("app");
  expect(log.events).toBe(0);
  expect(log.problems).toEqual(["The 2500 events from number 1 to 2500 at the journal's end are lost."]);
});

test("ids that came with events are known in filed segments and behind them", async () => {
  const disk = new FakeDisk();
  const named = many.map((name) => ({ ...newEvents(name)[0], type: "made", id: `id-${name}`, payload: null }));
  for (let at = 0; at < named.length; at += 500) await small(disk.process()).append("app", named.slice(at, at + 500));
  const store = small(disk.process());
  expect(await store.append("app", [...named.slice(3, 5), ...named.slice(2400, 2403)])).toMatchObject({
    appended: 0,
    repeated: 5,
  });
});

test("a batch that failed and was taken back does not stay in the database of another reader", async () => {
  const disk = new FakeDisk();
  const writer = storeOn(disk.process());
  const reader = storeOn(disk.process());
  await writer.append("app", newEvents("a"));
  let seen = 0;
  disk.faults = ({ name, path }) => {
    if (name !== "sync" || !path.endsWith(".evj")) return undefined;
    void reader.read("app").then((log) => (seen = log.events));
    return "EIO";
  };
  await expect(writer.append("app", newEvents("failed"))).rejects.toMatchObject({ code: "store.write-failed" });
  disk.faults = () => undefined;
  expect(seen).toBe(2);
  await expect(writer.append("app", newEvents("poisoned"))).rejects.toMatchObject({ code: "store.write-failed" });
  await storeOn(disk.process()).append("app", newEvents("b"));
  expect([...namesIn(await reader.read("app")).values()]).toEqual(["a", "b"]);
});
