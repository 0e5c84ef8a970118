import { readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";

/** Runs every compiled test file of this folder; called by VS Code inside the extension host. */
export async function run(): Promise<void> {
  const grep = process.env["EVQ_TEST_GREP"];
  const mocha = new Mocha({ ui: "tdd", timeout: 60_000, color: false, forbidOnly: true, ...(grep ? { grep } : {}) });
  for (const file of readdirSync(__dirname)) if (file.endsWith(".test.js")) mocha.addFile(join(__dirname, file));

  const tests: object[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    const add = (state: string) => (test: Mocha.Runnable, error?: Error) =>
      tests.push({ title: test.fullTitle(), state, ms: test.duration ?? 0, error: error?.stack });
    runner.on("pass", add("passed"));
    runner.on("fail", add("failed"));
    runner.on("pending", add("skipped"));
  });
  const report = process.env["EVQ_TEST_REPORT"];
  if (report) {
    writeFileSync(`${report}.tmp`, JSON.stringify({ tests }));
    renameSync(`${report}.tmp`, report);
  }
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
