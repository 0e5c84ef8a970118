import { html, nothing, render, type TemplateResult } from "lit";
import type { Failure } from "../../server/protocol/failure.ts";
import type { FromPage, ShownRun, ShownTab, ToPage } from "../protocol/panel.ts";
import { ChangesView } from "./changes/changesView.ts";
import { ChartView } from "./chartView.ts";
import { ComparisonView } from "./comparison/comparisonView.ts";
import { FailedRequests } from "./failedRequests.ts";
import { readKept, type Kept, type Place } from "./kept.ts";
import { empty, failed, gone, noRunYet, waitingForRows } from "./states.ts";
import { notesList, summary } from "./summary.ts";
import { TableView } from "./tableView.ts";
import { tabStrip } from "./tabStrip.ts";
import { toolbar } from "./toolbar.ts";
import { troubles } from "./troubles.ts";
import type { ViewName } from "./viewName.ts";

export type { Kept } from "./kept.ts";

/** Where the page keeps what it remembers while hidden. */
interface Memory {
  read(): unknown;
  write(kept: Kept): void;
}

/** Where the page stands: on its own, or as one of the outputs of a notebook, below its query. */
interface Setting {
  readonly isOutput: boolean;
  /** What hears the keys that are meant for the page. */
  readonly keys: EventTarget;
}

/** The results page: tabs, what is known of the run that is shown, and its rows in one of several views. */
export class ResultsPage {
  readonly #root: HTMLElement;
  readonly #post: (message: FromPage) => void;
  readonly #memory: Memory;
  readonly #isOutput: boolean;
  readonly #table: TableView;
  readonly #chart: ChartView;
  readonly #changes: ChangesView;
  readonly #comparison: ComparisonView;
  /** Where results were left, by run. */
  readonly #places: Map<string, Place>;
  #tabs: readonly ShownTab[] = [];
  #active: string | null = null;
  #run: ShownRun | null | undefined;
  #wanted: Kept["view"];
  #plain: boolean;
  #notesOpen: boolean;
  /** Why pages of rows, changes or differences are not here, by where they begin. */
  readonly #missing = new Map<number, Failure>();
  readonly #requests = new FailedRequests();

  constructor(
    root: HTMLElement,
    post: (message: FromPage) => void,
    memory: Memory,
    { isOutput, keys }: Setting = { isOutput: false, keys: document },
  ) {
    this.#root = root;
    this.#post = (message) => {
      this.#requests.asked(message);
      post(message);
    };
    this.#memory = memory;
    this.#isOutput = isOutput;
    const kept = readKept(memory.read());
    this.#places = new Map(kept.places);
    this.#notesOpen = kept.notes;
    this.#wanted = kept.view;
    this.#plain = kept.plain;
    const host = { post: this.#post, changed: () => this.#update() };
    this.#table = new TableView({ post: this.#post, changed: () => this.#changed() }, kept);
    this.#chart = new ChartView(host);
    this.#changes = new ChangesView(host);
    this.#comparison = new ComparisonView(host);
    keys.addEventListener("copy", (event) => event instanceof ClipboardEvent && this.#copied(event));
    keys.addEventListener("keydown", (event) => event instanceof KeyboardEvent && this.#keyed(event));
    document.addEventListener("visibilitychange", () => this.#remember());
    window.addEventListener("pagehide", () => this.#remember());
  }

  receive(message: ToPage): void {
    switch (message.type) {
      case "tabs":
        this.#tabs = message.tabs;
        this.#active = message.active;
        return this.#showTabs();
      case "run":
        return this.#show(message.run);
      case "copySelection":
        return this.#table.copy(message.format);
      default:
    }
    if (message.runId !== this.#run?.runId) return;
    switch (message.type) {
      case "rows":
        this.#missing.delete(message.page.offset);
        this.#table.takeRows(message.page);
        break;
      case "reduced":
        this.#table.takeReduced(message.table);
        break;
      case "changes":
        this.#missing.delete(message.page.offset);
        this.#changes.take(message.page);
        break;
      case "comparison":
        this.#missing.delete(message.page.offset);
        this.#comparison.take(message.page);
        break;
      case "chartRows":
        this.#chart.takeRows(message.rows);
        break;
      case "rowsFailed":
        this.#missing.set(message.offset, message.failure);
        break;
      case "chartFailed":
        this.#chart.fail(message.failure);
        break;
      case "requestFailed":
        this.#requests.failed(message.request, message.failure);
    }
    this.#update();
  }

  #show(run: ShownRun | null): void {
    const isOther = run?.runId !== this.#run?.runId;
    if (isOther) {
      this.#remember();
      this.#missing.clear();
      this.#requests.forget();
    }
    this.#run = run;
    if (run && run.ranAt === undefined) this.#table.show(run, isOther ? this.#places.get(run.runId) : undefined);
    this.#update();
    if (isOther) this.#remember();
  }

  /** Selecting a tab with a key leaves the focus on the tabs. */
  #showTabs(): void {
    const hadFocus = document.activeElement?.closest(".tabs") !== null && document.activeElement !== null;
    this.#update();
    const tab = this.#root.querySelector<HTMLElement>('.tabs [tabindex="0"]');
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (hadFocus) tab?.focus();
  }

  #update(): void {
    const run = this.#run;
    if (run && this.#viewOf(run) === "chart") this.#chart.show(run);
    else this.#chart.leave();
    render(this.#page(), this.#root);
    if (run?.shape === "changes") this.#changes.show(run);
    else if (run?.comparison) this.#comparison.show(run);
  }

  #changed(): void {
    this.#update();
    this.#remember();
  }

  #viewOf(run: ShownRun): ViewName {
    if (run.shape === "changes" || run.comparison) return this.#plain ? "table" : "shape";
    return this.#wanted === "chart" && ChartView.refusal(run) === undefined ? "chart" : "table";
  }

  #page(): TemplateResult {
    const hasTabs = this.#tabs.length > 1;
    return html`${hasTabs ? tabStrip(this.#tabs, this.#active, this.#post) : nothing}
      <div
        class="result"
        id=${this.#isOutput ? nothing : "result"}
        role=${hasTabs ? "tabpanel" : nothing}
        aria-labelledby=${hasTabs && this.#active !== null ? this.#active : nothing}
      >
        ${this.#result(hasTabs)}
      </div>`;
  }

  #result(hasTabs: boolean): TemplateResult {
    const run = this.#run;
    if (run === undefined) return html``; // the extension has not answered yet
    if (run === null) return noRunYet();
    const tell = (type: "cancel" | "commit" | "reveal" | "runAgain" | "refresh" | "wayOut") => () =>
      this.#post({ type, runId: run.runId });
    const toggleNotes = () => {
      this.#notesOpen = !this.#notesOpen;
      this.#changed();
    };
    const tools = run.rowCount > 0 && run.ranAt === undefined ? this.#toolbar(run) : nothing;
    const reveal = this.#isOutput ? undefined : tell("reveal");
    const actions = {
      cancel: tell("cancel"),
      commit: tell("commit"),
      refresh: tell("refresh"),
      reveal,
      notesOpen: this.#notesOpen,
      toggleNotes,
    };
    return html`${summary(run, actions, tools, hasTabs)}
    ${this.#notesOpen && run.notes.length > 0 ? notesList(run) : nothing}
    ${run.rowCount > 0 ? this.#troubles(run, tell) : nothing} ${this.#content(run, tell)}`;
  }

