import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { failedAnswer } from "../../../client/src/panels/failedAnswer.ts";
import type { FromPage, ShownRun, ToPage } from "../../../client/protocol/panel.ts";
import type { Failure } from "../../../server/protocol/failure.ts";
import type { Column, ReducedTable, Sort, WireValue } from "../../../server/protocol/results.ts";
import { scratch } from "../../host/checkout.ts";
import { chromiumArgs, findChromium } from "../../host/chromium.ts";
import { servePage, type ServedPage } from "./servePage.ts";

export type Theme = "light" | "dark" | "hc" | "hcl";
export const allThemes: readonly Theme[] = ["light", "dark", "hc", "hcl"];

/** What VS Code gives a webview: its theme as variables and classes, captured from a real one. */
export const themes = JSON.parse(readFileSync(join(import.meta.dirname, "themes.json"), "utf8")) as Record<
  Theme,
  { readonly style: string; readonly bodyClass: string }
>;

/** The browser and the server of the results page; `close` ends both. */
export interface PageHost {
  open(options?: OpenOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

interface OpenOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** What the webview remembered. */
  readonly state?: unknown;
}

/** The results page in plain Chromium, under its own security policy, with the test in the extension's place. */
export interface OpenPage {
  readonly page: Page;
  /** What the page told the extension. */
  readonly posted: FromPage[];
  /** Breaches of the security policy, errors of scripts, and requests for anything but the page's own files. */
  readonly trouble: string[];
  /** Rows the page gets when it asks. */
  rows: (index: number) => readonly WireValue[];
  /** Groups and totals it gets when it asks. */
  reduced: ReducedTable;
  /** The order that the pages of rows say they are in. */
  sort?: Sort;
  /** Why something that it asks for cannot be had; undefined where it can. */
  failure?: (message: FromPage) => Failure | undefined;
  /** What the extension answers to anything else. */
  answer?: (message: FromPage) => ToPage | undefined;
  send(message: ToPage): Promise<void>;
  /** Shows a run and waits until its rows are drawn. */
  show(run: Partial<ShownRun>): Promise<void>;
  picture(name: string): Promise<void>;
}

export async function hostPage(): Promise<PageHost> {
  const served = await servePage("results");
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs });
  return {
    open: (options) => openPage(browser, served, options),
    async close() {
      await browser.close();
      served.close();
    },
  };
}

async function openPage(browser: Browser, served: ServedPage, options: OpenOptions = {}): Promise<OpenPage> {
  const { theme = "dark", width = 1100, height = 320, state } = options;
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const posted: FromPage[] = [];
  const trouble: string[] = [];
  const send = (message: ToPage) => page.evaluate((data) => window.postMessage(data, "*"), message);
  const open: OpenPage = {
    page,
    posted,
    trouble,
    rows: () => [],
    reduced: { totals: [], grouping: { kind: "single" } },
    send,
    async show(partial) {
      await send({ type: "run", run: runOf(partial) });
      if (partial.shape)
        await page.locator(".change, .compared .row.waiting, .compared .mark, .compared .none").first().waitFor();
      else if ((partial.rowCount ?? 0) > 0 && partial.ranAt === undefined)
        await page.locator('.rows [role="gridcell"] .value').first().waitFor();
      else await page.locator(".state").waitFor();
    },
    async picture(name) {
      const path = join(scratch, "screenshots", `${name}.png`);
      mkdirSync(dirname(path), { recursive: true });
      await page.screenshot({ path });
    },
  };
  await page.exposeFunction("toExtension", (message: FromPage) => {
    posted.push(message);
    const failure = open.failure?.(message);
    const failed = failure && failedAnswer(message, failure);
    if (failed) return void send(failed).catch(() => {});
    if (message.type === "reduced")
      void send({ type: "reduced", runId: message.runId, table: open.reduced }).catch(() => {});
    if (message.type === "chartRows") {
      const rows = Array.from({ length: 10_000 }, (_, index) => open.rows(index)).filter((row) => row.length > 0);
      void send({ type: "chartRows", runId: message.runId, rows }).catch(() => {});
    }
    const answer = open.answer?.(message);
    if (answer) void send(answer).catch(() => {});
    if (message.type !== "rows") return;
    const { runId, offset, count } = message;
    const rows = Array.from({ length: count }, (_, index) => open.rows(offset + index)).filter((row) => row.length > 0);
    void send({ type: "rows", runId, page: { offset, rows, ...(open.sort && { sort: open.sort }) } }).catch(() => {}); // the page may be closed by now
  });
  watch(page, served.own, trouble);
  await page.addInitScript(inPage, { ...themes[theme], state });
  await page.goto(`${served.origin}/`);
  await page.waitForFunction(() => document.body.className !== "");
  while (posted.length === 0) await page.waitForTimeout(10);
  return open;
}

/** Changes the theme under an open page, as VS Code does. */
export async function wear(page: Page, theme: Theme): Promise<void> {
  await page.evaluate((look) => (globalThis as unknown as { wear: (look: unknown) => void }).wear(look), themes[theme]);
}

/** Runs in the page before its own script: the part of VS Code. */
export function inPage(first: { style: string; bodyClass: string; state: unknown }): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const toExtension = (message: unknown) => (scope["toExtension"] as (message: unknown) => void)(message);
  let kept = first.state;
  scope["acquireVsCodeApi"] = () => ({
    postMessage: toExtension,
    getState: () => kept,
    setState: (value: unknown) => (kept = value),
  });
  scope["keptState"] = () => kept;
  scope["ran"] = () => console.error("HOSTILE TEXT RAN");
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) =>
    console.error(`policy: ${effectiveDirective} ${blockedURI} ${sample}`),
  );
  scope["wear"] = ({ style, bodyClass }: typeof first) => {
    const root = document.documentElement;
    root.removeAttribute("style");
    for (const part of style.split("; ")) {
      const colon = part.indexOf(":");
      const value = part.slice(colon + 1).replace(/;$/, "");
      root.style.setProperty(part.slice(0, colon).trim(), value.trim());
    }
    document.body.className = bodyClass;
  };
  document.addEventListener("readystatechange", () => {
    if (document.readyState === "interactive") (scope["wear"] as (look: typeof first) => void)(first);
  });
}

function watch(page: Page, own: ReadonlySet<string>, trouble: string[]): void {
  page.on("request", (request) => own.has(request.url()) || trouble.push(`requested ${request.url()}`));
  page.on(
    "console",
    (message) => message.type() === "error" && !/favicon/.test(message.text()) && trouble.push(message.text()),
  );
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("dialog", (dialog) => {
    trouble.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
}

export function runOf(partial: Partial<ShownRun>): ShownRun {
  return {
    runId: "run-1",
    title: "The latest orders",
    phase: "done",
    columns: [],
    rowCount: 0,
    scanned: 1732,
    elapsedMs: 42.4,
    notes: [],
    ...(partial.phase === undefined || partial.phase === "done" ? { completeness: { verdict: "complete" } } : {}),
    ...partial,
  };
}

export function columns(...specs: readonly `${string}:${Column["type"]}`[]): readonly Column[] {
  return specs.map((spec) => {
    const colon = spec.lastIndexOf(":");
    return { name: spec.slice(0, colon), type: spec.slice(colon + 1) as Column["type"] };
  });
}
