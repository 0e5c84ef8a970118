import { EventEmitter } from "node:events";
import { expect, test, vi } from "vitest";
import type { WebviewPanel, Uri } from "vscode";
import { StatsPanels } from "../../../client/src/panels/stats.ts";

vi.mock("vscode", () => ({
  Uri: { joinPath: (...parts: readonly unknown[]) => parts.join("/") },
  ViewColumn: { Active: -1 },
  window: { registerWebviewPanelSerializer: () => ({ dispose: () => {} }) },
}));

/** A panel as VS Code hands it back with its window, and what is posted to its page. */
function panelOfBefore(title = "Welcome") {
  const page = new EventEmitter();
  const posted: unknown[] = [];
  const panel = {
    title,
    visible: true,
    disposed: false,
    dispose: () => (panel.disposed = true),
    onDidDispose: () => ({ dispose: () => {} }),
    webview: {
      options: {},
      html: "",
      cspSource: "",
      asWebviewUri: (uri: unknown) => uri,
      onDidReceiveMessage: (listener: (message: unknown) => void) => page.on("message", listener),
      postMessage: (message: unknown) => posted.push(message),
    },
  };
  return { panel: panel as typeof panel & WebviewPanel, page, posted };
}

const asked: unknown[] = [];
const wire = {
  request: async (_method: string, params: unknown) => (asked.push(params), { counted: true }),
  on: () => () => ({ dispose: () => {} }),
};
const panels = () => new StatsPanels("extension" as unknown as Uri, wire as never);

test("a page comes back with its window and counts its log anew", async () => {
  const { panel, page, posted } = panelOfBefore();
  await panels().deserializeWebviewPanel(panel, { log: "orders" });
  expect(panel.webview.html).toContain("stats");
  expect(panel.webview.options).toMatchObject({ enableScripts: true });
  page.emit("message", { type: "ready" });
  await expect.poll(() => posted).toEqual([{ type: "stats", stats: { counted: true } }]);
  expect(asked).toEqual([{ log: "orders" }]);
});

test("a page that had no time to keep anything is known by its title", async () => {
  const { panel, page, posted } = panelOfBefore("Statistics of Statistics of late");
  await panels().deserializeWebviewPanel(panel, undefined);
  page.emit("message", { type: "ready" });
  await vi.waitFor(() => expect(posted).toHaveLength(1));
  expect(asked.at(-1)).toEqual({ log: "Statistics of late" });
});

test("a page that kept no log, or whose log is open already, goes", async () => {
  for (const kept of [undefined, null, {}, { log: 1 }]) {
    const { panel } = panelOfBefore();
    await panels().deserializeWebviewPanel(panel, kept);
    expect(panel.disposed, JSON.stringify(kept)).toBe(true);
  }
  const open = panels();
  await open.deserializeWebviewPanel(panelOfBefore().panel, { log: "orders" });
  const { panel } = panelOfBefore();
  await open.deserializeWebviewPanel(panel, { log: "orders" });
  expect(panel.disposed).toBe(true);
});