  #troubles(run: ShownRun, tell: Tell): readonly TemplateResult[] {
    return troubles(run, {
      missing: [...this.#missing.values()][0],
      requests: this.#requests,
      canRunAgain: !this.#isOutput,
      runAgain: tell("runAgain"),
      takeWayOut: tell("wayOut"),
      retry: () => this.retry(),
      post: this.#post,
      changed: () => this.#update(),
    });
  }

  #toolbar(run: ShownRun): TemplateResult {
    return toolbar({
      view: this.#viewOf(run),
      shape: run.shape === "comparison" && !run.comparison ? undefined : run.shape,
      showsUnchanged: this.#changes.showsUnchanged,
      toggleUnchanged: () => this.#changes.toggleUnchanged(),
      chartRefusal: ChartView.refusal(run),
      isReduced: run.columns.some(({ role }) => role),
      grouping: this.#table.grouping,
      choose: (view) => {
        if (run.shape) this.#plain = view === "table";
        else if (view !== "shape") this.#wanted = view;
        this.#changed();
      },
      group: () => this.#table.group(),
      sortAs: () => this.#post({ type: "sortAs", runId: run.runId }),
      copyAs: () => this.#post({ type: "copyAs", runId: run.runId }),
      openBeside: this.#isOutput ? undefined : () => this.#post({ type: "openBeside", runId: run.runId }),
    });
  }

  #content(run: ShownRun, tell: Tell): TemplateResult {
    if (run.ranAt !== undefined) return gone(run, tell("reveal"), tell("runAgain"));
    if (run.comparison && this.#viewOf(run) === "shape") return this.#comparison.view(run.comparison);
    if (run.rowCount > 0 && run.columns.length > 0) {
      if (this.#viewOf(run) === "shape") return html`${this.#changes.element}`;
      return this.#viewOf(run) === "chart" ? this.#chart.view() : this.#table.view();
    }
    switch (run.phase) {
      case "running":
        return waitingForRows(run);
      case "failed":
        return failed(run, tell("wayOut"), this.#isOutput ? undefined : tell("reveal"));
      case "cancelled":
      case "done":
        return this.#isOutput ? empty(run) : empty(run, tell("reveal"), tell("runAgain"));
    }
  }

  /** Asks again for what could not be had. */
  retry(): void {
    this.#missing.clear();
    this.#table.retry();
    this.#changes.retry();
    this.#comparison.retry();
    this.#update();
  }

  /** Text that is selected in the detail area is copied as ever; else the selected cells are. */
  #copied(event: ClipboardEvent): void {
    if (!document.getSelection()?.isCollapsed || !this.#table.hasFocus) return;
    event.preventDefault();
    this.#table.copy("tsv");
  }

  #keyed(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.#run) return;
    if (this.#run.phase === "running") this.#post({ type: "cancel", runId: this.#run.runId });
    else if (this.#table.closeDetail()) event.stopPropagation();
  }

  #remember(): void {
    if (!this.#run) return;
    this.#places.delete(this.#run.runId);
    this.#places.set(this.#run.runId, this.#table.place);
    this.#memory.write({
      places: [...this.#places].slice(-MAX_PLACES),
      view: this.#wanted,
      plain: this.#plain,
      notes: this.#notesOpen,
      detail: this.#table.detail,
      widths: this.#table.widths,
      ...(this.#run.keptAs !== undefined && { result: this.#run.keptAs }),
    });
  }
}

/** More results are not open at once. */
const MAX_PLACES = 20;

/** Makes what tells the extension something about the run that is shown. */
type Tell = (type: "cancel" | "reveal" | "runAgain" | "refresh" | "wayOut") => () => void;
