import { afterAll, expect, test, vi } from "vitest";
import { CodeboltServer } from "../../servers/sources/codebolt.ts";
import { useWorkbench } from "../support/workbench.ts";

const server = await CodeboltServer.start();
/** Events of one minute each; the stream lacks number 3, as if the server had lost it. */
const event = (number: number) => ({
  id: `e${number}`,
  instanceId: "shop",
  stream_id: "ada",
  event_type: "order.made",
  payload: { number },
  metadata: null,
  timestamp: Date.parse("2024-01-15T10:00:00Z") + number * 60_000,
  sequence_number: number,
});
server.events = [1, 2, 4, 5].map(event);

const workbench = useWorkbench({
  settings: { "window.restoreWindows": "none" },
  files: {
    "sync.evq": [
      "//# New orders",
      "from app.shop",
      'since checkpoint "orders"',
      "",
      "//# Keep orders",
      "from app.shop",
      'since checkpoint "archive"',
      "into local.archive",
      "",
    ].join("\n"),
    ".evq/connections.json": JSON.stringify({ connections: { app: { kind: "codebolt", url: server.url } } }),
  },
});
vi.setConfig({ testTimeout: 150_000 });
const patience = { timeout: 45_000 };
const results = () => workbench.webview(".summary");
const button = (name: string) => workbench.page.getByRole("button", { name, exact: true });

afterAll(() => server.close());

test("before the first sync the view says what checkpoints are", async () => {
  await workbench.open("sync.evq");
  await workbench.page.locator('.activitybar [aria-label^="Event Logs"]').first().click();
  await workbench.page.getByRole("button", { name: /^Checkpoints/ }).click();
  await workbench.page.getByText("No query has read on from a checkpoint yet.").waitFor(patience);
  await workbench.picture("checkpoints-empty");
});

test("a run in the editor is a preview, which stays one until it is committed", async () => {
  await workbench.codeLens(/Run/).first().click();
  const page = await results();
  await page.getByText("preview since orders").waitFor(patience);
  await workbench.treeItem(/preview of 4 rows since orders/).waitFor(patience);
  await workbench.picture("checkpoints-preview");
  await page.getByRole("button", { name: "Commit Preview" }).click();
  await page.getByText("committed to orders").waitFor(patience);
  await workbench.treeItem(/checkpoint orders/).waitFor(patience);
  await workbench.codeLens(/Run/).first().click();
  await page.getByText("Nothing is new since the checkpoint orders.").waitFor(patience);
  expect(await page.getByRole("button", { name: "Commit Preview" }).count()).toBe(0);
});

test("a query with into asks first, and keeps its rows then", async () => {
  const lens = workbench.codeLens(/Run/).nth(1);
  await lens.click();
  const dialog = workbench.page.locator(".monaco-dialog-box", { hasText: "local.archive" });
  await dialog.waitFor(patience);
  await workbench.picture("checkpoints-into");
  await button("Cancel").click();
  await dialog.waitFor({ state: "detached", ...patience });
  expect(await workbench.treeItem(/checkpoint archive/).count()).toBe(0);
  await lens.click();
  await button("Run").click();
  await (await results()).getByText("4 kept in local.archive").waitFor(patience);
  // A number that two syncs miss is a gap.
  await lens.click();
  await button("Run").click();
  await (await results()).getByText("0 kept in local.archive").waitFor(patience);
  const row = workbench.treeItem(/checkpoint archive/);
  await row.waitFor(patience);
  await row.click();
  await workbench
    .treeItem(/1 gap: events may be missing/)
    .first()
    .waitFor(patience);
  await workbench.pictures("looks-checkpoints");
});

test("a checkpoint is forgotten only after the user said so", async () => {
  await workbench.treeItem(/checkpoint archive/).click({ button: "right" });
  await workbench.choose("Reset Checkpoint");
  await workbench.page.locator(".monaco-dialog-box", { hasText: "archive" }).waitFor(patience);
  await workbench.picture("checkpoints-reset");
  await button("Reset").click();
  await workbench.treeItem(/checkpoint archive/).waitFor({ state: "detached", ...patience });
});
