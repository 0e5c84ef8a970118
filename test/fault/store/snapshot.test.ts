import type { Statement } from "sql.js";
import { expect, test } from "vitest";
import { HEADER_LENGTH, segmentName } from "../../../server/src/store/journal/format.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { drafts, failureOf, namesIn, newEvents, sqlJs, storeOn } from "../../support/store.ts";
import { EventTable } from "../../../server/src/store/eventTable.ts";

const SNAPSHOT = "/store/logs/app/snapshot";
const many = Array.from({ length: 3000 }, (_, at) => `n${at + 1}`);

async function withSnapshot(): Promise<FakeDisk> {
  const disk = new FakeDisk();
  const process = disk.process();
  await storeOn(process).write("app", (appender) => appender.append(drafts(...many)));
  disk.kill(process);
  return disk;
}

test("a large import leaves a snapshot, and what came later is replayed on top of it", async () => {
  const disk = await withSnapshot();
  expect(disk.files()).toContain(SNAPSHOT);
  await storeOn(disk.process()).append("app", newEvents("later"));
  const log = await storeOn(disk.process()).read("app");
  expect([...namesIn(log).values()]).toEqual([...many, "later"]);
  const indexes = log.database
    .exec("SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name")[0]
    ?.values.flat();
  expect(indexes).toEqual(["event_id", "event_kind", "event_stream", "event_time"]);
});

test("a snapshot that is cut, changed, or of another journal is not believed", async () => {
  const disk = await withSnapshot();
  const right = disk.read(SNAPSHOT);
  const table = new EventTable(sqlJs);
  const foreign = Uint8Array.from([...right.slice(0, 4096), ...table.export()]);
  const inText = Buffer.from(right).indexOf('"name":"n1500"') + 10;
  expect(inText).toBeGreaterThan(4096);
  const flipped = [70, 4096 + 50, inText, right.length - 9].map((at) =>
    right.map((byte, place) => (place === at ? byte ^ 4 : byte)),
  );
  for (const bytes of [new Uint8Array(0), right.slice(0, 4000), right.slice(0, -1), foreign, ...flipped]) {
    disk.put(SNAPSHOT, bytes);
    const log = await storeOn(disk.process()).read("app");
    expect([...namesIn(log).values()]).toEqual(many);
    expect(log.problems).toEqual([]);
  }
});

test("a snapshot of more than the journal holds is not believed, and the loss is told", async () => {
  const disk = await withSnapshot();
  const path = `/store/logs/app/journal/${segmentName(1, 1)}`;
  disk.put(path, disk.read(path).slice(0, HEADER_LENGTH));
  const log = await storeOn(disk.process()).read("app");
  expect(log.events).toBe(0);
  expect(log.problems).toEqual(["The 3000 events from number 1 to 3000 at the journal's end are lost."]);
});

test("an event that is safe but does not fit into the database any more is there once it does", async () => {
  const disk = new FakeDisk();
  let isFull = false;
  class SmallDatabase extends sqlJs.Database {
    override prepare(text: string): Statement {
      const statement = super.prepare(text);
      const run = statement.run.bind(statement);
      statement.run = (values) => {
        if (isFull && text.startsWith("INSERT")) throw new Error("database or disk is full");
        run(values);
      };
      return statement;
    }
  }
  const store = storeOn(disk.process(), "/store", "test", { ...sqlJs, Database: SmallDatabase });
  await store.append("app", newEvents("a"));
  isFull = true;
  expect(await failureOf(store.append("app", newEvents("b")))).toBe("store.too-large");
  expect(await failureOf(store.read("app"))).toBe("store.too-large");
  isFull = false;
  await store.append("app", newEvents("c"));
  expect([...namesIn(await store.read("app")).values()]).toEqual(["a", "b", "c"]);
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
