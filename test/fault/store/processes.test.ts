import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeFileSystem } from "../../../server/node/fileSystem.ts";
import type { Store } from "../../../server/src/store/api.ts";
import { openStore } from "../../../server/src/store/openStore.ts";
import { namesIn, newEvents, sqlJs, storeOn } from "../../support/store.ts";

const WRITER = fileURLToPath(new URL("../../support/storeWriter.ts", import.meta.url));
const ROUNDS = Number(process.env["EVQ_KILL_ROUNDS"] ?? 6);

let folder = "";
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "evq-store-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("processes that append at once all get through, and nothing is lost, doubled or out of turn", async () => {
  const writers = ["p", "q", "r"].map((tag) => new Writer("append", tag, 60));
  const ends = await Promise.all(writers.map((writer) => writer.ended));
  expect(ends).toEqual([0, 0, 0]);
  const safe = writers.flatMap((writer) => writer.safe());
  expect(safe.length).toBeGreaterThanOrEqual(180);
  const names = await checkedNames(open());
  expect([...names].sort()).toEqual(safe.sort());
}, 120_000);

test("two windows, an import and an application at once all get through, and each sees what the others appended", async () => {
  const windows = ["p", "q"].map((tag) => new Writer("append", tag, 40));
  const load = new Writer("import", "load", 20);
  await load.says("safe");
  const store = openStore({
    path: folder,
    fileSystem: nodeFileSystem,
    sql: sqlJs,
    clock: { now: () => BigInt(Date.now()) * 1000n, elapsed: () => performance.now() },
    program: "evq test application",
  });
  const mine: string[] = [];
  for (let round = 0; round < 10; round++) {
    const names = [`m${round}a`, `m${round}b`, `m${round}c`];
    await Promise.all(names.map((name) => store.append("app", newEvents(name))));
    mine.push(...names);
    const said = [load, ...windows].flatMap((writer) => writer.safe());
    const seen = new Set(namesIn(await store.read("app")).values());
    expect([...mine, ...said].filter((name) => !seen.has(name))).toEqual([]);
  }
  expect(await Promise.all([load, ...windows].map(({ ended }) => ended))).toEqual([0, 0, 0]);
  await store.close();
  const safe = [...mine, ...[load, ...windows].flatMap((writer) => writer.safe())];
  expect((await checkedNames(open())).sort()).toEqual(safe.sort());
}, 120_000);

test("a process killed while it appends loses nothing that it was told is safe", async () => {
  const safe: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const writer = new Writer("append", `k${round}-`);
    await writer.says("safe");
    await new Promise((resolve) => setTimeout(resolve, 20 + ((round * 37) % 90)));
    writer.process.kill("SIGKILL");
    await writer.ended;
    safe.push(...writer.safe());
    const names = await checkedNames(open());
    expect(safe.filter((name) => !names.includes(name))).toEqual([]);
    expect(names.length - safe.length).toBeLessThanOrEqual(3 * (round + 1));
  }
}, 120_000);

test("who writes is named, others read meanwhile, and its lock is free once it is dead", async () => {
  const writer = new Writer("hold", "holder");
  await writer.says("holding");
  const store = open();
  expect([...namesIn(await store.read("app")).values()]).toEqual(["held"]);
  const who = `evq test holder, process ${writer.process.pid} on host ${hostname()}, since `;
  expect((await store.summary()).writer).toContain(who);
  await expect(store.append("app", newEvents("mine"))).rejects.toMatchObject({
    code: "store.locked",
    message: expect.stringContaining(who) as string,
  });
  await expect(store.delete("app")).rejects.toMatchObject({ code: "store.locked" });
  writer.process.kill("SIGKILL");
  await writer.ended;
  expect(await store.append("app", newEvents("mine"))).toMatchObject({ appended: 1, lsn: 2 });
  expect((await store.summary()).writer).toBeUndefined();
}, 120_000);

function open(): Store {
  return storeOn(nodeFileSystem, folder);
}

/** The log's names; its numbers are dense and nothing is wrong with it. */
async function checkedNames(store: Store): Promise<string[]> {
  const log = await store.read("app");
  expect(log.problems).toEqual([]);
  const names = namesIn(log);
  expect([...names.keys()]).toEqual([...names.keys()].map((_, at) => at + 1));
  const list = [...names.values()];
  expect(new Set(list).size).toBe(list.length);
  await store.close();
  return list;
}

class Writer {
  readonly process: ChildProcessByStdio<null, Readable, null>;
  readonly ended: Promise<number | null>;
  #output = "";

  constructor(verb: string, tag: string, count?: number) {
    const args = ["--no-warnings", WRITER, verb, folder, tag, ...(count === undefined ? [] : [String(count)])];
    this.process = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.process.stdout.on("data", (chunk) => (this.#output += String(chunk)));
    this.ended = new Promise((resolve) => this.process.on("close", resolve));
  }

  async says(word: string): Promise<void> {
    while (!this.#output.includes(`${word}`)) {
      if (this.process.exitCode !== null) throw new Error(`the writer ended with ${this.process.exitCode}`);
      await new Promise((resolve) => this.process.stdout.once("data", resolve));
    }
  }

  /** Names that it has said are safe. A last line that is cut was not said. */
  safe(): string[] {
    const lines = this.#output.split("\n").slice(0, -1);
    return lines.filter((line) => line.startsWith("safe ")).flatMap((line) => line.slice(5).split(" "));
  }
}
