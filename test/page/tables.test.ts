import { beforeEach, describe, expect, test } from "vitest";
import type { FromPage } from "../../client/protocol/panel.ts";
import type { Sort } from "../../server/protocol/results.ts";
import { order, orders } from "./support/orders.ts";
import { payment, paymentGroups, payments, tabs } from "./support/payments.ts";
import { usePage } from "./support/usePage.ts";

const open = usePage();

const cell = (row: number, column: number) => open.page.locator(`[data-row="${row}"] [data-column="${column}"]`);
const press = (key: string) => open.page.keyboard.press(key);
const told = (type: FromPage["type"]) => open.posted.filter((message) => message.type === type);

describe("an order", () => {
  const header = (name: string) => open.page.getByRole("columnheader", { name });
  const sorts = () => told("sort").map((message) => message.type === "sort" && message.sort);

  test("is asked for with a click or Enter on a name: up, down, none", async () => {
    const sort = [{ column: "actor", direction: "asc" }] as const;
    const down = [{ column: "actor", direction: "desc" }] as const;
    await open.show(orders);
    await header("actor").click();
    await expect.poll(sorts).toEqual([sort]);
    open.sort = sort;
    await open.show({ ...orders, sort });
    expect(await header("actor").getAttribute("aria-sort")).toBe("ascending");
    expect(await header("amount").getAttribute("aria-sort")).toBe("none");
    await header("actor").focus();
    await cell(0, 2).click();
    await press("ArrowUp");
    await press("Enter");
    await expect.poll(() => sorts()[1]).toEqual(down);
    open.sort = down;
    await open.show({ ...orders, sort: down });
    await header("actor").click();
    await expect.poll(() => sorts()[2]).toBeNull();
  });

  test("is laid by several columns with Shift, and each says its number", async () => {
    await open.show(orders);
    await header("actor").click();
    const actor = { column: "actor", direction: "asc" } as const;
    const answer = async (sort: Sort) => {
      open.sort = sort;
      await open.show({ ...orders, sort });
    };
    await answer([actor]);
    await header("amount").click({ modifiers: ["Shift"] });
    const both = [actor, { column: "amount", direction: "asc" }] as const;
    await expect.poll(() => sorts()[1]).toEqual(both);
    await answer(both);
    expect(await header("actor").getAttribute("aria-sort")).toBe("ascending");
    expect(await header("amount").getAttribute("aria-sort")).toBe("none"); // one heading only may have it
    await header("amount ascending, number 2 of 2 in the order").waitFor();
    expect(await open.page.locator(".order .number").allTextContents()).toEqual(["1", "2"]);
    const menuOf = async (name: string) =>
      JSON.parse((await header(name).getAttribute("data-vscode-context")) ?? "") as unknown;
    expect(await menuOf("amount")).toEqual({
      webviewSection: "heading",
      column: "amount",
      evqSorted: true,
      evqThen: true,
    });
    expect(await menuOf("entity_id")).toMatchObject({ column: "entity_id", evqSorted: false, evqThen: true });
    await cell(0, 4).click();
    await press("ArrowUp");
    await press("Shift+Enter");
    await expect.poll(() => sorts()[2]).toEqual([actor, { column: "amount", direction: "desc" }]);
    await answer([actor, { column: "amount", direction: "desc" }]);
    await press("Shift+Enter");
    await expect.poll(() => sorts()[3]).toEqual([actor]);
    await answer(both);
    await header("entity_id").click();
    await expect.poll(() => sorts()[4]).toEqual([{ column: "entity_id", direction: "asc" }]);
  });

  test("brings its own rows, and none of the order before", async () => {
    await open.show({ ...orders, rowCount: 5000 });
    await open.page.locator(".grid").evaluate((grid) => (grid.scrollTop = 22 * 2000));
    await cell(2005, 3).getByText("A-3006").waitFor();
    const sort = [{ column: "entity_id", direction: "desc" }] as const;
    await open.send({
      type: "rows",
      runId: "run-1",
      page: { offset: 0, sort, rows: [order(7)] },
    });
    open.rows = (index) => order(4999 - index);
    open.sort = sort;
    await open.show({ ...orders, rowCount: 5000, sort });
    await cell(0, 3).getByText("A-6000").waitFor();
    expect(await open.page.locator(".grid").evaluate((grid) => grid.scrollTop)).toBe(0);
    await open.send({ type: "rows", runId: "run-1", page: { offset: 0, rows: [order(0)] } });
    await open.page.waitForTimeout(50);
    expect(await cell(0, 3).textContent()).toContain("A-6000");
  });

  test("that is being made says how far it is", async () => {
    const to = [{ column: "actor", direction: "asc" }] as const;
    await open.show({ ...orders, sorting: { to, share: 0.42 } });
    await open.page.getByRole("status").getByText("Sorting, 42 %").waitFor();
    await open.show({ ...orders, phase: "running", sorting: { to, share: 0 } });
    await open.page.getByRole("status").getByText("Sorted when all rows are there").waitFor();
  });
});

