import { defineConfig } from "vitest/config";

/** Specs on the installed .vsix: `npm test -- vsix`. One VS Code and one browser serve them all. */
export default defineConfig({
  root: `${import.meta.dirname}/../..`,
  test: {
    include: ["test/vscode/vsix/**/*.spec.ts"],
    globalSetup: ["test/vscode/support/setup.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
