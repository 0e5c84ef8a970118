import { build } from "esbuild";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { chromium, type Page } from "playwright-core";
import type { FromRenderer, OutputMetadata, SavedOutput, ToRenderer } from "../../../client/protocol/notebook.ts";
import { checkout, scratch } from "../../host/checkout.ts";
import { chromiumArgs, findChromium } from "../../host/chromium.ts";
import { inPage, themes, type Theme } from "./openResults.ts";

/** The renderer of notebooks in plain Chromium, in a document that it shares with others as it does in VS Code. */
export interface RendererHost {
  open(options?: { readonly theme?: Theme; readonly width?: number; readonly height?: number }): Promise<OpenRenderer>;
  close(): Promise<void>;
}

export interface OpenRenderer {
  readonly page: Page;
  /** What the renderer told the extension. */
  readonly posted: FromRenderer[];
  /** Breaches of the policy, errors of scripts, and requests for anything but the renderer's own files. */
  readonly trouble: string[];
  /** Shows an output below the others, or another state of one that is there. */
  show(id: string, output: unknown, metadata?: OutputMetadata): Promise<void>;
  send(message: ToRenderer): Promise<void>;
  /** Of 1,100 pixels from `top` on. */
  picture(name: string, top: number): Promise<void>;
}

const files = ["renderer.js", "renderer.css", "chart.js"];

/** The document around outputs: its policy is that of VS Code's notebooks, and somebody else's output stands first. */
const frame = (origin: string) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Notebook</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${origin} 'unsafe-inline'; style-src ${origin} 'unsafe-inline'">
<style>body { padding: 8px; font-family: var(--vscode-font-family); } .slot { margin-bottom: 16px; }</style></head>
<body><main><div class="slot"><div class="row head notes change"><button id="other">Another renderer</button> <code>code</code></div></div></main>
<script type="module">
import { activate } from "/renderer.js";
const cells = new Map();
const renderer = await activate({
  postMessage: (message) => toExtension(message),
  onDidReceiveMessage: (listener) => { window.tellRenderer = listener; },
});
window.showOutput = (id, output, metadata) => {
  let cell = cells.get(id);
  if (!cell) {
    cell = document.createElement("div");
    cell.className = "slot";
    cell.id = id;
    document.querySelector("main").append(cell);
    cells.set(id, cell);
  }
  renderer.renderOutputItem({ id, metadata, json: () => output }, cell);
};
</script></body></html>`;

export async function hostRenderer(): Promise<RendererHost> {
  const built = await bundle();
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1);
    const text = name === "" ? frame(origin) : built.get(name);
    const type = name === "" ? "text/html" : name.endsWith(".css") ? "text/css" : "text/javascript";
    response.writeHead(text === undefined ? 404 : 200, { "content-type": `${type}; charset=utf-8` }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs });
  return {
    async open({ theme = "dark", width = 900, height = 700 } = {}) {
      const context = await browser.newContext({ viewport: { width, height } });
      return openRenderer(await context.newPage(), origin, theme);
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function openRenderer(page: Page, origin: string, theme: Theme): Promise<OpenRenderer> {
  const posted: FromRenderer[] = [];
  const trouble: string[] = [];
  const own = new Set(["", ...files].map((name) => `${origin}/${name}`));
  page.on("request", (request) => own.has(request.url()) || trouble.push(`requested ${request.url()}`));
  page.on("console", (message) => message.type() === "error" && !/favicon/.test(message.text()) && trouble.push(message.text())); // prettier-ignore
  page.on("pageerror", (error) => trouble.push(error.message));
  await page.exposeFunction("toExtension", (message: FromRenderer) => posted.push(message));
  await page.addInitScript(inPage, { ...themes[theme], state: undefined });
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => "showOutput" in globalThis && document.body.className !== "");
  return {
    page,
    posted,
    trouble,
    show: (id, output, metadata) =>
      page.evaluate(
        ([id, output, metadata]) =>
          (globalThis as unknown as { showOutput: (...all: unknown[]) => void }).showOutput(id, output, metadata),
        [id, output, metadata] as const,
      ),
    send: (message) =>
      page.evaluate(
        (message) => (globalThis as unknown as { tellRenderer: (message: unknown) => void }).tellRenderer(message),
        message,
      ),
    async picture(name, top) {
      const path = join(scratch, "screenshots", `${name}.png`);
      mkdirSync(dirname(path), { recursive: true });
      const width = page.viewportSize()?.width ?? 900;
      await page.screenshot({ path, fullPage: true, clip: { x: 0, y: top, width, height: 1100 } });
    },
  };
}

/** As esbuild.mjs bundles it. */
async function bundle(): Promise<ReadonlyMap<string, string>> {
  const page = { absWorkingDir: checkout, outdir: "dist/webview", bundle: true, format: "esm", target: "es2023", write: false } as const; // prettier-ignore
  const scope = { banner: { css: "@scope (.evq-output) {" }, footer: { css: "}" } };
  const parts = await Promise.all([
    build({ ...page, ...scope, entryPoints: { renderer: "client/webview/renderer/renderer.ts" } }),
    build({ ...page, entryPoints: { chart: "client/webview/chart/draw.ts" } }),
  ]);
  const outputs = parts.flatMap(({ outputFiles }) => outputFiles);
  return new Map(outputs.map(({ path, text }) => [path.slice(path.lastIndexOf("/") + 1), text]));
}

/** A saved run of a query. */
export function savedOutput(run: Partial<SavedOutput["run"]>, result?: SavedOutput["result"]): SavedOutput {
  return {
    run: {
      title: "The latest orders",
      text: ["from local.orders"],
      at: "2024-01-18T14:00:00.000Z",
      elapsedMs: 12.4,
      phase: "done",
      rowCount: result?.rows.length ?? 0,
      notes: [],
      ...(run.phase === undefined || run.phase === "done" ? { completeness: { verdict: "complete" } } : {}),
      ...run,
    },
    ...(result && { result }),
  };
}
