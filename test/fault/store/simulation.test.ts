import { expect, test } from "vitest";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { withinBudget } from "../budget.ts";
import { crashRound } from "./crashRound.ts";
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

test("the last batch of a process that died before its sync ended is made safe by the next one", async () => {
  const disk = new FakeDisk();
  const process = disk.process();
  const writer = new JournalLife(process);
  await writer.append([["a"]]);
  disk.faults = ({ name, path }) => (name === "sync" && path.endsWith(".evj") ? "EIO" : undefined);
  await expect(writer.append([["b"]])).rejects.toThrow();
  disk.faults = () => undefined;
  const next = new JournalLife(disk.process());
  const before = [...next.read().texts.values()];
  await next.append([["c"]]);
  expect([...new JournalLife(disk.powerCut(() => false).process()).read().texts.values()]).toEqual([...before, "c"]);
  await expect(writer.append([["d"]])).rejects.toThrow();
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
