import { expect, test } from "vitest";
import type { FromPage, ShownRun } from "../../client/protocol/panel.ts";
import type { Failure } from "../../server/protocol/failure.ts";
import { answerChanges, changes, comparison } from "./support/changes.ts";
import { orders } from "./support/orders.ts";
import { payment, paymentGroups, payments } from "./support/payments.ts";
import { usePage } from "./support/usePage.ts";

const open = usePage();

const stopped: Failure = {
  code: "internal",
  message: "The language server stopped.",
  wayOut: { text: "It is started again." },
};
const told = (type: FromPage["type"]) => open.posted.filter((message) => message.type === type);
const alert = () => open.page.getByRole("alert");
const button = (name: string) => open.page.getByRole("button", { name });

/** From now on nothing of a kind can be had, until the function that is given back is called. */
function failing(type: FromPage["type"], failure = stopped): () => void {
  open.failure = (message) => (message.type === type ? failure : undefined);
  return () => {
    delete open.failure;
  };
}

/** Shows a run, of which something cannot be had. */
async function send(run: Partial<ShownRun>): Promise<void> {
  const known = {
    phase: "done" as const,
    title: "t",
    runId: "run-1",
    notes: [],
    elapsedMs: 1,
    columns: [],
    rowCount: 0,
  };
  await open.send({ type: "run", run: { ...known, ...run } });
}

test("a chart whose rows cannot be fetched says so and is drawn when it is tried again", async () => {
  open.rows = payment;
  open.reduced = paymentGroups;
  await open.show(payments);
  const mend = failing("chartRows");
  await button("Chart").click();
  await alert().getByText("The rows of the chart could not be fetched.").waitFor();
  await alert().getByText("The language server stopped. It is started again.").waitFor();
  expect(await open.page.getByText("is being drawn").count()).toBe(0);
  expect(told("chartRows")).toHaveLength(1);
  mend();
  await button("Try Again").click();
  await open.page.locator(".legend li").first().waitFor();
  expect(told("chartRows")).toHaveLength(2);
  expect(await alert().count()).toBe(0);
});

test("groups that cannot be fetched are missed, and come when they are tried again", async () => {
  open.rows = payment;
  open.reduced = paymentGroups;
  const mend = failing("reduced");
  await open.show(payments);
  await alert().getByText("Groups and totals could not be fetched. The language server stopped.").waitFor();
  expect(await open.page.locator(".heading").count()).toBe(0);
  mend();
  await button("Try Again").click();
  await open.page.locator(".heading").first().waitFor();
  expect(await alert().count()).toBe(0);
});

test("an order that cannot be made is told, can be tried again, and the message can be taken away", async () => {
  await open.show(orders);
  failing("sort");
  await open.page.getByRole("columnheader", { name: "actor" }).click();
  await alert().getByText("The rows could not be sorted. The language server stopped.").waitFor();
  await button("Try Again").click();
  await expect.poll(() => told("sort")).toHaveLength(2);
  expect(told("sort")[0]).toEqual(told("sort")[1]);
  await alert().getByText("could not be sorted").waitFor();
  await button("Dismiss").click();
  expect(await alert().count()).toBe(0);
});

test("cells that cannot be copied are told; of too many, what to do instead of trying again", async () => {
  await open.show(orders);
  await open.page.locator('[data-row="1"] [data-column="2"]').click();
  failing("copy", {
    code: "usage",
    message: "9,000,000 cells are too many for the clipboard.",
    wayOut: { text: "Select fewer rows." },
  });
  await open.page.keyboard.press("Control+c");
  await alert().getByText("Nothing was copied. 9,000,000 cells are too many for the clipboard. Select fewer").waitFor();
  expect(await button("Try Again").count()).toBe(0);
  const mend = failing("copy");
  await open.page.keyboard.press("Control+c");
  await alert().getByText("Nothing was copied. The language server stopped.").waitFor();
  mend();
  await button("Try Again").click();
  await expect.poll(() => told("copy")).toHaveLength(3);
  expect(await alert().count()).toBe(0);
});

test("rows that are gone for good are had by running the query again", async () => {
  failing("rows", { code: "result.gone", message: "This result is no longer kept." });
  await send({ columns: orders.columns!, rowCount: 250 });
  await alert().getByText("This result is no longer kept.").waitFor();
  await button("Run Again").click();
  await expect.poll(() => told("runAgain")).toEqual([{ type: "runAgain", runId: "run-1" }]);
});

test("a row whose fields are shown is fetched wherever the list is, or said to be missing", async () => {
  const place = { top: 22 * 3000, row: 0, column: 2 };
  const kept = { places: [["run-1", place]], detail: "cell", view: "table", notes: false, plain: false, widths: [] };
  await open.reopen(kept);
  open.failure = (message) => (message.type === "rows" && message.offset === 0 ? stopped : undefined);
  await open.show({ ...orders, rowCount: 5000 });
  await open.page.locator('[data-row="3005"]').getByText("A-4006").waitFor();
  const detail = open.page.getByRole("region", { name: "Value of actor" });
  await detail.getByText("This row is not here yet.").waitFor();
  await alert().getByText("The language server stopped.").waitFor();
  delete open.failure;
  await button("Try Again").click();
  await detail.getByText("ada").waitFor();
  expect(await alert().count()).toBe(0);
});

test.each(["changes", "comparison"] as const)(
  "%s that cannot be fetched say so and come when tried again",
  async (type) => {
    open.answer = answerChanges;
    const mend = failing(type);
    await send(type === "changes" ? changes : comparison);
    await alert().getByText("The language server stopped. It is started again.").waitFor();
    mend();
    await button("Try Again").click();
    await expect.poll(() => told(type)).toHaveLength(2);
  },
);

test("a diff editor that cannot be opened is told", async () => {
  open.answer = answerChanges;
  await open.show(changes);
  failing("openDiff");
  await open.page.locator(".change").first().focus();
  await open.page.keyboard.press("Enter");
  await alert().getByText("The diff editor could not be opened. The language server stopped.").waitFor();
  await button("Try Again").click();
  await expect.poll(() => told("openDiff")).toHaveLength(2);
});
