import { test, vi } from "vitest";
import { useWorkbench } from "../support/workbench.ts";

/** A workbench whose files are on a server, with EVQ in the extension host of the browser. */
const workbench = useWorkbench({
  files: {
    "few.ndjson": '{"id":"a","time":"2024-01-18T10:00:00Z","n":9007199254740993}\n',
    "few.evq": "from local.few select payload.n\n",
  },
});
vi.setConfig({ testTimeout: 180_000 });
const patience = { timeout: 60_000 };

test("a log of the server's files is imported and queried, exactly, in the browser", async () => {
  await workbench.page.locator('.activitybar [aria-label^="Event Logs"]').first().click(patience);
  await workbench.page.getByText("There are no event logs here yet.").waitFor(patience);
  await workbench.page.locator('.activitybar [aria-label^="Explorer"]').first().click(patience);
  await workbench.treeItem("few.ndjson").click({ button: "right" });
  await workbench.choose("Import File");
  await workbench.page.locator(".quick-input-widget input").first().waitFor(patience);
  await workbench.page.keyboard.press("Enter");
  await workbench.page
    .locator(".quick-input-list .monaco-list-row", { hasText: "Import into local.few" })
    .click(patience);
  await workbench.notification("Imported 1 event").first().waitFor(patience);
  await workbench.open("few.evq");
  await workbench.codeLens("Run").first().waitFor(patience);
  await workbench.command("Event Log: Run Query");
  const page = await workbench.webview(".summary");
  await page.getByText("9007199254740993").first().waitFor(patience);
  await page.getByRole("button", { name: "How it ran" }).click(patience);
  await page.getByText("The local log is held in memory").waitFor(patience);
});
