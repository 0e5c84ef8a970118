import { Uri, ViewColumn, window, type Disposable, type WebviewPanel } from "vscode";
import type { FromStats, ToStats } from "../../protocol/stats.ts";
import { readFailure } from "../failures.ts";
import type { Wire } from "../wire.ts";
import { pageHtml } from "./pageHtml.ts";

/** Statistics of logs, each in an editor of its own that is brought to the front when it is there already. */
export class StatsPanels implements Disposable {
  readonly #root: Uri;
  readonly #wire: Pick<Wire, "request" | "on">;
  readonly #open = new Map<string, WebviewPanel>();

  constructor(extension: Uri, wire: Pick<Wire, "request" | "on">) {
    this.#root = Uri.joinPath(extension, "dist", "webview");
    this.#wire = wire;
  }

  show(log: string): void {
    const open = this.#open.get(log);
    if (open) return open.reveal();
    const panel = window.createWebviewPanel("evq.stats", `Statistics of ${log}`, ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [this.#root],
    });
    this.#open.set(log, panel);
    const { webview } = panel;
    const count = () => void this.#count(log, panel);
    const subscriptions = [
      webview.onDidReceiveMessage((message: unknown) => isMessage(message) && count()),
      this.#wire.on("evq/store/changed")(() => panel.visible && count()),
    ];
    panel.onDidDispose(() => {
      this.#open.delete(log);
      for (const subscription of subscriptions) subscription.dispose();
    });
    webview.html = pageHtml(webview, this.#root, "stats");
  }

  dispose(): void {
    for (const panel of this.#open.values()) panel.dispose();
  }

  async #count(log: string, panel: WebviewPanel): Promise<void> {
    const post = (message: ToStats) => {
      if (this.#open.get(log) === panel) void panel.webview.postMessage(message);
    };
    try {
      post({ type: "stats", stats: await this.#wire.request("evq/log/stats", { log }) });
    } catch (thrown) {
      post({ type: "failed", failure: readFailure(thrown) });
    }
  }
}

/** Both messages of the page want the same: the counts as they are now. */
function isMessage(value: unknown): value is FromStats {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  return value.type === "ready" || value.type === "refresh";
}
