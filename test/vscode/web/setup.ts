import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { chromiumArgs, findChromium } from "../../host/chromium.ts";
import { provisionVSCode } from "../../host/provision.ts";
import { startServer } from "../../host/server.ts";
import { startFront } from "./front.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of a workbench that knows of no server, with EVQ as a web extension. */
    readonly serverless: string;
  }
}

/** Serves a VS Code without EVQ, two fronts that add it as a web extension, and starts a browser. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = findChromium();
  const folder = mkdtempSync(join(tmpdir(), "evq-web-"));
  const server = await startServer(provisionVSCode(), { folder });
  const [served, serverless] = await Promise.all([
    startFront(server.port, "served"),
    startFront(server.port, "serverless"),
  ]);
  const browser = await chromium.launchServer({ executablePath, args: chromiumArgs });
  project.provide("vscode", served.origin);
  project.provide("serverless", `${serverless.origin}/`);
  project.provide("browser", browser.wsEndpoint());
  return async () => {
    await browser.close();
    served.close();
    serverless.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
