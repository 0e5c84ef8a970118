import { findChromium } from "../chromium.ts";
import { provisionVSCode } from "../provision.ts";
import type { Counts, SuiteOptions } from "./suite.ts";
import { vitest } from "./vitest.ts";

/** Runs test/vscode/vsix/ on the installed package; what the machine lacks is said before the first spec starts. */
export async function vsixSuite(options: SuiteOptions): Promise<Counts> {
  findChromium();
  provisionVSCode();
  return vitest("vsix", "test/vscode/vitest.config.mts", [], options);
}
