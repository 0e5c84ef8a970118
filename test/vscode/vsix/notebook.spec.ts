import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { expect, test } from "vitest";
import { useWorkbench } from "../support/workbench.ts";

const cells = [
  { id: "a", language: "markdown", source: ["# Orders of the day", "", "What failed, and **how often**."] },
  { id: "b", language: "evq", source: ["let failed = from local.orders where payload.status = 'failed'"] },
  { id: "c", language: "evq", source: ["//# By kind", "from local.orders", "reduce count() as n by event_type"] },
  { id: "d", language: "evq", source: ["from local.ordres"] },
  { id: "e", language: "evq", source: ["from f"] },
];
const workbench = useWorkbench({
  settings: { "workbench.colorTheme": "Dark Modern" },
  files: {
    "day.evqnb": JSON.stringify({ version: 1, cells }),
    "newer.evqnb": '{"version": 9, "cells": []}',
  },
});
const patience = { timeout: 60_000 };
const press = (key: string) => workbench.page.keyboard.press(key);
const rendered = (selector: string) => workbench.webview(`.evq-output ${selector}`);
const says = (frame: Frame, text: string | RegExp) =>
  frame.locator(".evq-output").getByText(text).first().waitFor(patience);

async function open(file: string): Promise<void> {
  await press("Control+p");
  await workbench.page.locator(".quick-input-widget input").first().fill(file);
  await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: file }).first().click();
}

test("a query typed into a cell runs with the keys of notebooks, with a name from the cell above", async () => {
  await open("day.evqnb");
  await workbench.page.locator(".kernel-label", { hasText: "EVQ" }).first().waitFor(patience);
  const last = workbench.page.locator(".code-cell-row .view-line", { hasText: /^from.f$/ });
  await last.last().click(patience);
  await press("Control+End");
  await workbench.page.keyboard.type("ailed select id, actor", { delay: 20 });
  await press("Control+Enter");
  const frame = await rendered(".rows .value");
  await says(frame, "3 rows");
  await workbench.page.locator(".cell-statusbar-container", { hasText: "local.orders" }).first().waitFor(patience);
  expect(await workbench.page.locator(".part.panel", { hasText: "3 rows" }).count()).toBe(0);
  await workbench.picture("notebook-cell");
}, 180_000);

test("all cells run; what cannot be run says what to do", async () => {
  await workbench.command("Notebook: Run All");
  const frame = await rendered(".foot");
  await says(frame, "By kind");
  await says(frame, /The store has no log/);
  await workbench.picture("notebook-all");
  await press("Control+s");
  const file = join(workbench.folder, "day.evqnb");
  await expect.poll(() => readFileSync(file, "utf8"), patience).toMatch(/"title": "By kind"/);
}, 180_000);

test("opened again, it has its results without running", async () => {
  await workbench.command("View: Close All Editors");
  await open("day.evqnb");
  const frame = await rendered(".rows .value");
  await says(frame, "By kind");
  for (const theme of ["Default Light Modern", "Default High Contrast"]) {
    await workbench.command("Preferences: Color Theme");
    await workbench.page.locator(".quick-input-widget input").first().fill(theme.replace("Default ", ""));
    await press("Enter");
    await workbench.page.waitForTimeout(1500);
    await workbench.picture(`notebook-${theme.includes("Light") ? "light" : "hc"}`);
  }
}, 180_000);

test("a newer file is refused with its reason", async () => {
  await open("newer.evqnb");
  await workbench.page
    .getByText(/format 9/)
    .first()
    .waitFor(patience);
  await workbench.picture("notebook-refused");
}, 120_000);
