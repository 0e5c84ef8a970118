import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OpenContentServers } from "../../servers/sources/opencontent.ts";
import { useWorkbench } from "../support/workbench.ts";

const sales = Array.from({ length: 40 }, (_, index) => {
  const time = new Date(1_705_309_200_000 + index * 60_000).toISOString();
  return JSON.stringify({
    time,
    kind: index % 3 ? "paid" : "placed",
    shop: index % 2 ? "eu" : "us",
    who: `user ${index % 5}`,
  });
});

const workbench = useWorkbench({
  settings: { "workbench.colorTheme": "Dark Modern", "window.restoreWindows": "none", "evq.timeZone": "Europe/Prague" },
  files: {
    "sales.ndjson": `${[...sales, "no json"].join("\n")}\n`,
    "several.evq": [
      "//# All orders",
      "from local.orders",
      "",
      "//# None at all",
      'from local.orders where event_type = "never"',
      "expect rows > 0",
      "",
      "//# A day",
      "from local.orders during @2024-01-15",
      "reduce count() by event_type",
      "",
    ].join("\n"),
  },
});
const patience = { timeout: 45_000 };
const command = (title: string) => workbench.command(title);
const open = (file: string) => workbench.open(file);
const picture = (name: string) => workbench.picture(name);
const press = (key: string) => workbench.page.keyboard.press(key);
const type = (text: string) => workbench.page.keyboard.type(text, { delay: 30 });
const line = (text: string | RegExp) => workbench.page.locator(".view-line", { hasText: text }).first();
const row = (text: string | RegExp) => workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: text });
const input = () => workbench.page.locator(".quick-input-widget input:visible").first();

describe("writing", () => {
  test("a misspelt field is mended by its quick fix, and a foreign word by its own", async () => {
    await command("Event Log: New Query");
    await line("latest 100").click();
    await press("Control+a");
    await type("from local.orders\nwhere event_typ = 'x'\nsummarize count()\n");
    await workbench.errors.first().waitFor(patience);
    const fixes = workbench.page.locator(".action-widget .monaco-list-row");
    const fix = async (place: Locator, title: string) => {
      await place.click();
      await command("Quick Fix...");
      await fixes.filter({ hasText: title }).first().waitFor(patience);
      await picture(`editor-fix-${title}`);
      await press("Enter");
    };
    await fix(line("event_typ").locator("span", { hasText: "event_typ" }).last(), "event_type");
    await line("where event_type = 'x'").waitFor(patience);
    await fix(line("summarize").locator("span", { hasText: "summarize" }).last(), "reduce");
    await line("reduce count()").waitFor(patience);
  });

  test("a function says what its arguments are", async () => {
    await workbench.toEnd();
    await type("//# p\nfrom local.orders reduce percentile(");
    const signature = workbench.page.locator(".parameter-hints-widget.visible");
    await signature.waitFor(patience);
    expect(await signature.innerText()).toContain("percentile(f, n)");
    await picture("editor-signature");
    await press("Escape");
  });

  test("a time without a zone shows the instant at which it begins", async () => {
    await open("several.evq");
    await line("during @2024-01-15").filter({ hasText: "2024-01-14T23:00Z" }).waitFor(patience);
    await line("during @2024-01-15").scrollIntoViewIfNeeded();
    await workbench.codeLens(/Run/).nth(2).waitFor(patience);
    await picture("editor-inlay");
  });
});

describe("running", () => {
  test("the whole file runs, and what a query expected and did not find is underlined at its place", async () => {
    await open("several.evq");
    await command("Event Log: Run All Queries of the File");
    await workbench.errors.first().waitFor(patience);
    await line("expect rows").locator("span").last().hover();
    await workbench.hover.filter({ hasText: "There are 0 rows." }).first().waitFor(patience);
    await picture("editor-expectation");
    await press("Escape");
  });

  test("the language status tells store, zone and run", async () => {
    await workbench.page.locator("#status\\.languageStatus").click();
    await workbench.page.getByText("1 log", { exact: false }).first().waitFor(patience);
    await picture("editor-status");
    await press("Escape");
  });
});

