import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { build, makePackage } from "./build.ts";
import { SetupError } from "./cache.mjs";
import { checkout, scratch } from "./checkout.ts";
import { prettier } from "./prettier.ts";
import { run, runNode, tool } from "./processes.ts";
import { start } from "./start.ts";
import { test } from "./test.ts";

/** What the scripts of package.json do, each with the arguments after `--`; gives the exit code. */
export const verbs: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  start,
  test,
  build,
  package: makePackage,
  check: (args) => test(["check", ...args]),
  unit: (args) => node(tool("vitest/vitest.mjs"), "run", "--config", "test/vitest.config.mts", ...args),
  format: () => node(...prettier("--write")),
  bench: (args) => script("test/bench/main.ts", args),
  fuzz: (args) => script("test/fuzz/main.ts", args),
  soak: (args) => runNode("test/soak/main.ts", args),
  mutants: (args) => runNode("test/mutants/main.ts", args),
  "check:real": (args) => script("test/real/main.ts", args),
  screenshots,
};

function node(...command: readonly string[]): Promise<number> {
  return run(process.execPath, command);
}

/** What the README shows, of the pictures that the specs take. */
const PICTURES = ["samples", "changes"];

/** The specs take pictures as they go; those of the README are put where it looks for them. */
async function screenshots(args: readonly string[]): Promise<number> {
  const code = await test(["vsix", ...args]);
  const taken = join(scratch, "screenshots");
  for (const name of PICTURES) {
    const file = join(taken, `${name}.png`);
    if (existsSync(file)) copyFileSync(file, join(checkout, "docs/pictures", `${name}.png`));
  }
  console.log(`pictures are in ${taken}, those of the README also in docs/pictures`);
  return code;
}

/** Programs that measure or attack what ships need it built. */
async function script(path: string, args: readonly string[]): Promise<number> {
  if (!existsSync(join(checkout, path))) throw new SetupError(`There is no ${path} yet.`);
  const code = await build(["--production"]);
  return code === 0 ? runNode(path, args) : code;
}
