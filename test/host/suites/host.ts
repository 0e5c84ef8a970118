import { build } from "esbuild";
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout, scratch } from "../checkout.ts";
import { chooseHost, runOnDesktop } from "../desktop.ts";
import { importLogs } from "../logs.ts";
import { provisionVSCode, type Version } from "../provision.ts";
import { runOnServer } from "../served.ts";
import type { Counts, SuiteOptions } from "./suite.ts";

interface Report {
  readonly tests: readonly {
    readonly title: string;
    readonly state: "passed" | "failed" | "skipped";
    readonly ms: number;
    readonly error?: string;
  }[];
}

/** Runs test/vscode/host/ inside an extension host with the extension under development. */
export async function hostSuite(version: Version, options: SuiteOptions): Promise<Counts> {
  const suite = await compile();
  const folder = mkdtempSync(join(tmpdir(), "evq-host-"));
  try {
    const workspace = join(folder, "workspace");
    const report = join(folder, "report.json");
    cpSync(join(checkout, "test/vscode/workspace"), workspace, { recursive: true });
    await importLogs(join(workspace, "data"), join(workspace, ".evq/store"));
    const env = { EVQ_TEST_REPORT: report, EVQ_TEST_GREP: options.grep ?? "" };

    const desktop = version === "newest" ? await chooseHost() : undefined;
    const ended = desktop
      ? await runOnDesktop(desktop, { suite, workspace, env })
      : await runOnServer(provisionVSCode(version), join(folder, "server"), { suite, workspace, env });
    if (!existsSync(report)) throw new Error(`the extension host wrote no report (it ended with ${ended})`);
    const counts = readReport(report);
    if (ended === "exit code 0" || counts.failures.length > 0) return counts;
    return { ...counts, failures: [`the extension host ended with ${ended}`] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bundles each test file for the extension host, which takes CommonJS only. */
async function compile(): Promise<string> {
  const outdir = join(scratch, "host-suite");
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: checkout,
    outdir,
    bundle: true,
    sourcemap: "inline",
    logLevel: "warning",
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["vscode", "mocha"],
    entryPoints: ["test/vscode/host/index.ts", ...globSync("test/vscode/host/*.test.ts", { cwd: checkout })],
  });
  return join(outdir, "index.js");
}

function readReport(file: string): Counts {
  const { tests } = JSON.parse(readFileSync(file, "utf8")) as Report;
  for (const { title, state, ms, error } of tests) {
    console.log(`${state === "passed" ? "ok" : state.toUpperCase()} ${title} (${ms} ms)`);
    if (error) console.log(error.replace(/^/gm, "    "));
  }
  const others = tests.filter(({ state }) => state !== "passed");
  const failures = others.map(({ title, state, error }) => `${title}\n${error ?? state}`);
  return { passed: tests.length - others.length, failures };
}
