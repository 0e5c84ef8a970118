import { describe, expect, test } from "vitest";
import { columns } from "./support/openResults.ts";
import { order, orders } from "./support/orders.ts";
import { usePage } from "./support/usePage.ts";

const open = usePage();

const cell = (row: number, column: number) => open.page.locator(`[data-row="${row}"] [data-column="${column}"]`);
const focused = () =>
  open.page.evaluate(async () => {
    await new Promise(requestAnimationFrame); // the focus moves when the rows are drawn
    const row = document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset["row"];
    return `${row} ${(document.activeElement as HTMLElement | null)?.dataset["column"]}`;
  });
const asked = () => open.posted.filter((message) => message.type === "rows").map(({ offset }) => offset);

describe("rows", () => {
  test("cross the wire when someone looks, a page at a time", async () => {
    await open.show({ ...orders, rowCount: 100_000 });
    expect(asked()).toEqual([0]);
    await open.page.locator(".grid").evaluate((grid) => (grid.scrollTop = 22 * 50_050));
    await cell(50_060, 3).getByText("A-51061").waitFor();
    expect(
      asked()
        .slice(1)
        .every((offset) => offset === 50_000 || offset === 50_100),
    ).toBe(true);
    await open.page.locator(".grid").evaluate((grid) => (grid.scrollTop = 0));
    await cell(0, 3).getByText("A-1001").waitFor();
    expect(asked().filter((offset) => offset === 0)).toHaveLength(1);
  });

  test("a million of them: the first, the last and those between, by scroll bar, wheel and key", async () => {
    await open.show({ ...orders, rowCount: 1_000_000 });
    const grid = open.page.locator(".grid");
    await grid.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await cell(999_999, 3).getByText("A-1001000").waitFor();
    await cell(999_999, 3).click();
    await open.page.keyboard.press("Control+Home");
    await cell(0, 3).getByText("A-1001", { exact: true }).waitFor();
    expect(await focused()).toBe("0 0");

    await grid.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    await expect.poll(() => grid.evaluate((element) => element.querySelectorAll(".value").length)).toBeGreaterThan(50);
    const first = () =>
      open.page.evaluate(() =>
        Number(document.elementFromPoint(100, 70)?.closest<HTMLElement>("[data-row]")?.dataset["row"]),
      );
    const before = await first();
    expect(before).toBeGreaterThan(490_000);
    await open.page.mouse.move(300, 150);
    await open.page.mouse.wheel(0, 220);
    await expect.poll(first).toBe(before + 10);

    await cell(before + 12, 1).click();
    for (let step = 0; step < 30; step++) await open.page.keyboard.press("ArrowDown");
    expect(await focused()).toBe(`${before + 42} 1`);
    await open.page.keyboard.press("Control+End");
    await cell(999_999, 8).waitFor();
    expect(await focused()).toBe("999999 8");
  });

  test("fly by with little work a frame: of a million, and of sixty columns, only what is seen is there and changes", async () => {
    const many = columns(...Array.from({ length: 60 }, (_, at): `c${number}:string` => `c${at}:string`));
    open.rows = (row) => many.map((_, at) => `${row}.${at}`);
    await open.show({ columns: many, rowCount: 1_000_000 });
    const work = await open.page.locator(".grid").evaluate(async (grid) => {
      const changes: number[] = [];
      const observer = new MutationObserver((records) => changes.push(records.length));
      observer.observe(grid, { subtree: true, childList: true, characterData: true, attributes: true });
      const measured = async (step: () => void) => {
        changes.length = 0;
        step();
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
        return changes.reduce((sum, count) => sum + count, 0);
      };
      const wheel = (deltaY: number) =>
        measured(() => grid.dispatchEvent(new WheelEvent("wheel", { deltaY, cancelable: true })));
      await wheel(22 * 50);
      const oneLine = await wheel(22);
      const flight: number[] = [];
      for (let step = 0; step < 20; step++)
        flight.push(await measured(() => (grid.scrollTop += grid.scrollHeight / 30)));
      const still = await measured(() => {});
      const sticky = [...grid.querySelectorAll("*")].filter((part) => getComputedStyle(part).position === "sticky");
      return { oneLine, flight: Math.max(...flight), still, sticky: sticky.length };
    });
    const rows = await open.page.locator(".rows .row").count();
    const cells = await open.page.locator(".rows [role=gridcell]").count();
    expect(rows).toBeLessThan(30); // eleven are seen
    expect(cells / rows).toBeLessThan(25); // about fifteen columns are seen
    expect(work.still).toBe(0);
    expect(work.oneLine).toBeLessThan((cells / rows) * 8); // one row goes out and another comes in
    expect(work.flight).toBeLessThan(cells * 8);
    expect(work.sticky).toBeLessThan(8); // each is a layer of its own
  });

  test("keep their numbers and the head of these at the left when they scroll sideways", async () => {
    const many = columns(...Array.from({ length: 60 }, (_, at): `c${number}:string` => `c${at}:string`));
    open.rows = (row) => many.map((_, at) => `${row}.${at}`);
    await open.show({ columns: many, rowCount: 100 });
    await cell(1, 1).getByText("1.1").waitFor();
    const grid = open.page.locator(".grid");
    await grid.evaluate((element) => (element.scrollLeft = 2000));
    await expect.poll(() => open.page.locator(".rows .row").first().innerText()).toContain("0.30");
    const left = async (part: string) => Math.round((await grid.locator(part).first().boundingBox())?.x ?? -1);
    expect([await left(".corner"), await left(".ordinals")]).toEqual([0, 0]);
  });

  test("arrive while the query runs, and columns that stayed empty go at its end", async () => {
    const all = columns("a:integer", "b:string", "c:integer");
    open.rows = (index) => (index < 40 ? [index, null, index * 2] : []);
    await open.show({ phase: "running", columns: all, rowCount: 10 });
    await expect.poll(() => open.page.getByRole("row").count()).toBe(11);
    await open.send({
      type: "run",
      run: { runId: "run-1", title: "t", phase: "running", columns: all, rowCount: 40, elapsedMs: 5, notes: [] },
    });
    await cell(12, 2).getByText("24").waitFor();
    open.rows = (index) => (index < 40 ? [index, index * 2] : []);
    await open.show({ columns: [all[0]!, all[2]!], rowCount: 40 });
    await cell(12, 1).getByText("24").waitFor();
    expect(await open.page.getByRole("columnheader").allTextContents()).toEqual(
      ["", "a", "c"].map((name) => expect.stringContaining(name)),
    );
  });

  test("that cannot be had say so, and are asked for again", async () => {
    open.rows = () => [];
    await open.send({
      type: "run",
      run: {
        runId: "gone",
        title: "t",
        phase: "done",
        columns: orders.columns!,
        rowCount: 5000,
        elapsedMs: 5,
        notes: [],
      },
    });
    await expect.poll(asked).toEqual([0]);
    await open.send({
      type: "rowsFailed",
      runId: "gone",
      offset: 0,
      failure: { code: "internal", message: "The rows were not sent.", wayOut: { text: "Ask again." } },
    });
    await open.page.getByRole("alert").getByText("The rows were not sent. Ask again.").waitFor();
    expect(asked()).toEqual([0]);
    open.rows = order;
    await open.page.getByRole("button", { name: "Try Again" }).click();
    await cell(3, 3).getByText("A-1004").waitFor();
    expect(asked()).toEqual([0, 0]);
  });
});

