import { commands, env, Uri, window, type Disposable, type WebviewView, type WebviewViewProvider } from "vscode";
import type { FromPage, ShownRun, ToPage } from "../../protocol/panel.ts";
import type { RunState } from "../../../server/protocol/results.ts";
import { readFailure, type Failures } from "../failures.ts";
import type { Runs } from "../runs/runs.ts";
import type { Wire } from "../wire.ts";
import { fetchCells } from "./fetchCells.ts";
import { readMessage } from "./messages.ts";
import { pageHtml } from "./pageHtml.ts";
import { revealQuery } from "./revealQuery.ts";
import { tabSeparated } from "./tabSeparated.ts";

const VIEW = "evq.results";

/** The view *Query Results* in the panel: hands the page the run that is shown, and the rows that it asks for. */
export class ResultsView implements WebviewViewProvider, Disposable {
  readonly #root: Uri;
  readonly #wire: Wire;
  readonly #runs: Runs;
  readonly #failures: Failures;
  readonly #subscriptions: readonly Disposable[];
  #view: WebviewView | undefined;
  #ready = false;

  constructor(extension: Uri, wire: Wire, runs: Runs, failures: Failures) {
    this.#root = Uri.joinPath(extension, "dist/webview");
    this.#wire = wire;
    this.#runs = runs;
    this.#failures = failures;
    this.#subscriptions = [
      window.registerWebviewViewProvider(VIEW, this),
      runs.onDidChange((state) => this.#post({ type: "run", run: this.#shown(state) })),
    ];
  }

  /** Brings the view to the front; the focus stays where it is unless asked for. */
  async show(focus = false): Promise<void> {
    if (this.#view) this.#view.show(!focus);
    else await commands.executeCommand(`${VIEW}.focus`, { preserveFocus: !focus });
  }

  resolveWebviewView(view: WebviewView): void {
    this.#view = view;
    this.#ready = false;
    view.webview.options = { enableScripts: true, localResourceRoots: [this.#root] };
    view.webview.onDidReceiveMessage((message: unknown) => {
      const read = readMessage(message);
      if (read) this.#receive(read).catch((thrown: unknown) => this.#failures.show(thrown));
    });
    view.onDidDispose(() => {
      this.#view = undefined;
      this.#ready = false;
    });
    view.webview.html = pageHtml(view.webview, this.#root);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #receive(message: FromPage): Promise<void> {
    const run = this.#runs.current;
    if (message.type === "ready") {
      this.#ready = true;
      this.#post({ type: "run", run: this.#shown(run) });
      return;
    }
    if (!run || run.runId !== message.runId) return; // about a run that is no longer shown
    switch (message.type) {
      case "rows":
        return this.#sendRows(message.runId, message.offset, message.count);
      case "copy": {
        const cells = await fetchCells(this.#wire, run, message.rows, message.columns);
        await env.clipboard.writeText(
          tabSeparated(
            cells,
            message.header ? run.columns.slice(message.columns.start, message.columns.end) : undefined,
          ),
        );
        if (cells.length > 1) window.setStatusBarMessage(`Copied ${cells.length.toLocaleString("en-US")} rows`, 3000);
        return;
      }
      case "cancel":
        return this.#runs.cancel();
      case "reveal":
        return this.#runs.place && revealQuery(this.#runs.place);
      case "runAgain":
        return (
          this.#runs.place &&
          void (await commands.executeCommand("evq.run", this.#runs.place.uri, this.#runs.place.position))
        );
      case "wayOut":
        return run.failure && this.#failures.takeWayOut(run.failure);
    }
  }

  async #sendRows(runId: string, offset: number, count: number): Promise<void> {
    try {
      const page = await this.#wire.request("evq/run/page", { runId, offset, count });
      this.#post({ type: "rows", runId, page });
    } catch (thrown) {
      this.#post({ type: "rowsFailed", runId, offset, failure: readFailure(thrown) });
    }
  }

  #shown(state: RunState | undefined): ShownRun | null {
    if (!state) return null;
    const { text: _, ...run } = state;
    const wayOutTitle = state.failure && this.#failures.wayOutTitle(state.failure);
    return wayOutTitle === undefined ? run : { ...run, wayOutTitle };
  }

  #post(message: ToPage): void {
    if (this.#ready) void this.#view?.webview.postMessage(message);
  }
}
