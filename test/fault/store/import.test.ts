import { once } from "node:events";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { CommandLine } from "../../support/cli.ts";

const cli = new CommandLine();
afterAll(() => cli.remove());

const EVENTS = 40_000;
const KILLS = 3;
/** Less than the journal grows by with each batch of the import. */
const BATCH_BYTES = 100_000;

function journalBytes(): number {
  const folder = join(cli.folder, "store/logs/app/journal");
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((sum, name) => sum + (statSync(join(folder, name), FOUND)?.size ?? 0), 0);
}
const FOUND = { throwIfNoEntry: false } as const;

test("an import that is killed between any of its batches and run again brings every event once, though none has an id", async () => {
  const lines = Array.from({ length: EVENTS }, (_, n) => `{"kind":"k${n % 7}","n":${n}}\n`);
  writeFileSync(join(cli.folder, "events.ndjson"), lines.join(""));
  const words = ["import", "events.ndjson", "--into", "app", "--store", "store"];
  for (let round = 0; round < KILLS; round++) {
    const before = journalBytes();
    const killed = await cli.spawn(words);
    while (journalBytes() < before + BATCH_BYTES && killed.exitCode === null) await setTimeout(1);
    killed.kill("SIGKILL");
    if (killed.exitCode === null && killed.signalCode === null) await once(killed, "exit");
    expect(killed.signalCode, "it ended before it could be killed").toBe("SIGKILL");
  }
  const whole = await cli.run(words);
  expect(whole.code, whole.err).toBe(0);
  expect(Number(/(\d+) imported/.exec(whole.err.replaceAll(",", ""))?.[1]), "what the kills had left").toBeGreaterThan(
    0,
  );
  expect((await cli.run(words)).err).toContain("0 records read, 0 imported");
  const shown = await cli.run(["export", "app", "--format", "ndjson", "--store", "store"]);
  const numbers = shown.out
    .trimEnd()
    .split("\n")
    .map((line) => /"n":(\d+)/.exec(line)?.[1]);
  expect(numbers).toEqual(Array.from({ length: EVENTS }, (_, n) => String(n)));
}, 240_000);