describe("the keyboard", () => {
  test("has one tab stop in the grid, which follows the arrows, into the header too", async () => {
    await open.show(orders);
    expect(await open.page.locator('.grid [tabindex="0"]').count()).toBe(1);
    await open.page.locator('.grid [tabindex="0"]').focus();
    await open.page.keyboard.press("ArrowRight");
    await open.page.keyboard.press("ArrowDown");
    expect(await focused()).toBe("1 1");
    await open.page.keyboard.press("ArrowUp");
    await open.page.keyboard.press("ArrowUp");
    expect(await focused()).toBe("-1 1");
    expect(await open.page.locator('.grid [tabindex="0"]').count()).toBe(1);
  });

  test("resizes a column from its header or any of its cells", async () => {
    await open.show(orders);
    const width = () =>
      open.page
        .getByRole("columnheader", { name: "event_type" })
        .evaluate((header) => header.getBoundingClientRect().width);
    const before = await width();
    await cell(3, 1).click();
    await open.page.keyboard.press("Alt+ArrowRight");
    await expect.poll(width).toBe(before + 16);
    for (let step = 0; step < 3; step++) await open.page.keyboard.press("ArrowUp");
    await open.page.keyboard.press("ArrowUp");
    await open.page.keyboard.press("Alt+Enter");
    await expect.poll(width).toBe(before);
  });

  test("keeps the focus while its cell is scrolled away", async () => {
    await open.show({ ...orders, rowCount: 5000 });
    await cell(2, 2).click();
    await open.page.locator(".grid").evaluate((grid) => (grid.scrollTop = 50_000));
    await expect.poll(() => open.page.evaluate(() => document.activeElement?.className)).toBe("grid");
    await open.page.keyboard.press("ArrowDown");
    expect(await focused()).toBe("3 2");
  });

  test("cancels a run with Escape, and closes the detail area", async () => {
    await open.show({ ...orders, phase: "running" });
    await cell(0, 0).click();
    await open.page.keyboard.press("Escape");
    expect(open.posted).toContainEqual({ type: "cancel", runId: "run-1" });
    await open.show(orders);
    await cell(2, 5).dblclick();
    const detail = open.page.getByRole("region", { name: "Value of payload" });
    await expect.poll(() => detail.textContent()).toContain('"big": 18446744073709551615');
    await open.page.keyboard.press("ArrowDown");
    await expect.poll(() => detail.textContent()).toContain('"amount": 11.50');
    await open.page.keyboard.press("Escape");
    await detail.waitFor({ state: "detached" });
    expect(await focused()).toBe("3 5");
  });
});

