import { expect, test, vi } from "vitest";
import { useWorkbench } from "../support/workbench.ts";

/** Pictures of what people see beside results, in four themes, in .cache/screenshots/looks-NAME-THEME.png. */
const workbench = useWorkbench({
  settings: { "window.restoreWindows": "none", "evq.timeZone": "Europe/Prague" },
  files: {
    "looks.evq": [
      "// What a query looks like while it is written.",
      "param least: number = 3",
      "let failed = from local.orders where payload.status = 'failed'",
      "let forgotten = 2h",
      "",
      "//# Failed orders of one customer",
      "from failed",
      "during @2024-01-15",
      "where actor = $who and payload.attempts >= $least and event_typ != null",
      "reduce count() as orders, max(payload.amount) by bin(timestamp, 1h), event_type",
      "summarize by actor",
      "",
      "//# By hand",
      "from local.ordres",
      'where timestamp > ago(7d) and payload.note matches "^a+b"',
      "select id, timestamp, payload.error.code as code",
      "",
    ].join("\n"),
    ".evq/connections.json": JSON.stringify({
      connections: {
        editorial: { kind: "contember", url: "https://contember.example", project: "editorial" },
        misspelt: { kind: "contembr" },
      },
    }),
  },
});
// Four pictures a view are more than a minute where the processors are busy.
vi.setConfig({ testTimeout: 150_000 });
const patience = { timeout: 45_000 };
const press = (key: string) => workbench.page.keyboard.press(key);
const type = (text: string) => workbench.page.keyboard.type(text, { delay: 20 });
const line = (text: string | RegExp) => workbench.page.locator(".view-line", { hasText: text }).first();
const row = (text: string | RegExp) => workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: text });
const looks = (name: string) => workbench.pictures(`looks-${name}`);

test("the editor: lenses, hints, problems, colours", async () => {
  await workbench.open("looks.evq");
  await workbench.errors.first().waitFor(patience);
  await workbench.warnings.first().waitFor(patience);
  await workbench.codeLens(/Run/).first().waitFor(patience);
  await line("during").filter({ hasText: "2024-01-14T23:00Z" }).waitFor(patience);
  await looks("editor");
});

test("the hover of a problem, and that of a name", async () => {
  await line("event_typ").locator("span", { hasText: "event_typ" }).last().hover();
  await workbench.hover.filter({ hasText: "Did you mean" }).first().waitFor(patience);
  await looks("hover-problem");
  await workbench.page.mouse.move(700, 880);
  await line("reduce count").locator("span", { hasText: "count" }).last().hover();
  await workbench.hover.filter({ hasText: "count" }).first().waitFor(patience);
  await looks("hover-function");
  await workbench.page.mouse.move(700, 880);
});

test("the list of completions, with what an item means", async () => {
  await workbench.toEnd();
  await type("\nfrom local.orders\nwhere payload.");
  await workbench.suggestion("attempts").first().waitFor(patience);
  await press("Control+Space");
  await looks("completion");
  await press("Escape");
  await type("status = 'x'\nreduce ");
  await workbench.suggestion("count").first().waitFor(patience);
  await looks("completion-functions");
  await press("Escape");
});

test("the status hover", async () => {
  await workbench.page.locator("#status\\.languageStatus").click();
  await workbench.page.getByText("1 log", { exact: false }).first().waitFor(patience);
  await looks("status");
  await press("Escape");
});

test("the sources: logs, streams, counts, a connection that needs a secret, one that is wrong", async () => {
  await workbench.page.locator('.activitybar [aria-label^="Event Logs"]').first().click();
  await workbench
    .treeItem(/log orders/)
    .first()
    .click();
  await workbench
    .treeItem(/stream ada/)
    .first()
    .waitFor(patience);
  await workbench
    .treeItem(/misspelt/)
    .first()
    .click();
  await workbench
    .treeItem(/stream ada/)
    .first()
    .hover();
  await looks("sources");
});

test("the statistics of a log", async () => {
  await workbench
    .treeItem(/log orders/)
    .first()
    .click({ button: "right" });
  await workbench.choose("Show Statistics");
  const page = await workbench.webview("main");
  await page.getByText("orders").first().waitFor(patience);
  await looks("stats");
});

test("adding a connection: the systems there are, and what is asked of one", async () => {
  await workbench.command("Event Log: Add Connection");
  await row("Contember").waitFor(patience);
  await looks("connection-kinds");
  await row("Contember").click();
  const input = workbench.page.locator(".quick-input-widget input:visible").first();
  await input.waitFor(patience);
  await looks("connection-name");
  await press("Escape");
});

test("the fields of a file that is imported", async () => {
  await press("Control+Shift+e");
  await workbench.treeItem("data").first().click();
  await workbench.treeItem("orders.ndjson").first().click({ button: "right" });
  await workbench.choose("Import File");
  const input = workbench.page.locator(".quick-input-widget input:visible").first();
  await input.waitFor(patience);
  await looks("import-name");
  await input.fill("again");
  await press("Enter");
  await row("Import into local.again").waitFor(patience);
  await looks("import-mapping");
  await press("Escape");
});

test("the walkthrough", async () => {
  await workbench.command("Event Log: Open Walkthrough");
  await workbench.page.locator(".getting-started-step").nth(2).click();
  await workbench.page.waitForTimeout(700);
  expect(await workbench.page.locator(".getting-started-step").count()).toBe(5);
  await looks("walkthrough");
});
