import { inject, test, vi } from "vitest";
import { useWorkbench } from "../support/workbench.ts";

/** A folder that nobody trusts yet: its query may be written and checked, and nothing that lies in it is used. */
const workbench = useWorkbench({ vscode: () => inject("distrustful"), settings: { "window.restoreWindows": "none" } });
vi.setConfig({ testTimeout: 150_000 });
const patience = { timeout: 45_000 };

test("in restricted mode a query is checked, and the folder's own store is not opened", async () => {
  await workbench.open("wrong.evq");
  await workbench.errors.first().waitFor(patience);
  await workbench.page.locator('.activitybar [aria-label^="Event Logs"]').first().click();
  await workbench.page.getByText("There are no event logs here yet.").waitFor(patience);
  await workbench.page.getByText("This folder is in restricted mode").waitFor(patience);
  await workbench.pictures("looks-restricted-empty");
});

test("a connection cannot be added to the folder before it is trusted", async () => {
  await workbench.command("Event Log: Add Connection");
  await workbench.notification("once this workspace is trusted").first().waitFor(patience);
});

test("once the folder is trusted its logs are there without a reload", async () => {
  await workbench.command("Workspaces: Manage Workspace Trust");
  await workbench.page.getByRole("button", { name: "Trust", exact: true }).first().click();
  await workbench
    .treeItem(/log orders/)
    .first()
    .waitFor(patience);
  await workbench.picture("restricted-trusted");
});