describe("the mouse", () => {
  test("drags a column wider, for the next result too", async () => {
    await open.show(orders);
    const header = () => open.page.getByRole("columnheader", { name: "actor" });
    const before = (await header().boundingBox())!;
    await open.page.mouse.move(before.x + before.width - 3, before.y + 10);
    await open.page.mouse.down();
    await open.page.mouse.move(before.x + before.width + 57, before.y + 30, { steps: 4 });
    await open.page.mouse.up();
    await expect.poll(async () => (await header().boundingBox())!.width).toBe(before.width + 60);
    await open.show({ ...orders, runId: "run-2" });
    await expect.poll(async () => (await header().boundingBox())!.width).toBe(before.width + 60);
  });

  test("selects cells by dragging and rows by their number; copying names the rectangle", async () => {
    await open.show(orders);
    await cell(1, 1).hover();
    await open.page.mouse.down();
    await cell(3, 2).hover();
    await open.page.mouse.up();
    expect(await open.page.locator('[aria-selected="true"]').count()).toBe(6);
    await open.page.keyboard.press("Control+c");
    const copies = () => open.posted.filter((message) => message.type === "copy");
    await expect
      .poll(copies)
      .toEqual([
        { type: "copy", runId: "run-1", rows: { start: 1, end: 4 }, columns: { start: 1, end: 3 }, format: "tsv" },
      ]);
    await cell(2, -1).click();
    await open.page.keyboard.press("Control+c");
    await expect
      .poll(() => copies()[1])
      .toEqual({
        type: "copy",
        runId: "run-1",
        rows: { start: 2, end: 3 },
        columns: { start: 0, end: 9 },
        format: "tsv",
      });
  });
});

describe("what the user asks for", () => {
  test("reaches the extension", async () => {
    await open.show({
      phase: "failed",
      failure: { code: "log.unknown", message: "m", wayOut: { text: "w", command: "evq.importFile" } },
      wayOutTitle: "Import File…",
    });
    await open.page.getByRole("button", { name: "Import File…" }).click();
    await open.page.getByRole("button", { name: "Show Query" }).click();
    await open.show({ runId: "run-2" });
    await open.page.getByRole("button", { name: "Run Again" }).click();
    await open.show({ ...orders, runId: "run-3", phase: "running" });
    await open.page.getByRole("button", { name: "Cancel" }).click();
    await expect
      .poll(() => open.posted.filter(({ type }) => type !== "ready" && type !== "rows"))
      .toEqual([
        { type: "wayOut", runId: "run-1" },
        { type: "reveal", runId: "run-1" },
        { type: "runAgain", runId: "run-2" },
        { type: "cancel", runId: "run-3" },
      ]);
  });

  test("is remembered while the view is hidden", async () => {
    await open.show({ ...orders, rowCount: 5000 });
    await open.page.locator(".grid").evaluate((grid) => (grid.scrollTop = 22 * 1000));
    await cell(1003, 2).click();
    await open.page.keyboard.press("Enter");
    await expect
      .poll(() =>
        open.page.evaluate(() => (globalThis as unknown as { keptState(): { detail: string } }).keptState()?.detail),
      )
      .toBe("cell");
    const state = await open.page.evaluate(() => (globalThis as unknown as { keptState(): unknown }).keptState());

    await open.reopen(state);
    await open.show({ ...orders, rowCount: 5000 });
    await open.page.getByRole("region", { name: "Value of actor" }).getByText("fatma").waitFor();
    expect(await cell(1003, 2).getAttribute("tabindex")).toBe("0");
  });
});
