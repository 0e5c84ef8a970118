// Breaks the journal's code in a copy of the sources, one way at a time, and requires the fault tests to notice each:
// npm run mutants [-- NAME…]
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout, scratch } from "../host/checkout.ts";
import { run } from "../host/processes.ts";
import { MUTANTS } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";

const COPIED = ["client", "server", "test", "package.json", "tsconfig.json"];
/** The tests that work on the journal alone: fast, and the ones that must notice. */
const TESTS = [
  "test/unit/store/journal.test.ts",
  "test/fault/store/simulation.test.ts",
  "test/fault/store/sweep.test.ts",
  "test/fault/store/formatOne.test.ts",
  "test/unit/store/store.test.ts",
];

const work = join(scratch, "mutants");
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
for (const name of COPIED) cpSync(join(checkout, name), join(work, name), { recursive: true });
symlinkSync(join(checkout, "node_modules"), join(work, "node_modules"), "dir");

const words = process.argv.slice(2);
const chosen = MUTANTS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
if ((await suite()) !== 0) throw new Error("The tests fail on the code as it is, so they prove nothing.");
const alive: string[] = [];
for (const mutant of chosen) {
  const isKilled = await isNoticed(mutant);
  console.log(`${isKilled ? "killed" : "ALIVE "}  ${mutant.name}`);
  if (!isKilled) alive.push(mutant.name);
}
rmSync(work, { recursive: true, force: true });
console.log(`${chosen.length - alive.length} of ${chosen.length} mutants killed`);
process.exitCode = alive.length === 0 ? 0 : 1;

async function isNoticed({ name, file, from, to }: Mutant): Promise<boolean> {
  const path = join(work, file);
  const source = readFileSync(path, "utf8");
  if (source.split(from).length !== 2) throw new Error(`The mutant "${name}" does not find its place in ${file}.`);
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  try {
    return (await suite()) !== 0;
  } finally {
    writeFileSync(path, source);
  }
}

/** The exit code of the tests on the copy; their output is of no interest. */
function suite(): Promise<number> {
  const vitest = join(checkout, "node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "--config", "test/vitest.config.mts", "--bail=1", "--reporter=dot", ...TESTS];
  return run(process.execPath, args, { cwd: work, stdio: "ignore" });
}
