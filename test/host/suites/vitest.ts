import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { checkout, scratch } from "../checkout.ts";
import { run, tool } from "../processes.ts";
import type { Counts, SuiteOptions } from "./suite.ts";

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
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
  const counts = readReport(JSON.parse(readFileSync(report, "utf8")) as Report, options.grep !== undefined);
  if (code === 0 || counts.failures.length > 0) return counts;
  return { ...counts, failures: [`vitest ended with ${code}, see its output above`] };
}

function readReport({ testResults }: Report, skips: boolean): Counts {
  const failures: string[] = [];
  let passed = 0;
  for (const { name, status, message, assertionResults } of testResults) {
    const file = relative(checkout, name);
    if (status === "failed" && assertionResults.length === 0) failures.push(`${file}\n${message}`);
    for (const test of assertionResults) {
      if (test.status === "passed") passed++;
      else if (test.status === "failed" || !skips) {
        failures.push(`${file} ${test.fullName}\n${test.failureMessages.join("\n") || test.status}`);
      }
    }
  }
  return { passed, failures };
}