describe("tabs", () => {
  const show = async (active: string) => {
    await open.send({ type: "tabs", tabs, active });
    await open.show({ ...orders, runId: `of ${active}` });
  };

  test("have one tab stop, and the arrows choose, Delete closes, P pins", async () => {
    await show("tab-2");
    expect(await open.page.locator('.tabs [tabindex="0"]').count()).toBe(1);
    await open.page.getByRole("tab", { selected: true }).focus();
    for (const key of ["ArrowRight", "Home", "p", "Delete"]) await press(key);
    await expect
      .poll(() => open.posted.filter((message) => "tab" in message))
      .toEqual([
        { type: "selectTab", tab: "tab-3" },
        { type: "selectTab", tab: "tab-1" },
        { type: "pinTab", tab: "tab-2", pinned: true },
        { type: "closeTab", tab: "tab-2" },
      ]);
    await show("tab-3");
    expect(await open.page.evaluate(() => document.activeElement?.id)).toBe("tab-3");
    expect(await open.page.getByRole("tabpanel").getAttribute("aria-labelledby")).toBe("tab-3");
  });

  test("are chosen, closed and unpinned with the mouse", async () => {
    await show("tab-2");
    await open.page.getByRole("tab", { name: /audit/ }).click();
    await open.page.getByTitle("Close (Delete)").first().click();
    await open.page.getByTitle("Unpin (P)").click();
    await open.page.getByRole("tab", { name: /archived/ }).click({ button: "middle" });
    await expect
      .poll(() => open.posted.filter((message) => "tab" in message))
      .toEqual([
        { type: "selectTab", tab: "tab-3" },
        { type: "closeTab", tab: "tab-2" },
        { type: "pinTab", tab: "tab-1", pinned: false },
        { type: "closeTab", tab: "tab-4" },
      ]);
  });

  test("remember where each result was left", async () => {
    await show("tab-1");
    await cell(4, 2).click();
    await show("tab-2");
    await expect.poll(() => cell(0, 0).getAttribute("tabindex")).toBe("0");
    await show("tab-1");
    await expect.poll(() => cell(4, 2).getAttribute("tabindex")).toBe("0");
  });
});

