import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FromStats, ToStats } from "../../client/protocol/stats.ts";
import type { LogStats } from "../../server/protocol/logs.ts";
import { scratch } from "../host/checkout.ts";
import { chromiumArgs, findChromium } from "../host/chromium.ts";
import { hostileTexts } from "./support/hostileTexts.ts";
import { allThemes, inPage, themes, type Theme } from "./support/openResults.ts";
import { servePage, type ServedPage } from "./support/servePage.ts";

let served: ServedPage;
let browser: Browser;

beforeAll(async () => {
  served = await servePage("stats");
  browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs });
}, 60_000);

afterAll(async () => {
  await browser.close();
  served.close();
});

interface Open {
  readonly page: Page;
  readonly posted: FromStats[];
  readonly trouble: string[];
}

async function open(message: ToStats, theme: Theme = "dark", width = 1100): Promise<Open> {
  const page = await (await browser.newContext({ viewport: { width, height: 760 } })).newPage();
  const [posted, trouble]: [FromStats[], string[]] = [[], []];
  await page.exposeFunction("toExtension", (from: FromStats) => posted.push(from));
  page.on("console", (line) => line.type() === "error" && !/favicon/.test(line.text()) && trouble.push(line.text()));
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("request", (request) => served.own.has(request.url()) || trouble.push(`requested ${request.url()}`));
  await page.addInitScript(inPage, { ...themes[theme], state: undefined });
  await page.goto(`${served.origin}/`);
  while (posted.length === 0) await page.waitForTimeout(10);
  await page.evaluate((data) => window.postMessage(data, "*"), message);
  await page.locator("#stats > *").first().waitFor();
  return { page, posted, trouble };
}

const day = 86_400_000;
const shop: LogStats = {
  log: {
    name: "shop",
    events: 1732,
    streams: 214,
    first: "2024-01-15T07:25:21.914Z",
    last: "2024-01-21T21:59:02Z",
    bytes: 812_440,
    description: "What customers did in the web shop: sessions, carts, orders and payments",
    created: "2024-02-01T10:00:00Z",
    updated: "2024-02-01T10:00:03Z",
  },
  types: ["page.viewed", "cart.changed", "order.placed", "payment.captured", "payment.failed", "order.cancelled"].map(
    (name, i) => ({
      name,
      events: [980, 402, 190, 121, 31, 8][i] ?? 0,
      first: "2024-01-15T07:25:21Z",
      last: "2024-01-21T21:59:02Z",
    }),
  ),
  streams: [
    ...Array.from({ length: 12 }, (_, i) => ({
      name: `customer-${i + 1}`,
      events: 120 - i * 9,
      first: "2024-01-15T07:25:21Z",
      last: "2024-01-21T21:59:02Z",
    })),
    { name: null, events: 9 },
  ],
  histogram: {
    step: "3h",
    stepMs: day / 8,
    start: "2024-01-15T06:00:00Z",
    counts: Array.from({ length: 54 }, (_, i) => (i % 8 > 5 ? 0 : Math.round(40 + 38 * Math.sin(i / 3) + i / 2))),
  },
};
const empty: LogStats = { log: { name: "new", events: 0, streams: 0, bytes: 312 }, types: [], streams: [] };
const hostile = '<img src=x onerror="ran()">\u202e[x](command:evq.run)';
const unkind: LogStats = {
  log: { ...shop.log, name: hostile, description: `${hostile} ${"long ".repeat(80)}` },
  types: Array.from({ length: 30 }, (_, i) => ({ name: i === 0 ? hostile.repeat(20) : `t${i}`, events: 200 - i })),
  streams: [{ name: hostile, events: 1 }],
  histogram: { step: "1s", stepMs: 1000, start: "2024-01-15T06:00:00Z", counts: [1732] },
};

const failed: ToStats = {
  type: "failed",
  failure: { code: "log.unknown", message: 'The store has no log "shop".', wayOut: { text: "There is: orders." } },
};
const pictures: readonly (readonly [name: string, message: ToStats, width: number])[] = [
  ["stats", { type: "stats", stats: shop }, 1100],
  ["stats-narrow", { type: "stats", stats: shop }, 420],
  ["stats-empty", { type: "stats", stats: empty }, 1100],
  ["stats-unkind", { type: "stats", stats: unkind }, 900],
  ["stats-failed", failed, 700],
];

test.each(allThemes)(
  "in every state it is accessible and keeps to its policy: %s",
  async (theme) => {
    const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    mkdirSync(join(scratch, "screenshots"), { recursive: true });
    // The other states have no colours of their own.
    for (const [name, message, width] of theme === "dark" ? pictures : pictures.slice(0, 1)) {
      const { page, trouble } = await open(message, theme, width);
      await page.screenshot({ path: join(scratch, "screenshots", `${name}-${theme}.png`) });
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { axe: judge } = globalThis as unknown as {
          axe: { run(): Promise<{ violations: readonly { id: string; nodes: readonly { html: string }[] }[] }> };
        };
        return (await judge.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
      expect([name, found, trouble]).toEqual([name, [], []]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name).toBe(true);
      await page.context().close();
    }
  },
  60_000,
);

test("it shows the counts, the bars as numbers too, and asks anew when told to", async () => {
  const { page, posted } = await open({ type: "stats", stats: shop });
  await page.getByRole("row", { name: /payment\.failed 31 1\.8%/ }).waitFor();
  await page.getByRole("row", { name: /no stream 9/ }).waitFor();
  expect(await page.locator(".step").count()).toBe(54);
  const bar = (i: number) => page.locator(".step").nth(i).locator(".bar").evaluate((e) => e.clientHeight); // prettier-ignore
  expect(await bar(5)).toBeGreaterThan((await bar(13)) * 2);
  await page.getByText("As numbers").click();
  await page.getByRole("row", { name: "2024-01-15 06:00 40" }).waitFor();
  await page.getByRole("button", { name: "Refresh" }).click();
  expect(posted).toEqual([{ type: "ready" }, { type: "refresh" }]);
});

test("hostile texts run nothing as names of types and streams, descriptions and failures", async () => {
  const all = hostileTexts();
  const counts = all.map((name) => ({ name, events: 1, first: name, last: name }));
  const { page, trouble } = await open({ type: "stats", stats: { log: shop.log, types: counts, streams: counts } });
  expect(await page.locator("tbody tr").count()).toBe(2 * all.length);
  for (const [index, text] of all.entries()) {
    if (index % 10 > 0) continue;
    const log = { ...shop.log, name: text, description: text, first: text, last: text, created: text, updated: text };
    const message: ToStats =
      index % 20 === 0
        ? { type: "stats", stats: { log, types: counts.slice(index, index + 10), streams: [] } }
        : { type: "failed", failure: { code: "log.unknown", message: text, wayOut: { text } } };
    await page.evaluate((data) => window.postMessage(data, "*"), message);
    await page
      .locator(index % 20 === 0 ? "tbody tr" : "[role=alert]")
      .first()
      .waitFor();
    const strangers = await page.evaluate(() =>
      [...document.querySelectorAll("#stats *")]
        .map((element) => element.localName)
        .filter(
          (name) => !/^(header|h1|h2|p|div|section|button|dl|dt|dd|table|thead|tbody|tr|th|td|span|i)$/.test(name),
        ),
    );
    expect(strangers).toEqual([]);
  }
  expect(trouble).toEqual([]);
  await page.context().close();
}, 60_000);
