import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { vsix } from "../../host/checkout.ts";
import { chromiumArgs, findChromium } from "../../host/chromium.ts";
import { provisionVSCode } from "../../host/provision.ts";
import { installExtension, startServer } from "../../host/server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The origin of the served VS Code. */
    readonly vscode: string;
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
  const browser = await chromium.launchServer({ executablePath, args: chromiumArgs });
  project.provide("vscode", `http://127.0.0.1:${server.port}`);
  project.provide("browser", browser.wsEndpoint());
  return async () => {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
