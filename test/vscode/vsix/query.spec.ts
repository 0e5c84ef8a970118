import type { Frame } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { useWorkbench } from "../support/workbench.ts";

const workbench = useWorkbench({
  settings: { "workbench.colorTheme": "Dark Modern", "window.restoreWindows": "none" },
});
const patience = { timeout: 30_000 };
const results = () => workbench.webview("#results :first-child");
const says = (frame: Frame, text: string | RegExp) => frame.getByText(text).first().waitFor(patience);
const press = (key: string) => workbench.page.keyboard.press(key);

describe("a first query", () => {
  beforeAll(() => workbench.open("first.evq"));

  test("Ctrl+Enter shows rows in the panel, and the focus stays in the editor", async () => {
    await workbench.page.locator(".view-line", { hasText: "payload.status" }).click();
    await press("Control+Enter");
    const frame = await results();
    await says(frame, "Failed orders");
    await says(frame, "2 rows");
    await says(frame, "Complete");
    await says(frame, "card_declined");
    expect(await frame.getByRole("gridcell").allTextContents()).toHaveLength(10);
    await says(frame, "<img src=x onerror=alert(1)>");
    await workbench.page.keyboard.type(" ");
    await workbench.page.locator(".tab.dirty", { hasText: "first.evq" }).waitFor();
    await press("Control+z");
    await workbench.picture("query-rows");
  });

  test("a JSON cell opens with a double click", async () => {
    const frame = await results();
    await frame.getByRole("gridcell", { name: /card_declined/ }).dblclick();
    await says(frame, '"card_declined"');
    await workbench.picture("query-detail");
    await press("Escape");
    await frame.getByRole("complementary").waitFor({ state: "detached" });
  });

  test("a result without rows says what to do", async () => {
    await workbench.codeLens(/Run/).nth(1).click();
    const frame = await results();
    await says(frame, "No event matches this query.");
    await workbench.picture("query-empty");
    await frame.getByRole("button", { name: "Show Query" }).click();
    await workbench.page.locator(".editor-instance .focused, .monaco-editor.focused").first().waitFor();
  });

  test("the panel comes back as it was after it was hidden", async () => {
    await press("Control+j");
    await workbench.page.locator(".part.panel").waitFor({ state: "hidden" });
    await press("Control+j");
    await says(await results(), "No event matches this query.");
  });
});

test("a log that is not there: a squiggle, and an error that names the logs there are", async () => {
  await workbench.open("unknown.evq");
  await workbench.warnings.first().waitFor(patience);
  await workbench.page.locator(".view-line", { hasText: "ordres" }).click();
  await press("Control+Enter");
  const frame = await results();
  await says(frame, /no log .?ordres/);
  await says(frame, /orders/);
  await workbench.picture("query-failed");
});

test("parameters are asked for, and remembered", async () => {
  await workbench.open("asks.evq");
  await workbench.page.locator(".view-line", { hasText: "$who" }).click();
  await press("Control+Enter");
  const input = workbench.page.locator(".quick-input-widget input:visible").first();
  await input.waitFor(patience);
  await workbench.picture("query-parameter");
  await input.fill("chen");
  await press("Enter");
  const frame = await results();
  await says(frame, "9007199254740993");
  await workbench.codeLens("$who = chen").click();
  await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "$who" }).click();
  await expect.poll(() => input.inputValue(), patience).toBe("chen");
  await workbench.picture("query-parameters");
  await press("Escape"); // back to the list of parameters
  await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "Run Query" }).waitFor(patience);
  await press("Escape");
  await input.waitFor({ state: "hidden", ...patience });
});

test("typing: completion, a squiggle for a wrong field, and its hover", async () => {
  await workbench.command("Event Log: New Query");
  await workbench.page.locator(".view-line", { hasText: "latest 100" }).click();
  await press("Control+a");
  await workbench.page.keyboard.type("from local.ord", { delay: 30 });
  await workbench.suggestion("orders").first().waitFor(patience);
  await workbench.picture("query-completion");
  await workbench.page.keyboard.type("ers", { delay: 30 });
  await press("Enter");
  await workbench.page.keyboard.type("where event_typ = 'x'\n", { delay: 30 });
  await workbench.page.locator(".view-line", { hasText: /^where.event_typ/ }).waitFor();
  await workbench.errors.first().waitFor(patience);
  await workbench.page
    .locator(".view-line span", { hasText: /^event_typ$/ })
    .last()
    .hover();
  await workbench.hover.filter({ hasText: "Did you mean" }).first().waitFor(patience);
  await workbench.picture("query-hover");
});

test("the sources list the logs, and one click inspects a log", async () => {
  await workbench.page.locator('.activitybar [aria-label^="Event Logs"]').first().click();
  await workbench
    .treeItem(/orders/)
    .first()
    .waitFor(patience);
  await workbench
    .treeItem(/orders/)
    .first()
    .hover();
  await workbench.picture("sources");
  await workbench
    .treeItem(/orders/)
    .first()
    .getByRole("button", { name: "Inspect Log" })
    .click();
  await says(await results(), "The last events of orders");
  await says(await results(), "7 rows");
  await workbench.picture("inspect");
});

test("the samples that come with the extension run, with their logs imported", async () => {
  await workbench.command("Event Log: Try with Sample Events");
  await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "Reduce by hour" }).click();
  await workbench.page.locator(".view-line", { hasText: "Payments by hour" }).first().waitFor(patience);
  await workbench.treeItem(/shop/).first().waitFor(patience);
  await workbench.codeLens(/Run/).first().click();
  await says(await results(), /Payments by hour/);
  await says(await results(), /2024-01-18T14:00:00Z/);
  await workbench.picture("samples");
});

test("deleting a log asks first", async () => {
  await workbench.treeItem(/audit/).first().click({ button: "right" });
  await workbench.choose("Delete Log");
  await workbench.page.locator(".monaco-dialog-box", { hasText: "audit" }).waitFor(patience);
  await workbench.picture("delete");
  await workbench.page.getByRole("button", { name: "Delete", exact: true }).click();
  await workbench.treeItem(/audit/).waitFor({ state: "detached", ...patience });
});
