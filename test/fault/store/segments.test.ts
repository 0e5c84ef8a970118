import { expect, test } from "vitest";
import { CancellationSource, neverCancelled } from "../../../server/src/base/cancellation.ts";
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
    // Rows and columns are checked when they are read: then the segment is made anew from the journal, and only that query
    // fails.
    const names = async () => {
      const log = await store.read("app");
      for (const { core } of log.segments) expect(core.timestamps.values.length).toBe(core.count);
      return [...namesIn(log).values()];
    };
    expect(await names().catch(names)).toEqual(many);
    expect((await store.read("app")).problems).toEqual([]);
    expect(disk.read(FIRST)).toEqual(right);
  }
});

test("of a segment nothing but its directory is read before somebody asks for a column", async () => {
  const disk = await withSegments();
  const right = disk.read(FIRST);
  disk.put(
    FIRST,
    right.map((byte, place) => (place > 4096 ? byte ^ 4 : byte)),
  );
  const { segments } = await small(disk.process()).read("app");
  expect(segments.map(({ count }) => count)).toEqual([1000, 1000, 500]);
  expect(() => segments[0]?.core.timestamps).toThrow(expect.objectContaining({ code: "store.corrupt" }) as Error);
  expect(disk.files()).not.toContain(FIRST);
});

test("latest events that had to be read from the journal are filed for whoever opens the log next", async () => {
  const disk = await withSegments();
  const latest = `${COLUMNS}/0000000000002001-0000000000002501.evs`;
  await small(disk.process()).read("app");
  const columns = () => disk.files().filter((path) => path.startsWith(COLUMNS));
  expect(columns()).toEqual([FIRST, SECOND, latest]);
  const journal = `/store/logs/app/journal/${segmentName(1, 1)}`;
  const inText = Buffer.from(disk.read(journal)).indexOf('"name":"n2300"') + 10;
  const written = disk.read(journal);
  disk.put(
    journal,
    written.map((byte, place) => (place === inText ? byte ^ 4 : byte)),
  );
  // So nobody looks there again, but for what `evq log verify` does.
  expect(await small(disk.process()).read("app")).toMatchObject({ events: 2500, problems: [] });
  disk.put(journal, written);
  const store = small(disk.process());
  expect([...namesIn(await store.read("app")).values()]).toEqual(many);
  // Events that come later make a whole segment with them, and then the file counts no more.
  await store.append("app", newEvents(...many.slice(0, 600)));
  expect([...namesIn(await small(disk.process()).read("app")).values()]).toEqual([...many, ...many.slice(0, 600)]);
  expect(columns()).toEqual([FIRST, SECOND, latest, `${COLUMNS}/0000000000002001.evs`]);
});

test("a long journal is read piece by piece: it tells how far it is, can be cancelled, and goes on where it stopped", async () => {
  const disk = new FakeDisk();
  const long = drafts("long")[0];
  const batch = Array.from({ length: 500 }, () => ({ ...long, payload: `{"name":"${"n".repeat(4000)}"}` }));
  await storeOn(disk.process()).write("app", async (appender) => {
    for (let at = 0; at < 5; at++) await appender.append(batch as ReturnType<typeof drafts>);
  });
  const store = storeOn(disk.process());
  const cancellation = new CancellationSource();
  const seen: number[] = [];
  const cancelled = store.read("app", {
    cancellation,
    progress: (events) => {
      seen.push(events);
      cancellation.cancel();
    },
  });
  await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
  expect(seen.length).toBe(1);
  const log = await store.read("app", { cancellation: neverCancelled, progress: (events) => void seen.push(events) });
  expect(seen.length).toBeGreaterThan(1);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect([seen[0], log.events]).toEqual([1000, 2500]);
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
