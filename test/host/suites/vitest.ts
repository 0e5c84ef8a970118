import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "../checkout.ts";
import { run, tool } from "../processes.ts";
import type { Counts, SuiteOptions } from "./suite.ts";

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
}

/** Runs test files with vitest and reads its report; a skipped test, or a file that does not load, counts as failed. */
export async function vitest(
  name: string,
  config: string,
  folders: readonly string[],
  options: SuiteOptions,
): Promise<Counts> {
  const report = join(scratch, `reports/${name}.json`);
  rmSync(report, { force: true });
  const args = [tool("vitest/vitest.mjs"), "run", "--config", config, ...folders];
  args.push("--reporter=default", "--reporter=json", `--outputFile.json=${report}`);
  if (options.grep !== undefined) args.push("--testNamePattern", options.grep);
  const code = await run(process.execPath, args);
  if (!existsSync(report)) throw new Error(`vitest wrote no report (it ended with ${code})`);
  const counts = JSON.parse(readFileSync(report, "utf8")) as Report;
  const skipped = options.grep === undefined ? counts.numPendingTests : 0;
  const failed = counts.numFailedTests + skipped;
  return { passed: counts.numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
}
