import { chromium, type Browser, type Page } from "playwright-core";
import type { FromPage, ToPage } from "../../client/protocol/panel.ts";
import { chromiumArgs, findChromium } from "../host/chromium.ts";
import { inPage, runOf, themes } from "../page/support/openResults.ts";
import { order, orders } from "../page/support/orders.ts";
import { servePage } from "../page/support/servePage.ts";

const ROWS = 1_000_000;
/** No frame may be further than this behind the one before. */
const GOAL_MS = 50;
/** The first row is seen no later than this after the page hears of it. */
const FIRST_ROW_MS = 150;
/** How often a new result is shown to see how soon its first row is there. */
const RESULTS = 30;
/** How long each way of scrolling goes on in a round. */
const SECONDS = 3;

/** A way to get through a long list: what is done again and again, and how many milliseconds pass between. */
interface Way {
  readonly everyMs: number;
  step(page: Page, at: number): Promise<void>;
  begin?(page: Page): Promise<void>;
  end?(page: Page): Promise<void>;
}

const size = { width: 1100, height: 600 };
/** Where the grid's scroll bar is taken hold of and how far it is dragged, in pixels of the page. */
const bar = { x: size.width - 7, y: 80, length: 400 };

const ways: Readonly<Record<string, Way>> = {
  "slow wheel": { everyMs: 120, step: (page) => page.mouse.wheel(0, 100) },
  "fast wheel": { everyMs: 16, step: (page, at) => page.mouse.wheel(0, at % 150 < 100 ? 900 : -900) },
  "scroll bar": {
    everyMs: 16,
    begin: async (page) => {
      await page.mouse.move(bar.x, bar.y);
      await page.mouse.down();
    },
    step: (page, at) =>
      page.mouse.move(bar.x, bar.y + bar.length - Math.abs(((at * 3) % (2 * bar.length)) - bar.length)),
    end: (page) => page.mouse.up(),
  },
  "PageDown held": {
    everyMs: 33,
    step: (page) => page.keyboard.down("PageDown"),
    end: (page) => page.keyboard.up("PageDown"),
  },
  "End and Home": {
    everyMs: 100,
    step: (page, at) => page.keyboard.press(at % 2 === 0 ? "Control+End" : "Control+Home"),
  },
};

interface Frames {
  /** Milliseconds between each frame and the one before. */
  readonly gaps: readonly number[];
  /** Milliseconds of CPU that the page's own thread spent on each frame: scripts, style, layout and paint. */
  readonly work: readonly number[];
}

/**
 * Scrolls a million rows in the results page in several ways and prints how far frames are apart; beside each the same
 * input on an empty page in the same round, whose late frames are the machine's and not the page's. Where others use the
 * machine, the CPU that the page spends on a frame says what it would do if it were alone. Before that it shows results
 * one after the other and prints how soon their first rows are there.
 * @returns whether no frame was more work than it may be late
 */
export async function benchScroll(rounds: number): Promise<boolean> {
  const served = await servePage("results");
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: chromiumArgs,
    ignoreDefaultArgs: ["--hide-scrollbars"],
  });
  try {
    const [grid, empty] = [await openGrid(browser, served.origin), await openEmpty(browser)];
    const first = await firstRows(grid);
    const soonEnough = percentile(first, 99) < FIRST_ROW_MS;
    const [half, late] = [50, 99].map((part) => percentile(first, part).toFixed(1));
    console.log(`first row of a result after the page heard of it, in ${RESULTS} results: p50 ${half}, p99 ${late} ms`);
    console.log(`less than ${FIRST_ROW_MS} ms in 99 of 100 cases: ${soonEnough ? "yes" : "NO, or not alone"}\n`);
    const results = Object.entries(ways).map(([name, way]) => ({
      name,
      way,
      grid: [] as Frames[],
      empty: [] as Frames[],
    }));
    for (let round = 0; round < rounds; round++) {
      for (const { way, ...frames } of results) {
        frames.grid.push(await traced(browser, grid, () => scroll(grid, way)));
        frames.empty.push({ gaps: await scroll(empty, way), work: [] });
      }
    }
    console.log(
      `milliseconds between frames over ${rounds} rounds of ${SECONDS} s, in brackets those of an empty page;`,
    );
    console.log("at the end: milliseconds of CPU that a frame is for the page\n");
    for (const { name, grid: page, empty: control } of results) print(name, page, control);
    const most = Math.max(...results.flatMap(({ grid: page }) => page.flatMap(({ work }) => work)));
    const reached = most < GOAL_MS;
    console.log(`\nno frame is more than ${GOAL_MS} ms of work: ${reached ? "yes" : "NO"}`);
    return reached;
  } finally {
    await browser.close();
    served.close();
  }
}

