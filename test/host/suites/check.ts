import { prettier } from "../prettier.ts";
import { run, tool } from "../processes.ts";
import type { Counts, SuiteOptions } from "./suite.ts";
import { vitest } from "./vitest.ts";

const steps: Readonly<Record<string, readonly string[]>> = {
  types: [tool("typescript/bin/tsc"), "--build"],
  lint: [tool("oxlint/bin/oxlint"), "--deny-warnings"],
  format: prettier("--check"),
  unused: [tool("knip/bin/knip.js"), "--no-config-hints"],
};

/** Everything that judges the sources without running them, then test/tidy; each step counts as one test. */
export async function check(options: SuiteOptions): Promise<Counts> {
  const failures: string[] = [];
  for (const [name, command] of Object.entries(steps)) {
    const started = performance.now();
    const ok = (await run(process.execPath, command)) === 0;
    console.log(`${ok ? "ok" : "FAILED"} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    if (!ok) failures.push(`${name}: see its output above`);
  }
  const tidy = await vitest("tidy", "test/vitest.config.mts", ["test/tidy"], options);
  const passed = Object.keys(steps).length - failures.length + tidy.passed;
  return { passed, failures: [...failures, ...tidy.failures] };
}
