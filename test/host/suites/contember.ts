import { provisionContember } from "../../servers/contember/engine.ts";
import { findPostgres } from "../../servers/contember/postgres.ts";
import type { Counts, SuiteOptions } from "./suite.ts";
import { vitest } from "./vitest.ts";

/** Runs test/contember/ against the real engine; what the machine lacks is said before it boots. */
export function contember(options: SuiteOptions): Promise<Counts> {
  findPostgres();
  provisionContember();
  return vitest("contember", "test/contember/vitest.config.mts", [], options);
}
