import type { Frame } from "playwright-core";
import { expect, test } from "vitest";
import { useWorkbench } from "../support/workbench.ts";

const workbench = useWorkbench({
  settings: { "workbench.colorTheme": "Dark Modern" },
  files: {
    "changes.evq": [
      "//# How a customer's orders differ",
      "from local.orders",
      "order by timestamp",
      "diff by actor",
      "",
      "let early = from local.orders where timestamp < @2024-01-15T10:00Z reduce count() as n by event_type",
      "",
      "//# All orders against the early ones",
      "from local.orders",
      "reduce count() as n by event_type",
      "compare to early",
      "",
    ].join("\n"),
  },
});
const patience = { timeout: 30_000 };
const says = (frame: Frame, text: string | RegExp) => frame.getByText(text).first().waitFor(patience);

test("diff shows changes, and one opens in the diff editor with two documents that cannot be changed", async () => {
  await workbench.open("changes.evq");
  await workbench.codeLens(/Run/).nth(0).click();
  const frame = await workbench.webview(".changes");
  await says(frame, "No previous known.");
  await frame.locator(".field.changed").first().waitFor(patience);
  await workbench.picture("changes");
  await frame.getByRole("button", { name: "Open in diff editor" }).first().click();
  const editor = workbench.page.locator(".monaco-diff-editor").first();
  await editor.waitFor(patience);
  await editor.locator(".line-insert, .char-insert").first().waitFor(patience);
  await workbench.page.locator(".tab.active", { hasText: "before ↔ after" }).waitFor(patience);
  await workbench.picture("changes-diff-editor");
});

test("compare shows differences by kind", async () => {
  await workbench.open("changes.evq");
  await workbench.codeLens(/Run/).nth(1).click();
  const frame = await workbench.webview(".compared-head");
  await frame.locator(".compared .mark").first().waitFor(patience);
  expect(await frame.locator(".compared-head").innerText()).toMatch(/\d+ added[^]*\d+ removed[^]*\d+ changed[^]*early/);
  await workbench.picture("differences");
});
