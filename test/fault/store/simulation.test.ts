import { expect, test } from "vitest";
import { FRAME, FRAME_HEADER_LENGTH, printFrame } from "../../../server/src/store/journal/format.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { withinBudget } from "../budget.ts";
import { crashRound } from "./crashRound.ts";
import { errorRound } from "./errorRound.ts";
import { JournalLife } from "./journalLife.ts";

test("lives that end by kills and power cuts, with 0, 2 and 8 % of all calls failing, lose nothing acknowledged", async () => {
  let [acknowledged, lives, faults] = [0, 0, 0];
  const rounds = await withinBudget("crashes", 150, async (seed) => {
    for (const rate of [0, 0.02, 0.08]) {
      const figures = await crashRound(seed, rate);
      acknowledged += figures.acknowledged;
      lives += figures.lives;
      faults += figures.faults;
    }
  });
  console.log(`${3 * rounds} rounds, ${lives} lives, ${faults} faults, ${acknowledged} events acknowledged`);
  expect(acknowledged).toBeGreaterThan(30 * rounds);
}, 120_000);

/** A writer that stands still in its sync, is taken for dead and overtaken by another, and then wakes up. */
async function overtaken(when: "before" | "after"): Promise<{ disk: FakeDisk; late: Promise<unknown> }> {
  const disk = new FakeDisk();
  const process = disk.process();
  const sleeper = new JournalLife(process);
  await sleeper.append([["a"]]);
  let wake = () => {};
  let sleeps = () => {};
  const asleep = new Promise<void>((resolve) => (sleeps = resolve));
  disk.pauses = (now) =>
    now === when
      ? new Promise((resolve) => {
          wake = resolve;
          sleeps();
        })
      : Promise.resolve();
  const late = sleeper.append([["late"]]).catch((error: unknown) => error);
  await asleep;
  disk.pauses = () => Promise.resolve();
  disk.kill(process);
  const other = new JournalLife(disk.process());
  expect(await other.append([["b"]])).toBe(3);
  expect(await other.append([["c"]])).toBe(4);
  wake();
  return { disk, late };
}

test.each(["before", "after"] as const)(
  "a writer overtaken while it sleeps %s its sync acknowledges nothing, and what the other wrote stays",
  async (when) => {
    const { disk, late } = await overtaken(when);
    expect(await late).toMatchObject({ code: "store.write-failed" });
    for (const found of [disk, disk.powerCut(() => false)]) {
      const { texts, cursor } = new JournalLife(found.process()).read();
      expect([...texts.values()]).toEqual(["a", "late", "b", "c"]);
      expect(cursor.damage).toEqual([]);
    }
  },
);

test("what a writer that is too late puts behind its last frame does not count", async () => {
  const { disk } = await overtaken("after");
  const { history } = new JournalLife(disk.process()).read().journal;
  const { path, seed, length } = history.segments[0]!;
  const late = {
    type: FRAME.events,
    firstLsn: 3,
    count: 1,
    rows: Buffer.from("too late\n"),
    checkpoint: new Uint8Array(0),
  };
  const frame = printFrame(late, 0, history.segments[1]!.chain!, seed, disk.process().sha256).bytes;
  const before = disk.read(path);
  for (const place of [before.length, length!]) {
    disk.put(path, Uint8Array.from([...before.subarray(0, place), ...frame]));
    const { texts, cursor } = new JournalLife(disk.process()).read();
    expect([...texts.values()]).toEqual(["a", "late", "b", "c"]);
    expect(cursor.damage).toEqual([]);
  }
});

test("the last batch of a process that died while it synced is made safe by the next one", async () => {
  for (const isFailing of [false, true]) {
    const disk = new FakeDisk();
    const process = disk.process();
    const writer = new JournalLife(process);
    await writer.append([["a"]]);
    disk.pauses = () => new Promise(() => {});
    if (isFailing)
      disk.faults = ({ name, path }) =>
        (name === "sync" && path.endsWith(".evj")) || name === "truncate" ? "EIO" : undefined;
    if (isFailing) disk.pauses = () => Promise.resolve();
    const append = writer.append([["b"]]).catch(() => {});
    if (isFailing) await append;
    await new Promise((resolve) => setTimeout(resolve, 1));
    disk.pauses = () => Promise.resolve();
    disk.faults = () => undefined;
    disk.kill(process);
    const next = new JournalLife(disk.process());
    expect([...next.read().texts.values()]).toEqual(["a", "b"]);
    await next.append([["c"]]);
    const { texts, cursor } = new JournalLife(disk.powerCut(() => false).process()).read();
    expect([...texts.values()]).toEqual(["a", "b", "c"]);
    expect(cursor.damage).toEqual([]);
  }
});

test("a sync that failed is not tried again, and its process writes no more", async () => {
  const disk = new FakeDisk();
  const writer = new JournalLife(disk.process());
  await writer.append([["a"]]);
  let syncs = 0;
  disk.faults = ({ name, path }) => (name === "sync" && path.endsWith(".evj") && ++syncs > 0 ? "EIO" : undefined);
  await expect(writer.append([["b"]])).rejects.toThrow();
  expect(syncs).toBe(1);
  disk.faults = () => undefined;
  await expect(writer.append([["b"]])).rejects.toThrow("poisoned");
});

test("errors at any two calls, once or from then on, lose nothing acknowledged", async () => {
  const rounds = await withinBudget("errors", 90, (seed) => errorRound(seed % 2 === 0 ? seed : seed * 7919));
  console.log(`${rounds} pairs of errors`);
}, 60_000);

test("what is left of a batch that was interrupted does not count, and is no loss", async () => {
  const disk = new FakeDisk();
  const process = disk.process();
  const writer = new JournalLife(process);
  await writer.append([["a"]]);
  const { cursor, journal } = writer.read();
  disk.pauses = () => new Promise(() => {});
  void writer.append([["b"], ["c"]]);
  await new Promise((resolve) => setTimeout(resolve, 1));
  disk.pauses = () => Promise.resolve();
  disk.kill(process);
  const { path } = journal.history.segments[0]!;
  const bytes = disk.read(path).slice();
  bytes[cursor.position + FRAME_HEADER_LENGTH]! ^= 1;
  disk.put(path, bytes);
  const next = new JournalLife(disk.process());
  expect([...next.read().texts.values()]).toEqual(["a"]);
  expect(next.read().cursor.damage).toEqual([]);
  expect(await next.append([["d"]])).toBe(2);
  expect([...next.read().texts.values()]).toEqual(["a", "d"]);
});
