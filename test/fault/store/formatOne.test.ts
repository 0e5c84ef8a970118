import { expect, test } from "vitest";
import { Crash } from "../../support/fakeDisk.ts";
import type { FakeDisk } from "../../support/fakeDisk.ts";
import { storeOfFormatOne } from "../../support/formatOne.ts";
import { failureOf, namesIn, newEvents, storeOn } from "../../support/store.ts";

const OLD = "/store/logs/app/journal.evj";
const old = () => storeOfFormatOne(["a", "b"], ["c"], ["d", "e"]);

test("a store of format 1 is read as it is, and nothing is written by it", async () => {
  const disk = old();
  const start = disk.operations;
  const store = storeOn(disk.process());
  const log = await store.read("app");
  expect([...namesIn(log).values()]).toEqual(["a", "b", "c", "d", "e"]);
  expect(log.problems).toEqual([]);
  expect((await store.verify("app")).problems).toEqual([]);
  expect(disk.operations).toBe(start);
  expect(new TextDecoder().decode(disk.read("/store/FORMAT"))).toBe("1\n");
});

test("an append takes it on in format 2, with one chain over both, and leaves the old journal as it was", async () => {
  const disk = old();
  const before = disk.read(OLD);
  const store = storeOn(disk.process());
  const { lsn, chain } = await store.position("app");
  expect(lsn).toBe(5);
  await store.append("app", newEvents("f"));
  expect(disk.read(OLD)).toEqual(before);
  expect(new TextDecoder().decode(disk.read("/store/FORMAT"))).toBe("2\n");
  const later = storeOn(disk.process());
  expect([...namesIn(await later.read("app")).values()]).toEqual(["a", "b", "c", "d", "e", "f"]);
  const found = await later.verify("app");
  expect(found.problems).toEqual([]);
  expect(found.files.map(({ name, events }) => [name, events])).toEqual([
    ["journal.evj", 3],
    ["0000000008-0000000000000004.evj", 3],
  ]);
  const other = storeOfFormatOne(["a", "b"], ["c"], ["d", "x"]);
  expect((await storeOn(other.process()).position("app")).chain).not.toBe(chain);
});

test("an event that the old journal holds is known by its id", async () => {
  const store = storeOn(old().process());
  const again = { ...newEvents("a")[0]!, id: "oldid-1" };
  expect(await store.append("app", [again])).toMatchObject({ appended: 0, repeated: 1 });
});

test("going over to format 2 can stop at any operation, by a kill, a power cut or an error, and nothing is lost", async () => {
  const steps = await (async () => {
    const disk = old();
    const start = disk.operations;
    await storeOn(disk.process()).append("app", newEvents("f"));
    return disk.operations - start;
  })();
  expect(steps).toBeGreaterThan(10);
  for (let step = 1; step <= steps; step++)
    for (const end of ["kill", "power", "kept", "EIO"] as const) {
      const disk = old();
      const start = disk.operations;
      disk.faults = ({ number }) => (number - start < step ? undefined : end === "EIO" ? "EIO" : "crash");
      const process = disk.process();
      const failure = await storeOn(process)
        .append("app", newEvents("f"))
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      if (end !== "EIO") expect(failure === undefined || failure instanceof Crash).toBe(true);
      disk.kill(process);
      disk.crashed = false;
      disk.faults = () => undefined;
      const found = end === "power" || end === "kept" ? disk.powerCut(() => end === "kept") : disk;
      await check(found, failure === undefined, `${end} at ${step} of ${steps}`);
    }
});

async function check(disk: FakeDisk, isAcknowledged: boolean, where: string): Promise<void> {
  const store = storeOn(disk.process());
  const log = await store.read("app");
  const names = [...namesIn(log).values()];
  expect(names.slice(0, 5), where).toEqual(["a", "b", "c", "d", "e"]);
  expect(log.problems, where).toEqual([]);
  if (isAcknowledged) expect(names, where).toContain("f");
  expect(await failureOf(store.append("app", newEvents("g"))), where).toBe("none");
  expect([...namesIn(await storeOn(disk.process()).read("app")).values()], where).toEqual([...names, "g"]);
  expect((await store.verify("app")).problems, where).toEqual([]);
  const later = storeOn(disk.powerCut(() => false).process());
  expect([...namesIn(await later.read("app")).values()], `${where}, and a power cut later`).toEqual([...names, "g"]);
}
