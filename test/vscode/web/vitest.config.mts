import { defineConfig } from "vitest/config";

export default defineConfig({
  root: `${import.meta.dirname}/../../..`,
  test: {
    include: ["test/vscode/web/*.spec.ts"],
    globalSetup: ["test/vscode/web/setup.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
