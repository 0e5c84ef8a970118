import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium, type Frame, type Locator, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, inject } from "vitest";
import { checkout, scratch } from "../../host/checkout.ts";
import { importLogs } from "../../host/logs.ts";

export interface WorkbenchOptions {
  /** More files of the workspace, by their path in it. */
  readonly files?: Readonly<Record<string, string>>;
  /** Settings of the workspace. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The address of another VS Code than the one that all specs share. */
  readonly vscode?: () => string;
  /** The address of a page that opens files of its own; `folder` is not what it shows then. */
  readonly page?: () => string;
}

/** The themes in which pictures are taken, by the names that the page tests have for them too. */
export const themes = {
  light: { id: "Light Modern", kind: "vs" },
  dark: { id: "Dark Modern", kind: "vs-dark" },
  "hc-dark": { id: "Default High Contrast", kind: "hc-black" },
  "hc-light": { id: "Default High Contrast Light", kind: "hc-light" },
} as const;

/** A VS Code window, driven the way a user does. Every wait fails after 30 seconds, that for a webview after 90. */
export interface Workbench {
  readonly page: Page;
  /** The folder that is open: a copy of test/vscode/workspace with its logs imported. */
  readonly folder: string;
  /** Opens a file by its path in the folder and waits until its text is there. */
  open(file: string): Promise<void>;
  /** Runs a command by the title that the palette shows, for example `Event Log: Run Query`. */
  command(title: string): Promise<void>;
  /** Puts the cursor at the end of the open document. */
  toEnd(): Promise<void>;
  /** The tokens of the open document: each has text and a colour. */
  readonly tokens: Locator;
  readonly errors: Locator;
  readonly warnings: Locator;
  readonly hover: Locator;
  codeLens(title: string | RegExp): Locator;
  /** A row of the open completion list. */
  suggestion(label: string): Locator;
  notification(text: string | RegExp): Locator;
  treeItem(name: string | RegExp): Locator;
  /** The page of the first visible webview that holds what the selector names. */
  webview(selector: string): Promise<Frame>;
  /** Chooses from the context menu that is open, by key: for a moment after it opens, it takes no clicks. */
  choose(item: string): Promise<void>;
  /** Saves a picture as .cache/screenshots/NAME.png. */
  picture(name: string): Promise<void>;
  /** Saves NAME-THEME.png for each theme of `themes`, with whatever is open staying open. */
  pictures(name: string): Promise<void>;
}

/** Opens a window for the tests of the enclosing `describe` or file; a failing test leaves a picture behind. */
export function useWorkbench(options: WorkbenchOptions = {}): Workbench {
  const state: { page?: Page; folder?: string; close?: () => Promise<void> } = {};
  beforeAll(async () => {
    state.folder = await workspace(options);
    const browser = await chromium.connect(inject("browser"));
    state.close = () => browser.close();
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    context.setDefaultTimeout(30_000);
    context.setDefaultNavigationTimeout(90_000);
    state.page = await context.newPage();
    const served = () => `${options.vscode?.() ?? inject("vscode")}/?folder=${encodeURIComponent(state.folder ?? "")}`;
    // Where everything comes from a server the page is there long before all of it has been loaded.
    await state.page.goto(options.page?.() ?? served(), { waitUntil: "commit" });
    await state.page.getByRole("treeitem", { name: "first.evq" }).waitFor({ timeout: 110_000 });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail" || !state.page) return;
    await picture(state.page, join(scratch, "failures", `${task.name.replace(/\W+/g, "-")}.png`));
  });
  afterAll(async () => {
    await state.close?.();
    if (state.folder) rmSync(state.folder, { recursive: true, force: true });
  });
  return window(
    () => state.page!,
    () => state.folder!,
  );
}

async function workspace({ files = {}, settings }: WorkbenchOptions): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "evq-workspace-"));
  cpSync(join(checkout, "test/vscode/workspace"), folder, { recursive: true });
  const all = settings ? { ...files, ".vscode/settings.json": JSON.stringify(settings) } : files;
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  await importLogs(join(folder, "data"), join(folder, ".evq/store"));
  return folder;
}

function window(getPage: () => Page, getFolder: () => string): Workbench {
  const find = (selector: string, hasText?: string | RegExp) =>
    getPage().locator(selector, hasText === undefined ? {} : { hasText });
  const quickPick = async (text: string, row: string | RegExp) => {
    await find(".quick-input-widget input").first().fill(text);
    await find(".quick-input-list .monaco-list-row", row).first().click();
  };
  return {
    get page() {
      return getPage();
    },
    get folder() {
      return getFolder();
    },
    async open(file) {
      await getPage().keyboard.press("Control+p");
      await quickPick(file, file.slice(file.lastIndexOf("/") + 1));
      await find(`.editor-instance[aria-label*="${file.slice(file.lastIndexOf("/") + 1)}"]`)
        .first()
        .waitFor();
      await find(".view-line").first().waitFor();
    },
    async command(title) {
      // What extensions contribute is listed from the next opening on.
      for (let left = 10; left > 0; left--) {
        await getPage().keyboard.press("F1");
        await find(".quick-input-widget input").first().fill(`>${title}`);
        const row = find(".quick-input-list .monaco-list-row", title).first();
        const isThere = await row.waitFor({ timeout: 5000 }).then(
          () => true,
          () => false,
        );
        if (isThere) return row.click();
        await getPage().keyboard.press("Escape");
      }
      throw new Error(`no command ${title}`);
    },
    async toEnd() {
      await find(".view-line").first().click();
      await getPage().keyboard.press("Control+End");
    },
    get tokens() {
      return find(".view-line span[class*=mtk]");
    },
    get errors() {
      return find(".squiggly-error");
    },
    get warnings() {
      return find(".squiggly-warning");
    },
    get hover() {
      return find(".monaco-hover:visible");
    },
    codeLens: (title) => find(".codelens-decoration a", title),
    suggestion: (label) => find(".suggest-widget.visible .monaco-list-row", label),
    notification: (text) => find(".notification-toast", text),
    treeItem: (name) => getPage().getByRole("treeitem", { name }),
    webview: (selector) => webview(getPage(), selector),
    choose: async (item) => {
      await getPage().locator(".monaco-menu .action-item", { hasText: item }).hover();
      await getPage().keyboard.press("Enter");
    },
    picture: (name) => picture(getPage(), join(scratch, "screenshots", `${name}.png`)),
    pictures: async (name) => {
      for (const [theme, { id, kind }] of Object.entries(themes)) {
        setTheme(getFolder(), id);
        await find(`.monaco-workbench.${kind}`).waitFor();
        await getPage().waitForTimeout(REPAINT_MS);
        await picture(getPage(), join(scratch, "screenshots", `${name}-${theme}.png`));
      }
    },
  };
}

/** Webviews and icons follow a theme a little later than the workbench says. */
const REPAINT_MS = 300;

/** By the workspace's settings: a command would close whatever widget is open. */
function setTheme(folder: string, id: string): void {
  const file = join(folder, ".vscode/settings.json");
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as object) : {};
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...before, "workbench.colorTheme": id }));
}

/** After a reload of the window the extension is the last to come back. */
const WEBVIEW_MS = 90_000;

async function webview(page: Page, selector: string): Promise<Frame> {
  const until = Date.now() + WEBVIEW_MS;
  while (Date.now() < until) {
    for (const frame of page.frames()) {
      const found =
        frame !== page.mainFrame() &&
        (await frame
          .locator(selector)
          .first()
          .isVisible()
          .catch(() => false));
      if (found) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`no webview shows ${selector}`);
}

async function picture(page: Page, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path });
}