async function openGrid(browser: Browser, origin: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: size })).newPage();
  await page.addInitScript(
    extension,
    Array.from({ length: 100 }, (_, row) => order(row)),
  );
  await page.addInitScript(inPage, { ...themes.dark, state: undefined });
  await page.goto(`${origin}/`);
  const run = runOf({ ...orders, rowCount: ROWS });
  await page.evaluate((message: ToPage) => window.postMessage(message, "*"), { type: "run", run } satisfies ToPage);
  await page.locator('[data-row="0"] [data-column="1"]').click();
  return page;
}

/** @returns milliseconds from the message that tells of another result until a row of it is drawn */
async function firstRows(page: Page): Promise<readonly number[]> {
  const times: number[] = [];
  for (let at = 0; at < RESULTS; at++) {
    const run = runOf({ ...orders, runId: `first-${at}`, rowCount: ROWS });
    times.push(await page.evaluate(untilDrawn, { type: "run", run } satisfies ToPage));
  }
  return times;
}

/** Runs in the page: hands it a message, and tells how long it was until the next frame in which a row has a value. */
async function untilDrawn(message: ToPage): Promise<number> {
  const began = performance.now();
  window.postMessage(message, "*");
  const frame = () => new Promise(requestAnimationFrame);
  do await frame();
  while (document.querySelector(".rows .row[aria-busy]") || !document.querySelector(".rows .value"));
  await frame();
  return performance.now() - began;
}

/** Runs in the page before its own script: answers each request for rows a little later, with the same hundred. */
function extension(rows: readonly (readonly unknown[])[]): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  scope["toExtension"] = (message: FromPage) => {
    if (message.type !== "rows") return;
    const { runId, offset } = message;
    setTimeout(() => window.postMessage({ type: "rows", runId, page: { offset, rows } }, "*"), 5);
  };
}

/** A page on which the same input draws no more than one small thing. */
async function openEmpty(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ viewport: size, bypassCSP: true })).newPage();
  await page.setContent('<title>Empty</title><p id="count">0</p>');
  await page.evaluate(() => {
    const count = document.getElementById("count");
    const draw = () => {
      if (count) count.textContent = String(performance.now());
    };
    for (const type of ["wheel", "mousemove", "keydown"]) addEventListener(type, draw);
  });
  return page;
}

/** @returns milliseconds between frames */
async function scroll(page: Page, { everyMs, step, begin, end }: Way): Promise<readonly number[]> {
  await page.bringToFront();
  await page.mouse.move(400, 300);
  await begin?.(page);
  const frames = await page.evaluateHandle(watchFrames);
  const until = performance.now() + SECONDS * 1000;
  for (let at = 0; performance.now() < until; at++) {
    const next = performance.now() + everyMs;
    await step(page, at);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
  }
  const found = await frames.evaluate((stop) => stop());
  await end?.(page);
  return found;
}

/** Runs in the page: notes when frames come until it is told to stop. */
function watchFrames(): () => readonly number[] {
  const gaps: number[] = [];
  let last = performance.now();
  let going = true;
  requestAnimationFrame(function next() {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (going) requestAnimationFrame(next);
  });
  return () => {
    going = false;
    return gaps;
  };
}

/** An event of a trace: times in microseconds, `tdur` of CPU. */
interface Traced {
  readonly name: string;
  readonly pid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** What scrolling costs the page's own thread, from the browser's trace. */
async function traced(browser: Browser, page: Page, scrolls: () => Promise<readonly number[]>): Promise<Frames> {
  await browser.startTracing(page, { categories: ["cc"] });
  const gaps = await scrolls();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: readonly Traced[] };
  const frames = traceEvents.filter(({ name, tdur }) => name === "ProxyMain::BeginMainFrame" && tdur !== undefined);
  return { gaps, work: frames.map(({ tdur = 0 }) => tdur / 1000) };
}

function print(way: string, page: readonly Frames[], control: readonly Frames[]): void {
  const of = (frames: readonly Frames[]) => frames.flatMap(({ gaps }) => gaps);
  const cell = (name: string, number: (gaps: readonly number[]) => string) =>
    `${name} ${number(of(page))} (${number(of(control))})`.padEnd(21);
  const at = (part: number) => cell(nameOf(part), (gaps) => percentile(gaps, part).toFixed(1));
  const late = cell(`>${GOAL_MS}`, (gaps) => String(gaps.filter((gap) => gap > GOAL_MS).length));
  const work = page.flatMap((frames) => frames.work);
  const spent = [50, 99, 100].map((part) => `${nameOf(part)} ${percentile(work, part).toFixed(1)}`.padEnd(10));
  console.log(`${way.padEnd(15)}${[50, 99, 100].map(at).join("")}${late}of ${of(page).length}`.padEnd(95), ...spent);
}

function nameOf(part: number): string {
  return part === 100 ? "max" : `p${part}`;
}

function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((part / 100) * sorted.length) - 1)] ?? 0;
}
