import { expect, test } from "vitest";
import type { Store } from "../../../server/src/store/api.ts";
import { Crash, FakeDisk } from "../../support/fakeDisk.ts";
import { drafts, failureOf, namesIn, newEvents, storeOn } from "../../support/store.ts";

/** What a run has been told is done, and what it may have done. */
interface Account {
  readonly acknowledged: string[];
  readonly attempted: string[];
  isDeleted: "no" | "maybe" | "yes";
}

/** A small life of a store, all of whose steps are remembered; an error ends it. */
async function live(store: Store, account: Account): Promise<void> {
  const append = async (...names: readonly string[]) => {
    account.attempted.push(...names);
    await store.append("kept", newEvents(...names));
    account.acknowledged.push(...names);
  };
  await append("a", "b");
  await append("c");
  await store.append("gone", newEvents("x"));
  await store.write("kept", async (appender) => {
    for (const name of ["d", "e"]) {
      account.attempted.push(name);
      await appender.append(drafts(name));
      account.acknowledged.push(name);
    }
  });
  account.isDeleted = "maybe";
  await store.delete("gone");
  account.isDeleted = "yes";
  await append("f", "g");
}

async function check(disk: FakeDisk, { acknowledged, attempted, isDeleted }: Account, where: string): Promise<void> {
  const store = storeOn(disk.process());
  const before = await namesOf(store, where);
  expect([...before.keys()], where).toEqual([...before.keys()].map((_, at) => at + 1));
  const names = [...before.values()];
  expect(attempted.slice(0, names.length), where).toEqual(names);
  expect(names.slice(0, acknowledged.length), where).toEqual(acknowledged);
  if (isDeleted === "yes")
    expect(
      (await store.summary()).logs.map(({ name }) => name),
      where,
    ).not.toContain("gone");
  await store.append("kept", newEvents("after"));
  const after = await namesOf(store, where);
  expect([...after.values()], where).toEqual([...names, "after"]);
  expect([...after.keys()].at(-1), where).toBe(after.size);
  await store.close();
}

async function namesOf(store: Store, where: string): Promise<ReadonlyMap<number, string>> {
  if ((await failureOf(store.read("kept"))) === "log.unknown") return new Map();
  const log = await store.read("kept");
  expect(log.problems, where).toEqual([]);
  return namesIn(log);
}

const steps = await (async () => {
  const disk = new FakeDisk();
  await live(storeOn(disk.process()), { acknowledged: [], attempted: [], isDeleted: "no" });
  return disk.operations;
})();

test("a process killed at any operation loses nothing that was acknowledged and leaves no alarm", async () => {
  expect(steps).toBeGreaterThan(60);
  for (let step = 1; step <= steps; step++) {
    const { disk, account } = await crashAt(step);
    await check(disk, account, `killed at ${step}`);
  }
});

test("neither does a power cut at any operation, whatever of the unsynced bytes is there", async () => {
  for (let step = 1; step <= steps; step++)
    for (const seed of [0, 1, 2, 3, 4]) {
      const { disk, account } = await crashAt(step);
      await check(disk.powerCut(coin(seed)), account, `power cut at ${step}, seed ${seed}`);
    }
});

test.each(["ENOSPC", "EIO"])(
  "after %s at any operation the store is usable, and nothing acknowledged is lost",
  async (code) => {
    for (let step = 1; step <= steps; step++)
      for (const lasts of [false, true]) {
        const disk = new FakeDisk();
        disk.faults = ({ number }) => (number === step || (lasts && number > step) ? code : undefined);
        const account: Account = { acknowledged: [], attempted: [], isDeleted: "no" };
        const process = disk.process();
        const failure = await failureOf(live(storeOn(process), account));
        expect(["none", "store.write-failed", "store.corrupt"], `${code} at ${step}`).toContain(failure);
        disk.faults = () => undefined;
        disk.kill(process);
        await check(disk, account, `${code} at ${step}, ${lasts ? "from then on" : "once"}`);
      }
  },
);

async function crashAt(step: number): Promise<{ disk: FakeDisk; account: Account }> {
  const disk = new FakeDisk();
  disk.faults = ({ number }) => (number >= step ? "crash" : undefined);
  const account: Account = { acknowledged: [], attempted: [], isDeleted: "no" };
  const process = disk.process();
  await live(storeOn(process), account).catch((error: unknown) => expect(error).toBeInstanceOf(Crash));
  expect(disk.crashed).toBe(true);
  disk.kill(process);
  disk.crashed = false;
  disk.faults = () => undefined;
  return { disk, account };
}

/** Seed 0 keeps nothing, 1 everything, others some. */
function coin(seed: number): () => boolean {
  let state = seed * 2654435761;
  return () => {
    if (seed < 2) return seed === 1;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 31 === 1;
  };
}
