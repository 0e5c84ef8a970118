import { defineConfig } from "vitest/config";

/** Everything that needs no VS Code: `npx vitest --config test/vitest.config.mts [file…]`. */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    include: ["test/{unit,golden,property,wire,page,fault,tidy}/**/*.test.ts"],
    environment: "node",
    setupFiles: ["test/support/seed.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 2,
  },
});
