import { expect, test } from "vitest";
import type { LogDatabase } from "../../../server/src/store/api.ts";
import { StoreFolder } from "../../../server/src/store/folder.ts";
import { START } from "../../../server/src/store/journal/cursor.ts";
import {
  FRAME,
  FRAME_HEADER_LENGTH,
  MAGIC,
  printFrame,
  segmentName,
} from "../../../server/src/store/journal/format.ts";
import { readJournal } from "../../../server/src/store/journal/journal.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { failureOf, namesIn, newEvents, storeOn } from "../../support/store.ts";

const JOURNAL = `/store/logs/app/journal/${segmentName(1, 1)}`;
const ACKNOWLEDGED = "/store/logs/app/acknowledged";
const names = new Map(["a", "b", "c", "d", "e", "f", "g"].map((name, at) => [at + 1, name]));

/** Seven events in four frames, as two processes wrote them. */
async function small(): Promise<FakeDisk> {
  const disk = new FakeDisk();
  const first = disk.process();
  await storeOn(first).append("app", newEvents("a", "b"));
  await lockGivenBack();
  disk.kill(first);
  const store = storeOn(disk.process());
  await store.append("app", newEvents("c"));
  await store.append("app", newEvents("d", "e", "f"));
  await store.append("app", newEvents("g"));
  return disk;
}

/** A store keeps the lock for a moment after an append, since whoever appended may go on at once. */
const lockGivenBack = () => new Promise(setImmediate);

const original = await small();
const journal = original.read(JOURNAL);
const acknowledged = original.read(ACKNOWLEDGED);

/** A store whose journal is the given bytes; nobody runs. */
async function damaged(bytes: Uint8Array): Promise<FakeDisk> {
  const disk = new FakeDisk();
  const store = storeOn(disk.process());
  await store.append("app", newEvents("?"));
  await lockGivenBack();
  disk.put(JOURNAL, bytes);
  disk.put(ACKNOWLEDGED, acknowledged);
  return disk;
}

/** Nothing that is read is wrong, and what is missing is told. */
function checkHonest(log: LogDatabase, where: string): void {
  const found = namesIn(log);
  for (const [lsn, name] of found) expect(name, where).toBe(names.get(lsn) ?? "after");
  const lost = [...names.keys()].filter((lsn) => !found.has(lsn));
  if (lost.length > 0) expect(log.problems, `${where}: ${lost.length} lost`).not.toEqual([]);
  else if (log.problems.length > 0) expect(log.problems.join(), where).toMatch(/first bytes/);
}

/** Where the journal's frames are, and which events they hold. */
const frames = [[1, 2], [3], [4, 5, 6], [7]].map((lsns, at) => {
  const starts: number[] = [];
  for (let place = 0; place < journal.length; place++)
    if (MAGIC.every((byte, k) => journal[place + k] === byte)) starts.push(place);
  return { from: starts[at] ?? 0, to: starts[at + 1] ?? journal.length, lsns };
});

/** Gives what could be read before the append. */
async function checkReadAndAppend(bytes: Uint8Array, where: string): Promise<ReadonlyMap<number, string>> {
  const disk = await damaged(bytes);
  const store = storeOn(disk.process());
  const log = await store.read("app");
  checkHonest(log, where);
  const before = namesIn(log);
  const told = log.problems.length > 0;
  const failure = await failureOf(store.append("app", newEvents("after")));
  expect(["none", "store.corrupt"], where).toContain(failure);
  await store.close();
  const later = storeOn(disk.process());
  const again = await later.read("app");
  checkHonest(again, `${where}, after an append`);
  const after = namesIn(again);
  for (const [lsn, name] of before) expect(after.get(lsn), where).toBe(name);
  expect([...after.values()].filter((name) => name === "after").length, where).toBe(failure === "none" ? 1 : 0);
  expect(again.problems.length > 0, where).toBe(told);
  await later.close();
  return before;
}

/** Places all over the journal, and those around the bounds of its frames; `sweep.test.ts` looks at every one. */
const places = [...journal.keys()].filter(
  (at) => at % 13 === 0 || frames.some(({ from, to }) => Math.abs(at - from) < 2 || Math.abs(at - to) < 2),
);

test("a journal cut anywhere gives what is whole, says what is lost, and says so still after an append", async () => {
  for (const length of places) await checkReadAndAppend(journal.slice(0, length), `cut at ${length}`);
  await checkReadAndAppend(journal, "whole");
});

test("a bit flipped anywhere never gives a wrong event, and costs no more than the frame it is in", async () => {
  for (const at of places) {
    const bytes = journal.slice();
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    const found = await checkReadAndAppend(bytes, `byte ${at}`);
    const lost = frames.find(({ from, to }) => at >= from && at < to)?.lsns ?? [];
    expect(
      [...names.keys()].filter((lsn) => !found.has(lsn)),
      `byte ${at}`,
    ).toEqual(lost);
  }
});

