import { defineConfig } from "vitest/config";

/** Tests against a real Contember engine: `npm test -- contember`. One engine serves them all. */
export default defineConfig({
  root: `${import.meta.dirname}/../..`,
  test: {
    include: ["test/contember/**/*.test.ts"],
    globalSetup: ["test/contember/setup.ts"],
    setupFiles: ["test/support/seed.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
