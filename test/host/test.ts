import { parseArgs } from "node:util";
import { SetupError } from "./cache.mjs";
import { makePackage } from "./build.ts";
import { suites } from "./suites/suites.ts";

interface Outcome {
  readonly name: string;
  readonly seconds: number;
  readonly passed: number;
  readonly failures: readonly string[];
  /** Why the suite did not run, or not whole. */
  readonly trouble?: string;
  /** It did not run because this machine lacks something. */
  readonly machine?: boolean;
}

/** `npm test [-- SUITE… --grep TEXT]`: builds and packages what ships, runs the suites on it, and sums up. */
export async function test(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { grep: { type: "string" } },
  });
  const unknown = positionals.find((name) => !(name in suites));
  if (unknown !== undefined)
    throw new SetupError(`There is no suite ${unknown}; there is ${Object.keys(suites).join(", ")}.`);

  const outcomes = [await timed("package", packaged)];
  if (outcomes[0]?.trouble === undefined) {
    for (const name of positionals.length > 0 ? positionals : Object.keys(suites)) {
      outcomes.push(await timed(name, () => runSuite(name, values.grep)));
    }
  }
  return summary(outcomes);
}

async function packaged(): Promise<Partial<Outcome>> {
  const code = await makePackage();
  return code === 0 ? {} : { trouble: `ended with ${code}` };
}

async function runSuite(name: string, grep: string | undefined): Promise<Partial<Outcome>> {
  const suite = suites[name];
  if (suite === undefined) return { trouble: "is not there" };
  const counts = await suite.run(grep === undefined ? {} : { grep });
  const ran = counts.passed + counts.failures.length;
  const minimum = grep === undefined ? suite.minimum : 1;
  return ran < minimum ? { ...counts, trouble: `only ${ran} of at least ${minimum} tests ran` } : counts;
}

async function timed(name: string, act: () => Promise<Partial<Outcome>>): Promise<Outcome> {
  console.log(`\n== ${name}`);
  const started = performance.now();
  let outcome: Partial<Outcome>;
  try {
    outcome = await act();
  } catch (error) {
    const text = error instanceof SetupError ? error.message : String(error instanceof Error ? error.stack : error);
    console.log(text);
    outcome = { trouble: text.split("\n")[0] ?? text, machine: error instanceof SetupError };
  }
  const seconds = (performance.now() - started) / 1000;
  const result = { name, seconds, passed: 0, failures: [], ...outcome };
  console.log(`== ${name}: ${result.passed} passed, ${result.failures.length} failed, ${seconds.toFixed(1)} s`);
  return result;
}

/** Prints what failed, the table and, last, the sum; a suite that did not run counts as a failure. Gives 2 when the machine was why. */
function summary(outcomes: readonly Outcome[]): number {
  for (const { name, failures } of outcomes) {
    for (const failure of failures) console.log(`\nFAILED ${name}: ${shortened(failure)}`);
  }
  console.log("");
  for (const { name, seconds, passed, failures, trouble } of outcomes) {
    const cells = [
      name.padEnd(12),
      `${seconds.toFixed(1)} s`.padStart(9),
      `${passed} passed`.padStart(12),
      `${failures.length} failed`.padStart(10),
    ];
    console.log(`${cells.join("  ")}${trouble === undefined ? "" : `  DID NOT RUN: ${trouble}`}`);
  }
  const troubles = outcomes.filter(({ trouble }) => trouble !== undefined).length;
  const passed = outcomes.reduce((total, outcome) => total + outcome.passed, 0);
  const failed = outcomes.reduce((total, outcome) => total + outcome.failures.length, troubles);
  console.log(`${passed} passed, ${failed} failed`);
  if (outcomes.some(({ machine }) => machine)) return 2;
  return failed === 0 ? 0 : 1;
}

/** A failure's name and the first lines of its reason: the whole of it stands further up. */
function shortened(failure: string): string {
  const own = failure.split("\n").filter((line) => !line.includes("node_modules"));
  return own.slice(0, 16).join("\n    ").slice(0, 2000);
}