describe("a reduced result", () => {
  beforeEach(async () => {
    open.rows = payment;
    open.reduced = paymentGroups;
    await open.show(payments);
    await open.page.locator(".heading").first().waitFor();
  });

  test("has headings that open and close, and totals that say why there is none", async () => {
    await cell(0, 0).getByText("2024-01-18T08:00:00Z").waitFor();
    expect(await cell(0, 0).getAttribute("aria-expanded")).toBe("true");
    expect(await cell(0, 2).textContent()).toContain("41");
    await cell(1, 1).getByText("payment.captured").waitFor();
    await cell(0, 0).click();
    await press("Enter");
    await expect.poll(() => cell(0, 0).getAttribute("aria-expanded")).toBe("false");
    await cell(1, 0).getByText("2024-01-18T09:00:00Z").waitFor();
    await cell(2, 1).getByText("payment.captured").waitFor();
    const foot = open.page.locator(".foot");
    await foot.getByText("652").waitFor();
    await foot.getByTitle(/an average of averages/).waitFor();
  });

  test("can be shown flat, and copies rows and not headings", async () => {
    await cell(1, -1).click();
    await press("Shift+ArrowUp");
    await press("Control+c");
    await expect
      .poll(() => told("copy"))
      .toMatchObject([{ rows: { start: 0, end: 1 }, columns: { start: 0, end: 5 } }]);
    await open.page.getByRole("button", { name: "Grouped by the first key" }).click();
    await expect.poll(() => open.page.locator(".heading").count()).toBe(0);
    await cell(2, 0).getByText("2024-01-18T09:00:00Z").waitFor();
  });

  test("is sorted first where the rows of a group do not stand together", async () => {
    open.reduced = { ...paymentGroups, grouping: { kind: "scattered" } };
    await open.show({ ...payments, runId: "scattered" });
    await open.page.getByRole("button", { name: "Sort and group by the first key" }).click();
    await expect
      .poll(() => told("sort"))
      .toEqual([{ type: "sort", runId: "scattered", sort: [{ column: "hour", direction: "asc" }] }]);
  });

  test("is drawn, with what is drawn told in words, and comes back as a table", async () => {
    await open.page.getByRole("button", { name: "Chart" }).click();
    await open.page.getByRole("img", { name: /^Line chart of payments by hour, event_type: 12 points/ }).waitFor();
    expect(await open.page.locator(".legend li").allTextContents()).toEqual(["payment.captured", "payment.failed"]);
    await open.page.waitForFunction(() => (document.querySelector("canvas")?.width ?? 0) > 300);
    await open.page.getByLabel("What to draw").selectOption("average_ms");
    await open.page.getByRole("img", { name: /^Line chart of average_ms/ }).waitFor();
    await open.page.getByRole("button", { name: "Table" }).click();
    await cell(1, 1).getByText("payment.captured").waitFor();
    expect(told("chartRows")).toHaveLength(1);
  });

  test("with nothing to draw says so instead", async () => {
    const [hour, type] = payments.columns!;
    await open.show({
      ...payments,
      runId: "keys",
      columns: [hour!, type!, { ...payments.columns![2]!, type: "json" }],
    });
    const chart = open.page.getByRole("button", { name: "There is no number by a key to draw." });
    expect(await chart.getAttribute("aria-disabled")).toBe("true");
    await chart.click({ force: true });
    expect(told("chartRows")).toEqual([]);
  });
});

describe("a row", () => {
  test("opens field by field, and its JSON opens and closes", async () => {
    await open.show(orders);
    await cell(2, 5).dblclick();
    await open.page.getByRole("button", { name: "Row", exact: true }).click();
    const fields = open.page.getByRole("region", { name: "Fields of row 3" });
    expect(await fields.locator("dt").allTextContents()).toEqual(orders.columns!.map(({ name }) => name));
    await fields.getByText("9007199254740993").waitFor();
    const items = fields.locator("details", { hasText: "items" }).last();
    await items.locator("summary").first().click();
    await expect.poll(() => fields.getByText('"tea-green"').isVisible()).toBe(false);
  });

  test("is copied in another format by a command, as is chosen from the toolbar", async () => {
    await open.show(orders);
    await cell(3, -1).click();
    await open.send({ type: "copySelection", format: "markdown" });
    await expect
      .poll(() => told("copy"))
      .toEqual([
        {
          type: "copy",
          runId: "run-1",
          rows: { start: 3, end: 4 },
          columns: { start: 0, end: 9 },
          format: "markdown",
        },
      ]);
    await open.page.getByRole("button", { name: "Copy selected rows as…" }).click();
    await open.page.getByRole("button", { name: "Sort by several columns…" }).click();
    await open.page.getByRole("button", { name: "Open in an editor tab" }).click();
    await expect.poll(() => told("openBeside")).toHaveLength(1);
    expect(told("copyAs")).toEqual([{ type: "copyAs", runId: "run-1" }]);
    expect(told("sortAs")).toEqual([{ type: "sortAs", runId: "run-1" }]);
  });
});

test("a result from before a reload says so, and how to have it again", async () => {
  const ranText = "from local.shop\nwhere amount > 3 <b>";
  await open.show({ rowCount: 250, ranAt: Date.parse("2024-01-18T14:00:00Z"), ranText, keptAs: "1705586400000" });
  expect(await open.page.getByLabel("Query", { exact: true }).textContent()).toBe(ranText);
  const kept = () => open.page.evaluate(() => (globalThis as unknown as { keptState(): unknown }).keptState());
  expect(await kept()).toMatchObject({ result: "1705586400000" });
  await open.page.getByText("The rows of this result are gone").waitFor();
  await open.page.getByText("It had 250 rows and was complete.").waitFor();
  await open.page.getByRole("button", { name: "Run Again" }).click();
  await expect.poll(() => told("runAgain")).toEqual([{ type: "runAgain", runId: "run-1" }]);
  expect(told("rows")).toEqual([]);
});
