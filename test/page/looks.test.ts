import { afterAll, beforeAll, test } from "vitest";
import { judgeLooks } from "./support/looks.ts";
import { hostPage, type OpenPage, type PageHost } from "./support/openResults.ts";
import { order, orders } from "./support/orders.ts";
import { payment, paymentGroups, payments, tabs, typeRow, types } from "./support/payments.ts";

let host: PageHost;
beforeAll(async () => {
  host = await hostPage();
});
afterAll(() => host.close());

const unknownLog = {
  code: "log.unknown" as const,
  message: "There is no log shopp in the store.",
  wayOut: { text: "Import a file to make one.", command: "evq.importFile" },
};

/** Every state of the view; each is judged by axe and leaves a picture in .cache/screenshots/. */
const states: Readonly<Record<string, (open: OpenPage) => Promise<void>>> = {
  none: async ({ send, page }) => {
    await send({ type: "run", run: null });
    await page.getByText("No query has run yet.").waitFor();
  },
  rows: (open) => open.show(orders),
  detail: async (open) => {
    await open.show(orders);
    await open.page.locator('[data-row="2"] [data-column="5"]').click();
    await open.page.keyboard.press("Enter");
    await open.page.getByRole("button", { name: "How it ran" }).click();
    await open.page.getByRole("region", { name: "Value of payload" }).waitFor();
  },
  selection: async (open) => {
    await open.show(orders);
    await open.page.locator('[data-row="1"] [data-column="1"]').click();
    for (const key of ["ArrowDown", "ArrowDown", "ArrowRight"]) await open.page.keyboard.press(`Shift+${key}`);
  },
  running: (open) => open.show({ ...orders, phase: "running", rowCount: 180, elapsedMs: 3100, scanned: 450_000 }),
  waiting: (open) => open.show({ phase: "running", elapsedMs: 2400, scanned: 120_000 }),
  empty: (open) => open.show({ rowCount: 0 }),
  truncated: (open) =>
    open.show({ ...orders, completeness: { verdict: "truncated", reason: "limit 100 cut the result." } }),
  failed: (open) => open.show({ phase: "failed", failure: unknownLog, wayOutTitle: "Import File…" }),
  tabs: async (open) => {
    await open.send({ type: "tabs", tabs, active: "tab-2" });
    await open.show(orders);
    await open.page.getByRole("tab", { selected: true }).focus();
  },
  row: async (open) => {
    await open.show(orders);
    await open.page.locator('[data-row="2"] [data-column="5"]').dblclick();
    await open.page.getByRole("button", { name: "Row", exact: true }).click();
    await open.page.getByRole("region", { name: "Fields of row 3" }).waitFor();
  },
  sorted: async (open) => {
    open.sort = [
      { column: "actor", direction: "desc" },
      { column: "entity_id", direction: "asc" },
    ];
    await open.show({
      ...orders,
      sort: open.sort,
      sorting: { to: [...open.sort, { column: "amount", direction: "asc" }], share: 0.4 },
    });
  },
  groups: async (open) => {
    await showPayments(open);
    await open.page.locator('[data-row="3"] .twist').click();
    await open.page.locator('[data-row="4"] .twist').waitFor();
  },
  lines: async (open) => {
    await showPayments(open);
    await chart(open);
  },
  bars: async (open) => {
    open.rows = typeRow;
    await open.show(types);
    await chart(open);
  },
  gone: (open) => open.show({ rowCount: 250, ranAt: Date.parse("2024-01-18T14:00:00Z") }),
  "failed-midway": (open) =>
    open.show({ ...orders, phase: "failed", failure: unknownLog, wayOutTitle: "Import File…" }),
};

async function showPayments(open: OpenPage): Promise<void> {
  open.rows = payment;
  open.reduced = paymentGroups;
  await open.show(payments);
  await open.page.locator(".heading").first().waitFor();
}

async function chart({ page }: OpenPage): Promise<void> {
  await page.getByRole("button", { name: "Chart" }).click();
  await page.waitForFunction(() => (document.querySelector("canvas")?.width ?? 0) > 300);
}

test.each(Object.keys(states))("the state %s is accessible in every theme and keeps its policy", async (name) => {
  const open = await host.open();
  open.rows = order;
  await states[name]!(open);
  await judgeLooks(open, `results-${name}`, { wide: 300, narrow: 420 });
  await open.page.context().close();
});
