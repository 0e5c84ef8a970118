import type { Frame } from "playwright-core";
import { expect, test } from "vitest";
import { useWorkbench } from "../support/workbench.ts";

const workbench = useWorkbench({
  settings: { "workbench.colorTheme": "Dark Modern" },
  files: {
    "tables.evq": [
      "//# All orders",
      "from local.orders",
      "order by timestamp",
      "select id, event_type, actor, payload",
      "",
      "//# Orders by kind",
      "from local.orders",
      "reduce count() as n by bin(timestamp, 1h) as hour, event_type",
      "",
    ].join("\n"),
  },
});
const patience = { timeout: 30_000 };
const results = () => workbench.webview("#results :first-child");
const says = (frame: Frame, text: string | RegExp) => frame.getByText(text).first().waitFor(patience);
const ids = (frame: Frame) =>
  frame.locator('.rows [data-column="0"]').evaluateAll((cells) => cells.map((cell) => cell.textContent?.trim() ?? ""));

test("each query keeps its result in a tab, and running it again takes the same tab", async () => {
  await workbench.open("tables.evq");
  for (const at of [0, 1, 0]) await workbench.codeLens(/Run/).nth(at).click();
  const frame = await workbench.webview(".tabs");
  await frame.getByRole("tab", { name: /All orders/, selected: true }).waitFor(patience);
  expect(await frame.getByRole("tab").count()).toBe(2);
});

test("a click on a column's name sorts the whole result in the server", async () => {
  const frame = await results();
  await says(frame, "7 rows");
  const before = await ids(frame);
  await frame.getByRole("columnheader", { name: "id" }).click();
  await frame.locator('[aria-sort="ascending"]').waitFor(patience);
  await expect.poll(() => ids(frame), patience).toEqual(before.toSorted());
  await frame.getByRole("columnheader", { name: "id" }).click();
  await frame.locator('[aria-sort="descending"]').waitFor(patience);
  await expect.poll(() => ids(frame), patience).toEqual(before.toSorted().toReversed());
  await workbench.picture("results-sorted");
});

test("the menu of a column's name and a list of columns sort by several", async () => {
  const frame = await results();
  const first = (column: number) => frame.locator(`.rows [data-row="0"] [data-column="${column}"]`).innerText();
  await frame.getByRole("columnheader", { name: "actor" }).click({ button: "right" });
  await workbench.picture("results-sort-menu");
  await workbench.choose("Then Sort by This Column, Ascending");
  const numbers = () => frame.locator(".head .number").allTextContents();
  await expect.poll(numbers, patience).toEqual(["1", "2"]);

  await frame.getByRole("button", { name: "Sort by several columns…" }).click();
  const row = (text: string | RegExp) =>
    workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: text });
  // The list is made anew with every choice: the next one waits until it stands.
  const choose = async (text: string, becomes: string) => {
    await row(text).last().click();
    await row(becomes).waitFor(patience);
  };
  await choose("As the Query Has the Rows", "Leave the Rows as the Query Has Them");
  await choose("event_type", "Sort by event_type ascending");
  await choose("actor", "Sort by event_type ascending, then actor ascending");
  await choose("actor", "Sort by event_type ascending, then actor descending");
  await workbench.picture("results-sort-list");
  await row("Sort by event_type ascending, then actor descending").click();
  await frame.locator('[aria-sort="ascending"]', { hasText: "event_type" }).waitFor(patience);
  await expect.poll(async () => [await first(1), await first(2)], patience).toEqual(["order.created", "chen"]);
});

test("a reduced result has groups, totals and a chart", async () => {
  const frame = await results();
  await frame.getByRole("tab", { name: /Orders by kind/ }).click();
  await frame.locator(".foot").getByText("7", { exact: true }).waitFor(patience);
  await workbench.picture("results-reduced");
  await frame.getByRole("button", { name: "Chart", exact: true }).click();
  await frame.getByRole("img", { name: /^Line chart of n by hour, event_type/ }).waitFor(patience);
  await frame.waitForFunction(() => (document.querySelector("canvas")?.width ?? 0) > 300);
  await workbench.picture("results-chart");
  await frame.getByRole("button", { name: "Table", exact: true }).click();
});

test("rows are copied from their menu as Markdown", async () => {
  const frame = await results();
  await frame.getByRole("tab", { name: /All orders/ }).click();
  await frame.locator('[data-row="1"] [data-column="-1"]').click();
  await frame.locator('[data-row="1"] [data-column="1"]').click({ button: "right" });
  await workbench.choose("Copy as Markdown");
  await workbench.page.locator(".statusbar-item", { hasText: "Copied as Markdown Table" }).waitFor(patience);
});

test("a result opens in a tab of the editor, with its rows", async () => {
  const frame = await results();
  await frame.getByRole("button", { name: "Open in an editor tab" }).click();
  const grids = async () => {
    const shown = workbench.page.frames().map((one) =>
      one
        .locator(".rows .value")
        .first()
        .isVisible()
        .catch(() => false),
    );
    return (await Promise.all(shown)).filter(Boolean).length;
  };
  await expect.poll(grids, patience).toBe(2);
  await workbench.picture("results-editor");
  await workbench.command("View: Close Editor");
});

test("tabs survive a reload, without their rows until they run again", async () => {
  await workbench.page.reload();
  await workbench.page.getByRole("treeitem", { name: "first.evq" }).waitFor({ timeout: 60_000 });
  const frame = await workbench.webview(".tabs");
  await says(frame, "The rows of this result are gone");
  await workbench.picture("results-gone");
  await frame.getByRole("button", { name: "Run Again" }).click();
  await says(frame, "7 rows");
}, 180_000);
