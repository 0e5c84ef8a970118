import { tool } from "./processes.ts";

/** The formatter over all files; those that it has seen as they are it leaves alone. */
export function prettier(mode: "--check" | "--write"): readonly string[] {
  const cache = ["--cache", "--cache-location=.cache/prettier"];
  return [tool("prettier/bin/prettier.cjs"), mode, ...cache, "--log-level=warn", "."];
}
