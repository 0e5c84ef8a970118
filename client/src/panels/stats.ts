import { Uri, ViewColumn, window, type Disposable, type WebviewPanel, type WebviewPanelSerializer } from "vscode";
import type { FromStats, ToStats } from "../../protocol/stats.ts";
import { readFailure } from "../failures.ts";
import type { Wire } from "../wire.ts";
import { pageHtml } from "./pageHtml.ts";

/** What titles of the pages begin with; the log's name follows. */
const TITLE = "Statistics of ";

/** The manifest wakes the extension for it, too. */
const VIEW = "evq.stats";

/** Statistics of logs, each in an editor of its own that is brought to the front when it is there already. */
export class StatsPanels implements WebviewPanelSerializer, Disposable {
  readonly #root: Uri;
  readonly #wire: Pick<Wire, "request" | "on">;
  readonly #open = new Map<string, WebviewPanel>();
  readonly #restoring = window.registerWebviewPanelSerializer(VIEW, this);

  constructor(extension: Uri, wire: Pick<Wire, "request" | "on">) {
    this.#root = Uri.joinPath(extension, "dist", "webview");
    this.#wire = wire;
  }

  show(log: string): void {
    const open = this.#open.get(log);
    if (open) return open.reveal();
    this.#fill(log, window.createWebviewPanel(VIEW, `${TITLE}${log}`, ViewColumn.Active));
  }

  /** A page of the window that was closed, with what it kept; where the browser left it no time to, its title tells the log. */
  deserializeWebviewPanel(panel: WebviewPanel, kept: unknown): Promise<void> {
    const named = panel.title.startsWith(TITLE) ? panel.title.slice(TITLE.length) : undefined;
    const log = logOf(kept) ?? named;
    if (log === undefined || this.#open.has(log)) panel.dispose();
    else this.#fill(log, panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.#restoring.dispose();
    for (const panel of this.#open.values()) panel.dispose();
  }

  #fill(log: string, panel: WebviewPanel): void {
    this.#open.set(log, panel);
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [this.#root] };
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

function logOf(kept: unknown): string | undefined {
  if (typeof kept !== "object" || kept === null || !("log" in kept)) return undefined;
  return typeof kept.log === "string" ? kept.log : undefined;
}
