import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CommandLine } from "../../support/cli.ts";

const cli = new CommandLine();
afterAll(() => cli.remove());

const EVENTS = 60_000;
const KILLS = 4;

test("an import that is killed anywhere and run again brings every event once, though none has an id", async () => {
  const lines = Array.from({ length: EVENTS }, (_, n) => `{"kind":"k${n % 7}","n":${n}}\n`);
  writeFileSync(join(cli.folder, "events.ndjson"), lines.join(""));
  const words = ["import", "events.ndjson", "--into", "app", "--store", "store"];
  for (let round = 0; round < KILLS; round++) {
    const killed = await cli.spawn(words);
    await Promise.race([once(killed.stderr, "data"), once(killed, "exit")]);
    await new Promise((resolve) => setTimeout(resolve, 10 + round * 40));
    killed.kill("SIGKILL");
    if (killed.exitCode === null && killed.signalCode === null) await once(killed, "exit");
  }
  const whole = await cli.run(words);
  expect(whole.code, whole.err).toBe(0);
  expect((await cli.run(words)).err).toContain("0 records read, 0 imported");
  const shown = await cli.run(["export", "app", "--format", "ndjson", "--store", "store"]);
  const numbers = shown.out
    .trimEnd()
    .split("\n")
    .map((line) => /"n":(\d+)/.exec(line)?.[1]);
  expect(numbers).toEqual(Array.from({ length: EVENTS }, (_, n) => String(n)));
}, 120_000);
