import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { SetupError } from "./cache.mjs";
import { checkout } from "./checkout.ts";
import type { HostRun } from "./hostRun.ts";

/** A desktop VS Code: an installed one, or the stable one that @vscode/test-electron downloads. */
export type Desktop = { readonly installed: string } | "download";

const updateServer = "https://update.code.visualstudio.com/api/releases/stable";

/**
 * The desktop VS Code to test in, or nothing for the served one. `EVQ_TEST_HOST` is `auto` (the default), `desktop` or
 * `server`; auto takes `VSCODE_EXECUTABLE`, else a download when the update server answers within four seconds.
 */
export async function chooseHost(): Promise<Desktop | undefined> {
  const wish = process.env["EVQ_TEST_HOST"] ?? "auto";
  const installed = process.env["VSCODE_EXECUTABLE"];
  if (!["auto", "desktop", "server"].includes(wish)) {
    throw new SetupError(`EVQ_TEST_HOST is ${wish}; it must be auto, desktop or server.`);
  }
  if (installed && !existsSync(installed))
    throw new SetupError(`VSCODE_EXECUTABLE is ${installed}, which does not exist.`);
  if (wish === "server") return undefined;
  if (installed) return { installed };
  if (await answers(updateServer)) return "download";
  if (wish === "auto") return undefined;
  throw new SetupError("EVQ_TEST_HOST is desktop, but VS Code cannot be downloaded and VSCODE_EXECUTABLE is not set.");
}

/** Runs a compiled suite in a desktop VS Code and says how it ended. */
export async function runOnDesktop(desktop: Desktop, { suite, workspace, env }: HostRun): Promise<string> {
  const headless = process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"];
  if (headless) throw new SetupError("Missing: a display for the desktop VS Code; try xvfb-run -a npm test.");
  console.log(`host: desktop VS Code, ${desktop === "download" ? "downloaded" : desktop.installed}`);
  const userData = mkdtempSync(join(tmpdir(), "evq-desktop-"));
  try {
    const code = await runTests({
      ...(desktop === "download" ? {} : { vscodeExecutablePath: desktop.installed }),
      extensionDevelopmentPath: checkout,
      extensionTestsPath: suite,
      extensionTestsEnv: env,
      launchArgs: [
        workspace,
        "--disable-extensions",
        "--disable-workspace-trust",
        "--skip-welcome",
        "--user-data-dir",
        userData,
      ],
    });
    return `exit code ${code}`;
  } catch (error) {
    return String(error);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(4000) })).status < 500;
  } catch {
    return false;
  }
}
