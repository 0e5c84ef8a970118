import { commands, env, window, type Disposable, type Uri, type Webview } from "vscode";
import type { CopyFormat, FromPage, ShownRun, ToPage } from "../../protocol/panel.ts";
import { readFailure, type Failures } from "../failures.ts";
import type { Runs } from "../runs/runs.ts";
import type { Tab } from "../runs/tabs.ts";
import type { Wire } from "../wire.ts";
import type { ReadOnlyDocuments } from "../documents/readOnly.ts";
import { chooseFormat, formatNames } from "./chooseFormat.ts";
import { chooseOrder } from "./chooseOrder.ts";
import { copyText } from "./copyText.ts";
import { failedAnswer } from "./failedAnswer.ts";
import { fetchCells } from "./fetchCells.ts";
import { readMessage } from "./messages.ts";
import { keptAs } from "./keptResult.ts";
import { openDiff } from "./openDiff.ts";
import { pageHtml } from "./pageHtml.ts";
import { revealQuery } from "./revealQuery.ts";
import { shownTab } from "./shownTab.ts";

/** What every surface works with. */
export interface SurfaceParts {
  /** Folder of the page's scripts and styles. */
  readonly root: Uri;
  readonly wire: Wire;
  readonly runs: Runs;
  readonly failures: Failures;
  readonly documents: ReadOnlyDocuments;
  openBeside(tab: Tab): void;
}

/** One results page in its webview: hands it the result that it shows, and does what the user asks for there. */
export class Surface implements Disposable {
  readonly #webview: Webview;
  readonly #parts: SurfaceParts;
  readonly #tab: () => Tab | undefined;
  readonly #hasTabs: boolean;
  readonly #subscriptions: readonly Disposable[];
  /** Before the page has said so it listens to nothing. */
  #ready = false;

  /** @param shown which result it shows now; with `hasTabs` the user can choose another there */
  constructor(webview: Webview, parts: SurfaceParts, shown: () => Tab | undefined, hasTabs: boolean) {
    this.#webview = webview;
    this.#parts = parts;
    this.#tab = shown;
    this.#hasTabs = hasTabs;
    webview.options = { enableScripts: true, localResourceRoots: [parts.root] };
    this.#subscriptions = [
      webview.onDidReceiveMessage((message: unknown) => {
        const read = readMessage(message);
        if (read) this.#receive(read).catch((thrown: unknown) => parts.failures.show(thrown));
      }),
      parts.runs.onDidChange(() => this.#refresh()),
    ];
    webview.html = pageHtml(webview, parts.root);
  }

  get shown(): Tab | undefined {
    return this.#tab();
  }

  /** Copies what is selected there; the page knows what that is. */
  copySelection(format: CopyFormat): void {
    this.#post({ type: "copySelection", format });
  }

  dispose(): void {
    this.#ready = false;
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #refresh(): void {
    const tab = this.shown;
    if (this.#hasTabs) {
      this.#post({ type: "tabs", tabs: this.#parts.runs.tabs.map(shownTab), active: tab?.id ?? null });
    }
    this.#post({ type: "run", run: tab ? this.#shownRun(tab) : null });
  }

