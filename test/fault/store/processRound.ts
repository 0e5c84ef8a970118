import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { nodeFileSystem } from "../../../server/node/fileSystem.ts";
import { conditionOf } from "../../../server/src/store/condition.ts";
import { problemsOf } from "../../../server/src/store/problems.ts";
import { JournalLife } from "./journalLife.ts";
import { randomOf } from "./random.ts";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));

/** What a round with real processes did. */
export interface ProcessFigures {
  readonly acknowledged: number;
  /** Writers that began a segment because another had not ended well. */
  readonly takeovers: number;
}

/**
 * Processes that are killed with SIGKILL while they append, one after the other on one journal; nothing that one of them
 * was told is safe may be missing.
 * @throws Error that says what is missing
 */
export function killRound(seed: number, kills = 4): Promise<ProcessFigures> {
  return inFolder(async (folder) => {
    const random = randomOf(seed);
    const safe: string[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const writer = new Writer(folder, `k${kill}`, 30_000);
      await writer.says("safe");
      await pause(random() * 60);
      safe.push(...(await writer.killed()));
    }
    return check(folder, safe, `seed ${seed}`);
  });
}

/**
 * A process that is stopped while it appends, taken for dead and overtaken by another, and woken again, while that one
 * goes on; nothing that either was told is safe may be missing.
 * @throws Error that says what is missing
 */
export function stopRound(seed: number): Promise<ProcessFigures> {
  return inFolder(async (folder) => {
    const random = randomOf(seed);
    const sleeper = new Writer(folder, "a", 30_000);
    await sleeper.says("safe");
    await pause(random() * 40);
    sleeper.process.kill("SIGSTOP");
    const other = new Writer(folder, "b", 50);
    await other.says("safe");
    await pause(random() * 30);
    sleeper.process.kill("SIGCONT");
    await pause(40 + random() * 60);
    const safe = [...(await sleeper.killed()), ...(await other.killed())];
    return check(folder, safe, `seed ${seed}`);
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "evq-fault-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function check(folder: string, safe: readonly string[], where: string): ProcessFigures {
  const { texts, journal, cursor } = new JournalLife(nodeFileSystem, { path: folder }).read();
  const found = [...texts.values()];
  const there = new Set(found);
  const missing = safe.filter((text) => !there.has(text));
  if (missing.length > 0)
    throw new Error(`${where}: ${missing.join(", ")} of ${safe.length} that were safe are missing`);
  if (there.size < found.length) throw new Error(`${where}: ${found.length - there.size} events are there twice`);
  const told = problemsOf(conditionOf(journal, cursor, false));
  if (told.length > 0) throw new Error(`${where}: nothing is missing, and told is ${told.join()}`);
  return { acknowledged: safe.length, takeovers: journal.history.segments.length - 1 };
}

class Writer {
  readonly process: ChildProcessByStdio<null, Readable, null>;
  readonly #ended: Promise<unknown>;
  #output = "";

  constructor(folder: string, tag: string, staleMs: number) {
    const args = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", CHILD, folder, tag, String(staleMs)];
    this.process = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.process.stdout.setEncoding("utf8").on("data", (text: string) => void (this.#output += text));
    this.#ended = new Promise((resolve) => this.process.on("close", resolve));
  }

  async says(word: string): Promise<void> {
    while (!this.#output.includes(word)) {
      if (this.process.exitCode !== null) throw new Error(`the writer ended with ${this.process.exitCode}`);
      await pause(5);
    }
  }

  /** Kills it; gives what it was told is safe. */
  async killed(): Promise<readonly string[]> {
    this.process.kill("SIGKILL");
    await this.#ended;
    const lines = this.#output.slice(0, this.#output.lastIndexOf("\n")).split("\n");
    return lines.flatMap((line) => (line.startsWith("safe ") ? line.slice(5).split(" ") : []));
  }
}
