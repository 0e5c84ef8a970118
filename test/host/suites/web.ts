import { findChromium } from "../chromium.ts";
import { provisionVSCode } from "../provision.ts";
import type { Counts, SuiteOptions } from "./suite.ts";
import { vitest } from "./vitest.ts";

/** Runs test/vscode/web/: the package as a web extension, in a VS Code that has no other extension host. */
export async function webSuite(options: SuiteOptions): Promise<Counts> {
  findChromium();
  provisionVSCode();
  return vitest("web", "test/vscode/web/vitest.config.mts", [], options);
}
