import type { Counts, SuiteOptions } from "./suite.ts";
import { vitest } from "./vitest.ts";

/** Everything that needs no VS Code, but test/tidy, which belongs to `check`. */
export function unit(options: SuiteOptions): Promise<Counts> {
  const folders = ["test/unit", "test/golden", "test/property", "test/wire", "test/page", "test/fault"];
  return vitest("unit", "test/vitest.config.mts", folders, options);
}
