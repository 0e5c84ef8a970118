import { inject, test, vi } from "vitest";
import { useWorkbench } from "../support/workbench.ts";

/** A page that knows of no server, as on vscode.dev: its files are those of an extension, and EVQ is all in workers. */
const workbench = useWorkbench({ page: () => inject("serverless") });
vi.setConfig({ testTimeout: 180_000 });
const patience = { timeout: 60_000 };
const row = (text: string | RegExp) => workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: text });
/** By the explorer: nobody searches the files of this page. */
const open = (file: string) => workbench.treeItem(file).dblclick(patience);
const show = (view: string) => workbench.page.locator(`.activitybar [aria-label^="${view}"]`).first().click(patience);
const press = (key: string) => workbench.page.keyboard.press(key);

test("what is wrong in a query is underlined, and words are offered", async () => {
  await open("wrong.evq");
  await workbench.errors.first().waitFor(patience);
  await workbench.toEnd();
  await workbench.page.keyboard.type("latest 5\nsel", { delay: 20 });
  await workbench.suggestion("select").first().waitFor(patience);
  await press("Escape");
});

test("a file of the workspace becomes a log in memory, and the tree says that it is", async () => {
  await workbench.treeItem("orders.ndjson").click({ button: "right" });
  await workbench.choose("Import File");
  await workbench.page.locator(".quick-input-widget input").first().waitFor(patience);
  await press("Enter");
  await row("Import into local.orders").click(patience);
  await workbench.notification("Imported 60 events").first().waitFor(patience);
  await show("Event Logs");
  await workbench.page
    .locator(".monaco-list-row", { hasText: /local.*in memory/ })
    .first()
    .waitFor(patience);
  await workbench.treeItem(/log orders, 60 events/).waitFor(patience);
  await workbench.picture("web-tree");
});

test("a query over it runs to its end, exact, and the result says that the log is in memory", async () => {
  await show("Explorer");
  await open("first.evq");
  await workbench.codeLens("Run").first().waitFor(patience);
  await workbench.command("Event Log: Run Query");
  const page = await workbench.webview(".summary");
  await page.getByText("order.failed").first().waitFor(patience);
  await page
    .getByText(/2 rows/)
    .first()
    .waitFor(patience);
  await page.getByRole("button", { name: "How it ran" }).click(patience);
  await page.getByText("The local log is held in memory").waitFor(patience);
  await workbench.picture("web-result");
});

test("a notebook runs: a name of a cell above, and integers beyond those of JavaScript", async () => {
  await open("notes.evqnb");
  // This VS Code asks before it opens any notebook.
  await workbench.page.getByRole("button", { name: "Open Notebook" }).click(patience);
  await workbench.page.locator(".code-cell-row .view-line").first().waitFor(patience);
  await workbench.command("Notebook: Run All");
  const page = await workbench.webview(".evq-output .rows .value");
  await page.getByText("20 rows").first().waitFor(patience);
  await workbench.picture("web-notebook");
});

test("a sample is opened with its logs: all of it comes with the extension", async () => {
  await workbench.command("Event Log: Try with Sample Events");
  await row(/changes/i)
    .first()
    .click(patience);
  await show("Event Logs");
  await workbench.treeItem(/log audit/).waitFor(patience);
});