  async #receive(message: FromPage): Promise<void> {
    const { runs } = this.#parts;
    switch (message.type) {
      case "ready":
        this.#ready = true;
        return this.#refresh();
      case "selectTab":
        return runs.activate(message.tab);
      case "closeTab":
        return runs.closeTab(message.tab);
      case "closeOtherTabs":
        return runs.closeOtherTabs(message.tab);
      case "pinTab":
        return runs.pinTab(message.tab, message.pinned);
      default:
    }
    const tab = this.shown;
    if (!tab || tab.state.runId !== message.runId) return; // about a run that is no longer shown
    try {
      await this.#obey(tab, message);
    } catch (thrown) {
      const failed = failedAnswer(message, readFailure(thrown));
      if (!failed) throw thrown;
      this.#post(failed);
    }
  }

  async #obey(tab: Tab, message: AboutRun): Promise<void> {
    const { runs, failures } = this.#parts;
    const { place, state } = tab;
    switch (message.type) {
      case "rows":
      case "changes":
      case "comparison":
        return this.#sendPage(message);
      case "reduced":
        return this.#post({
          type: "reduced",
          runId: message.runId,
          table: await this.#parts.wire.request("evq/run/reduced", { runId: message.runId }),
        });
      case "chartRows":
        return this.#sendChartRows(tab);
      case "openDiff":
        return openDiff(this.#parts, message.runId, message.at);
      case "sort":
        return runs.sort(message.runId, message.sort);
      case "sortAs": {
        const order = await chooseOrder(state);
        return order === undefined ? undefined : runs.sort(message.runId, order);
      }
      case "copy":
        return this.#copy(tab, message);
      case "copyAs": {
        const format = await chooseFormat();
        return format && this.copySelection(format);
      }
      case "openBeside":
        return this.#parts.openBeside(tab);
      case "cancel":
        return runs.cancel(message.runId);
      case "commit":
        return void (await commands.executeCommand("evq.checkpoint.commit", { preview: { runId: message.runId } }));
      case "reveal":
        return revealQuery(place);
      case "runAgain":
        return void (await commands.executeCommand("evq.run", place.uri, place.position));
      case "refresh":
        return void (await commands.executeCommand("evq.refreshResults", place.uri, place.position));
      case "wayOut":
        return state.failure && failures.takeWayOut(state.failure);
    }
  }

  async #sendPage(message: Extract<FromPage, { type: "rows" | "changes" | "comparison" }>): Promise<void> {
    const { wire } = this.#parts;
    const { runId, offset, count } = message;
    switch (message.type) {
      case "rows":
        return this.#post({ type: "rows", runId, page: await wire.request("evq/run/page", { runId, offset, count }) });
      case "changes": {
        const page = await wire.request("evq/run/changes", { runId, offset, count });
        return this.#post({ type: "changes", runId, page });
      }
      case "comparison": {
        const { kinds } = message;
        const page = await wire.request("evq/run/comparison", { runId, kinds, offset, count });
        return this.#post({ type: "comparison", runId, page });
      }
    }
  }

  async #sendChartRows({ state }: Tab): Promise<void> {
    const rows = await fetchCells(
      this.#parts.wire,
      state,
      { start: 0, end: MAX_CHART_ROWS },
      { start: 0, end: state.columns.length },
    );
    this.#post({ type: "chartRows", runId: state.runId, rows });
  }

  async #copy({ state }: Tab, { rows, columns, format }: Extract<FromPage, { type: "copy" }>): Promise<void> {
    const cells = await fetchCells(this.#parts.wire, state, rows, columns);
    await env.clipboard.writeText(copyText(format, state.columns.slice(columns.start, columns.end), cells));
    const what = cells.length === 1 ? "Copied" : `Copied ${cells.length.toLocaleString("en-US")} rows`;
    window.setStatusBarMessage(format === "tsv" ? what : `${what} as ${formatNames[format]}`, 3000);
  }

  #shownRun(tab: Tab): ShownRun {
    const { state, gone, at } = tab;
    const { text, ...run } = state;
    const wayOutTitle = state.failure && this.#parts.failures.wayOutTitle(state.failure);
    return {
      ...run,
      ...(wayOutTitle !== undefined && { wayOutTitle }),
      keptAs: keptAs(tab),
      ...(gone && { ranAt: at, ranText: text }),
    };
  }

  #post(message: ToPage): void {
    if (this.#ready) void this.#webview.postMessage(message);
  }
}

/** More rows than a chart can draw apart; the page says when there are more. */
const MAX_CHART_ROWS = 10_000;

/** A message of the page about the run that it shows. */
type AboutRun = Extract<FromPage, { readonly runId: string }>;
