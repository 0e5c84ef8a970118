// A process that appends to a journal until it is killed: node child.ts <folder> <tag> <stale ms>
import { writeSync } from "node:fs";
import { nodeFileSystem } from "../../../server/node/fileSystem.ts";
import { JournalLife } from "./journalLife.ts";

const [, , path = "", tag = "", staleMs = "30000"] = process.argv;
const life = new JournalLife(nodeFileSystem, {
  path,
  program: `evq test ${tag}`,
  clock: { now: () => BigInt(Date.now()) * 1000n, elapsed: () => performance.now() },
  patienceMs: 2000,
  staleMs: Number(staleMs),
});

for (let made = 0; ;) {
  const texts = Array.from({ length: 1 + Math.floor(Math.random() * 4) }, () => `${tag}.${made++}`);
  try {
    await life.append([texts]);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    say(`failed ${String(error.code)}`);
    continue;
  }
  say(`safe ${texts.join(" ")}`);
}

/** Written at once, so that it is out when the process is killed next. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
