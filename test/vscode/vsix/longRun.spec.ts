import { expect, test } from "vitest";
import { useWorkbench } from "../support/workbench.ts";

const events = Array.from({ length: 200_000 }, (_, index) => {
  const time = new Date(1_704_067_200_000 + index * 1000).toISOString();
  return JSON.stringify({ id: `e${index}`, time, type: "tick", n: index, text: `${"abc".repeat(20)}${index}` });
});
const flags = ["--timestamp", "time", "--type", "type", "--id", "id"];

/** The same log over and over, merged and sorted: many seconds of work. */
const slow = `//# A slow one\nfrom ${Array.from({ length: 6 }, () => "local.big").join(", ")}\norder by payload.text\n`;

const workbench = useWorkbench({
  files: {
    "data/big.ndjson": `${events.join("\n")}\n`,
    "data/import.json": JSON.stringify([{ file: "big.ndjson", log: "big", flags }]),
    "all.evq": "//# All of them\nfrom local.big\norder by timestamp\n",
    "slow.evq": slow,
  },
});
const patience = { timeout: 60_000 };

test("a long query shows that it runs, and Escape in the editor cancels it", async () => {
  await workbench.open("slow.evq");
  await workbench.page.locator(".view-line", { hasText: "from local.big" }).click();
  await workbench.page.keyboard.press("Control+Enter");
  const frame = await workbench.webview(".progress.running");
  await frame.getByText("Running").first().waitFor(patience);
  await workbench.page
    .locator(".statusbar-item", { hasText: /\d+ s$/ })
    .first()
    .waitFor(patience);
  await workbench.picture("long-running");
  await workbench.page.keyboard.press("Escape");
  await frame.getByText("Cancelled", { exact: true }).waitFor(patience);
  await workbench.picture("long-cancelled");
});

test("Escape is for the list of suggestions first, and the button of the panel cancels", async () => {
  await workbench.toEnd();
  await workbench.page.keyboard.press("ArrowUp");
  await workbench.page.keyboard.press("Control+Enter");
  const frame = await workbench.webview(".progress.running");
  await workbench.page.keyboard.press("Control+Space");
  const suggestions = workbench.page.locator(".suggest-widget.visible");
  await suggestions.waitFor(patience);
  await workbench.page.keyboard.press("Escape");
  await suggestions.waitFor({ state: "hidden", ...patience });
  expect(await frame.locator(".progress.running").count()).toBe(1);
  await workbench.page.getByRole("button", { name: "Cancel Query" }).first().click();
  await frame.getByText("Cancelled", { exact: true }).waitFor(patience);
});

test("a large result scrolls to its end, and only what is seen crosses over", async () => {
  await workbench.open("all.evq");
  await workbench.page.locator(".view-line", { hasText: "from local.big" }).click();
  await workbench.page.keyboard.press("Control+Enter");
  const frame = await workbench.webview(".grid");
  await frame.getByText("200,000 rows").waitFor(patience);
  await frame.getByText("Complete", { exact: true }).waitFor(patience);
  await frame.getByRole("gridcell").first().click();
  await workbench.page.keyboard.press("Control+End");
  await frame.locator('.row[data-row="199999"]').getByText('"e199999"').waitFor(patience);
  expect(await frame.getByRole("row").count()).toBeLessThan(100);
  await workbench.picture("long-end");
});