test("bytes cut at the end go into quarantine before anything is appended", async () => {
  const disk = await damaged(journal.slice(0, -10));
  const store = storeOn(disk.process());
  expect((await store.summary()).problems.join("\n")).toMatch(/^app: Event number 7 at the journal's end is lost\./);
  await store.append("app", newEvents("after"));
  const [kept] = disk.files().filter((path) => path.includes("/quarantine/"));
  const start = disk.read(kept!).length;
  expect(disk.read(kept!)).toEqual(journal.slice(journal.length - 10 - start, -10));
  expect((await store.read("app")).problems).toEqual([
    expect.stringMatching(/^Event number 7 is lost: the journal lacks them at byte \d+ of \d+-\d+\.evj\.$/),
  ]);
  expect((await store.summary()).problems.join("\n")).toContain("kept in /store/logs/app/quarantine");
});

test("what is told of the end of a journal says whether anything is lost by it", async () => {
  const verified = async (bytes: Uint8Array, hint = acknowledged) => {
    const disk = await damaged(bytes);
    disk.put(ACKNOWLEDGED, hint);
    const { problems, remarks } = await storeOn(disk.process()).verify("app");
    return { problems, remarks };
  };
  const torn = new Uint8Array([...journal, 0, 1, 2]);
  expect(await verified(torn)).toEqual({
    problems: [],
    remarks: [
      "The last 3 bytes of its journal are of an append that was interrupted and never answered; nothing is lost by it.",
    ],
  });
  expect(await verified(torn, new Uint8Array(8))).toEqual({
    problems: ["The journal's last 3 bytes cannot be read; they may have held events."],
    remarks: [],
  });
  const { from, to } = frames[3]!;
  expect(await verified(journal.slice(0, to - 1))).toEqual({
    problems: ["Event number 7 at the journal's end is lost."],
    remarks: [`The last ${to - 1 - from} bytes of its journal cannot be read.`],
  });
});

test("a journal whose only file is gone is named", async () => {
  const disk = await damaged(journal);
  disk.process().rename(JOURNAL, "/store/elsewhere");
  expect((await storeOn(disk.process()).read("app")).problems).toEqual([
    `The journal's file ${segmentName(1, 1)} is missing, and there is no other.`,
    "The 7 events from number 1 to 7 at the journal's end are lost.",
  ]);
});

test("without the hint of what was acknowledged, bytes that are no frame are taken for lost events", async () => {
  for (const cut of [1, journal.length - (frames[3]?.from ?? 0) - 5]) {
    const disk = await damaged(journal.slice(0, -cut));
    disk.put(ACKNOWLEDGED, new Uint8Array(3));
    const store = storeOn(disk.process());
    expect((await store.read("app")).problems.join()).toMatch(/may have held events/);
    await store.append("app", newEvents("after"));
    expect((await store.read("app")).problems.join()).toMatch(/^Event number 7 is lost/);
  }
});

/** Frames behind the journal, as their segment wants them. */
async function framesBehind(...frames: readonly (readonly [lsn: number, name: string])[]): Promise<Uint8Array> {
  const process = (await damaged(journal)).process();
  const found = readJournal(process, new StoreFolder("/store", process).pathsOf("app"));
  const seed = found.history.segments[0]!.seed;
  const chains = [found.replay(START, () => {}).chain];
  const bytes = frames.map(([firstLsn, name], at) => {
    const row = `"${name}${at}"\t"s"\t"made"\t1\t1\t\t\t\t{"name":"${name}"}\t\t\t\t\t\n`;
    const rows = new TextEncoder().encode(row);
    const content = { type: FRAME.events, firstLsn, count: 1, rows, checkpoint: new Uint8Array(0) };
    const frame = printFrame(content, 0, chains[firstLsn - 8]!, seed, process.sha256);
    if (chains.length === firstLsn - 7) chains.push(frame.chain);
    return frame.bytes;
  });
  return Buffer.concat(bytes);
}

test("a frame of a process that lost its lock does not count, and the one that took over does", async () => {
  const frames = await framesBehind([8, "after"], [8, "late"], [9, "after"]);
  const disk = await damaged(Uint8Array.from([...journal, ...frames]));
  const log = await storeOn(disk.process()).read("app");
  expect([...namesIn(log).values()]).toEqual([...names.values(), "after", "after"]);
  expect(log.problems).toEqual([]);
});

test("a frame that is right in itself but not the one that was written breaks the chain, and that is told", async () => {
  const [written, other] = [await framesBehind([8, "after"], [9, "after"]), await framesBehind([8, "other"])];
  const forged = Uint8Array.from([...journal, ...other, ...written.subarray(written.length / 2)]);
  const log = await storeOn((await damaged(forged)).process()).read("app");
  expect(log.problems.join()).toMatch(/^From event number 9 on the journal is not the one that was written/);
});

test("a header that promises more than there is, or than fits, is no frame", async () => {
  for (const length of [1, 0xffff_ffff]) {
    const frame = Uint8Array.from((await framesBehind([8, "after"])).subarray(0, FRAME_HEADER_LENGTH));
    new DataView(frame.buffer).setUint32(8, length, true);
    const disk = await damaged(Uint8Array.from([...journal, ...frame]));
    const log = await storeOn(disk.process()).read("app");
    expect(namesIn(log)).toEqual(names);
  }
});
