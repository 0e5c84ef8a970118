import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { chromiumArgs, findChromium } from "./chromium.ts";
import { checkout, scratch } from "./checkout.ts";
import type { ServedVSCode } from "./provision.ts";
import { startServer } from "./server.ts";
import type { HostRun } from "./hostRun.ts";

const patience = 480_000;

/** Runs a compiled suite in the extension host of a served VS Code and says how it ended. */
export async function runOnServer(
  vscode: ServedVSCode,
  folder: string,
  { suite, workspace, env }: HostRun,
): Promise<string> {
  const executablePath = findChromium();
  console.log(`host: VS Code ${vscode.version}, served to Chromium`);
  const server = await startServer(vscode, { folder, env, testDriver: true });
  const browser = await chromium.launch({ executablePath, args: chromiumArgs });
  try {
    const page = await browser.newPage();
    const messages: string[] = [];
    page.on("console", (message) => messages.push(message.text().slice(0, 400)));
    page.on("pageerror", (error) => messages.push(error.message));
    const { promise, resolve } = Promise.withResolvers<string>();
    // The workbench calls these two when --enable-smoke-test-driver is on.
    await page.exposeFunction("codeAutomationExit", (code: number) => resolve(`exit code ${code}`));
    await page.exposeFunction("codeAutomationLog", () => {});
    const timer = setTimeout(() => resolve(`no result after ${patience / 1000} s`), patience);
    await page.goto(
      server.url(workspace, [
        ["extensionDevelopmentPath", remote(checkout)],
        ["extensionTestsPath", remote(suite)],
      ]),
    );
    const ended = await promise;
    clearTimeout(timer);
    if (ended !== "exit code 0") {
      const picture = join(scratch, "failures/host.png");
      mkdirSync(join(scratch, "failures"), { recursive: true });
      await page.screenshot({ path: picture });
      console.log(`${messages.slice(-20).join("\n")}\npicture: ${picture}`);
    }
    return ended;
  } finally {
    await browser.close();
    await server.stop();
  }
}

function remote(path: string): string {
  return `vscode-remote://remote${pathToFileURL(path).pathname}`;
}