describe("importing", () => {
  test("shows the guess, lets it be changed, and reports the line it could not read", async () => {
    await workbench.treeItem("sales.ndjson").first().click({ button: "right" });
    await workbench.choose("Import File");
    await input().waitFor(patience);
    expect(await input().inputValue()).toBe("sales");
    await picture("import-name");
    await press("Enter");
    await row("Import into local.sales").waitFor(patience);
    await picture("import-mapping");
    await row(/^Actor/).click();
    await row(/^who/).waitFor(patience);
    await picture("import-field");
    await row(/^who/).click();
    await row(/Actor.*who/).waitFor(patience);
    await row(/^Stream/).click();
    await row(/^shop/).click();
    await row(/Stream.*shop/).waitFor(patience);
    await row("Import into local.sales").click();
    const report = workbench.notification("Imported 40 events");
    await report.waitFor(patience);
    await picture("import-report");
    await report.getByRole("button", { name: "Show Unreadable Lines" }).click();
    await line("Line 41").waitFor(patience);
  });

  test("the tree shows the new log with its streams, and inspects one of them", async () => {
    await workbench.page.locator('.activitybar [aria-label^="Event Logs"]').first().click();
    const log = workbench.treeItem(/sales/).first();
    await log.waitFor(patience);
    await log.click();
    const stream = workbench.treeItem(/stream eu/).first();
    await stream.waitFor(patience);
    await stream.hover();
    await picture("tree-streams");
    await stream.getByRole("button", { name: "Inspect Log" }).click();
    await line('from local.sales stream "eu"').waitFor(patience);
  });
});

describe("connecting", () => {
  let system: OpenContentServers;
  beforeAll(async () => {
    system = await OpenContentServers.start();
    const content = { version: 1, created: "2024-03-01T08:00:00Z", source: "writer", contentType: "Article" };
    system.logs.eventlog = ["ADD", "UPDATE", "UPDATE"].map((eventType, index) => ({
      id: index + 1,
      uuid: `00000000-0000-4000-8000-00000000000${index}`,
      eventType,
      created: `2024-03-01T09:00:0${index}Z`,
      content,
    }));
  });
  afterAll(() => system.close());

  test("a connection is added by questions, tried with its secret, seen in the tree, and read", async () => {
    const answer = async (title: string, text: string) => {
      await workbench.page.locator(".quick-input-title", { hasText: title }).waitFor(patience);
      await input().fill(text);
      await press("Enter");
    };
    await command("Event Log: Add Connection");
    await row("OpenContent").first().click();
    await answer("Add Connection: Naviga OpenContent", "archive");
    await answer("OpenContent: url", system.repository.url);
    await answer("OpenContent: username", system.user.name);
    await answer("OpenContent: tokenUrl", "");
    await answer("OpenContent: clientId", "");
    await workbench.page.locator(".quick-input-title", { hasText: "Sign In to archive" }).waitFor(patience);
    await picture("connection-secret");
    await answer("Sign In to archive", system.user.password);
    await workbench.notification("newest event").waitFor(patience);
    await workbench.treeItem(/connection archive to Naviga OpenContent, ready/).click();
    const log = workbench.treeItem("log eventlog of archive");
    await log.waitFor(patience);
    await picture("connection-ready");
    await log.hover();
    await log.getByRole("button", { name: "Inspect Log" }).click();
    const frame = await workbench.webview("#results :first-child");
    await frame.getByText("3 rows").first().waitFor(patience);
    await frame.getByText("UPDATE").first().waitFor(patience);
    await picture("connection-rows");
  });
});

describe("the walkthrough", () => {
  test("leads from events to a result, each step with a picture", async () => {
    await command("View: Single Column Editor Layout");
    await press("Control+j");
    await command("Event Log: Open Walkthrough");
    const steps = workbench.page.locator(".getting-started-step");
    await steps.first().waitFor(patience);
    expect(await steps.count()).toBe(5);
    for (const [index, name] of ["events", "sources", "query", "run", "result"].entries()) {
      await steps.nth(index).click();
      await workbench.page.waitForTimeout(700);
      await picture(`walkthrough-${name}`);
    }
  });
});
