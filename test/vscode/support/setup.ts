import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { vsix } from "../../host/checkout.ts";
import { chromiumArgs, findChromium } from "../../host/chromium.ts";
import { provisionVSCode } from "../../host/provision.ts";
import type { ServedVSCode } from "../../host/provision.ts";
import { installExtension, startServer } from "../../host/server.ts";
import type { Server } from "../../host/server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The origin of the served VS Code. */
    readonly vscode: string;
    /** The same of one that trusts no folder, and whose user has no store. */
    readonly distrustful: string;
    /** Where Playwright finds the browser. */
    readonly browser: string;
  }
}

/** Serves a VS Code that has evq.vsix installed, and starts a browser; both end after the last spec. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = findChromium();
  const vscode = provisionVSCode();
  const folder = mkdtempSync(join(tmpdir(), "evq-vsix-"));
  await installExtension(vscode, folder, vsix);
  const server = await startServer(vscode, { folder });
  const distrustful = await startDistrustful(vscode, folder);
  const browser = await chromium.launchServer({ executablePath, args: chromiumArgs });
  project.provide("vscode", `http://127.0.0.1:${server.port}`);
  project.provide("distrustful", `http://127.0.0.1:${distrustful.port}`);
  project.provide("browser", browser.wsEndpoint());
  return async () => {
    await browser.close();
    await Promise.all([server.stop(), distrustful.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Beside the other one, with the extension that is installed there. */
function startDistrustful(vscode: ServedVSCode, other: string): Promise<Server> {
  const folder = join(other, "distrustful");
  cpSync(join(other, "extensions"), join(folder, "extensions"), { recursive: true });
  return startServer(vscode, { folder, distrusts: true, env: { XDG_DATA_HOME: join(folder, "home") } });
}
