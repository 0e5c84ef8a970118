import { expect, test } from "vitest";
import { conditionOf } from "../../../server/src/store/condition.ts";
import { FRAME, printFrame } from "../../../server/src/store/journal/format.ts";
import { problemsOf } from "../../../server/src/store/problems.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { withinBudget } from "../budget.ts";
import { JournalLife } from "./journalLife.ts";
import { checkHonest, sampleOf } from "./sweep.ts";

test("a journal of three segments cut at any byte never gives a wrong event and tells what is missing", async () => {
  const sample = await sampleOf(1);
  expect(sample.segments.length).toBe(3);
  let cuts = 0;
  for (const path of sample.segments) {
    const bytes = sample.disk.read(path);
    for (let length = 0; length < bytes.length; length++)
      for (const hint of [true, false]) {
        checkHonest(sample, path, bytes.slice(0, length), hint, `${path} cut at ${length}, hint ${hint}`);
        cuts++;
      }
  }
  console.log(`${cuts} cuts`);
}, 60_000);

test("nor with any bit flipped", async () => {
  let flips = 0;
  await withinBudget("sweeps", 1, async (seed) => {
    const sample = await sampleOf(seed);
    for (const path of sample.segments) {
      const bytes = sample.disk.read(path);
      for (let at = 0; at < bytes.length; at++) {
        const bit = (at * 5 + seed) % 8;
        const flipped = bytes.slice();
        flipped[at]! ^= 1 << bit;
        checkHonest(sample, path, flipped, at % 2 === 0, `sample ${seed}, ${path}, bit ${bit} of byte ${at}`);
        flips++;
      }
    }
  });
  console.log(`${flips} flips`);
}, 120_000);

test("nor with a segment that is not there, or that is another one", async () => {
  const sample = await sampleOf(2);
  const [first, second, third] = sample.segments;
  const bytes = sample.segments.map((path) => sample.disk.read(path));
  expect(checkHonest(sample, first!, bytes[1]!, true, "first is second")).toBeGreaterThan(0);
  expect(checkHonest(sample, second!, bytes[2]!, true, "second is third")).toBeGreaterThan(0);
  expect(checkHonest(sample, third!, bytes[0]!, true, "third is first")).toBeGreaterThan(0);
  for (const path of sample.segments) checkHonest(sample, path, new Uint8Array(0), true, `${path} is empty`);
});

test("a number that was acknowledged is not given again, and the loss stays told", async () => {
  const { disk, segments, texts } = await sampleOf(3);
  const last = segments.at(-1)!;
  disk.put(last, disk.read(last).slice(0, -200));
  const before = new JournalLife(disk.process()).read().texts;
  expect(before.size).toBeLessThan(texts.size);
  expect(await new JournalLife(disk.process()).append([["after"]])).toBe(texts.size + 1);
  const { journal, cursor, texts: after } = new JournalLife(disk.process()).read();
  expect([...after.values()]).toEqual([...before.values(), "after"]);
  expect(problemsOf(conditionOf(journal, cursor, false)).join()).toMatch(/lost/);
  expect(disk.files().some((path) => path.includes("/quarantine/"))).toBe(true);
});

test("a frame that does not continue the chain is told", async () => {
  const disk = new FakeDisk();
  const life = new JournalLife(disk.process());
  await life.append([["a"]]);
  const { seed, path } = life.read().journal.history.segments[0]!;
  const forged = { type: FRAME.events, firstLsn: 2, count: 1, rows: Buffer.from("b\n"), checkpoint: new Uint8Array(0) };
  const { bytes } = printFrame(forged, 0, "0".repeat(64), seed, disk.process().sha256);
  disk.put(path, Uint8Array.from([...disk.read(path), ...bytes]));
  const { journal, cursor } = new JournalLife(disk.process()).read();
  expect(problemsOf(conditionOf(journal, cursor, false)).join()).toMatch(/its chain breaks/);
});
