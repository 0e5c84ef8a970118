import { html, nothing, render } from "lit";
import type { ExpectationState } from "../../../server/protocol/results.ts";
import type { FromRenderer, OutputMetadata, ToRenderer } from "../../protocol/notebook.ts";
import type { FromPage, ShownRun, ToPage } from "../../protocol/panel.ts";
import { visible } from "../cellText.ts";
import { icon } from "../icons.ts";
import { readMessage } from "../messages.ts";
import { ResultsPage } from "../resultsPage.ts";
import { SavedRun } from "./savedRun.ts";

/** Tells the extension; absent where there is none. */
export type Post = ((message: FromRenderer) => void) | undefined;

/** One result below its cell: the results page over what the notebook saved, and over the run itself while the server has it. */
export class OutputView {
  readonly element = document.createElement("div");
  readonly #post: Post;
  readonly #foot = document.createElement("div");
  readonly #page: ResultsPage;
  #saved: SavedRun | undefined;
  /** As the server has it now; undefined when it has it not. */
  #live: ShownRun | undefined;
  #expectations: readonly ExpectationState[] = [];
  #wayOutTitle: string | undefined;

  constructor(post: Post) {
    this.#post = post;
    this.element.className = "evq-output";
    const root = document.createElement("div");
    root.className = "page";
    this.element.append(root, this.#foot);
    const memory = { read: () => undefined, write: () => {} };
    this.#page = new ResultsPage(root, (message) => this.#obey(message), memory, { isOutput: true, keys: root });
  }

  get runId(): string | undefined {
    return this.#saved?.run.runId;
  }

  /** False when the JSON is none of ours. */
  show(value: unknown, id: string, metadata: Partial<OutputMetadata>): boolean {
    const before = this.#saved?.run.runId;
    const saved = SavedRun.read(value, metadata.runId ?? `saved ${id}`);
    if (!saved) return false;
    this.#saved = saved;
    this.#wayOutTitle ??= metadata.wayOutTitle;
    this.#expectations = expectationsOf(value);
    const wasLive = this.#live !== undefined || before !== saved.run.runId;
    const sort = this.#live?.sort;
    this.#live =
      metadata.runId !== undefined && this.#post && wasLive ? { ...saved.run, ...(sort && { sort }) } : undefined;
    this.#refresh();
    return true;
  }

  /** About any run; whatever is not about this one is passed over. */
  receive(message: ToRenderer): void {
    if (!this.#saved) return;
    if (message.type === "copySelection") return this.#page.receive(message);
    if (message.type === "tabs") return;
    const runId = message.type === "run" ? message.run?.runId : message.runId;
    if (runId !== this.#saved.run.runId) return;
    if (message.type === "gone") this.#leave();
    else if (message.type === "run") this.#follow(message.run);
    else this.#page.receive(message);
  }

  #follow(run: ShownRun | null): void {
    if (!run || !this.#live) return;
    this.#live = run;
    this.#wayOutTitle = run.wayOutTitle ?? this.#wayOutTitle;
    this.#refresh();
  }

  /** The server has forgotten the run: what is saved is shown from its beginning. */
  #leave(): void {
    if (!this.#live) return;
    this.#live = undefined;
    this.#refresh();
    this.#page.retry();
  }

  #refresh(): void {
    const run = this.#live ?? this.#saved?.alone;
    if (!run) return;
    const title = this.#wayOutTitle;
    this.#page.receive({ type: "run", run: title === undefined ? run : { ...run, wayOutTitle: title } });
    const lines = Math.min(run.savedRows ?? run.rowCount, MOST_LINES);
    this.element.classList.toggle("bare", run.rowCount === 0 || (run.savedRows ?? run.rowCount) === 0);
    this.element.classList.toggle("changes-shown", run.shape === "changes");
    const hasTotals = run.columns.some(({ role }) => role?.kind === "aggregate");
    this.element.classList.toggle("extra", hasTotals || run.comparison !== undefined);
    this.element.style.setProperty("--lines", String(lines));
    render(html`${this.#expectations.map(unmet)}${this.#rest(run)}`, this.#foot);
  }

  #rest({ rowCount, savedRows }: ShownRun) {
    if (savedRows === undefined) return nothing;
    const [all, first] = [rowCount, savedRows].map((count) => count.toLocaleString("en-US"));
    const text =
      savedRows === 0
        ? `None of the ${all} rows is saved in this notebook.`
        : `The first ${first} of ${all} rows are saved in this notebook.`;
    return html`<p class="foot-note">${icon("info")}${text} Run the cell to see all.</p>`;
  }

  #obey(message: FromPage): void {
    const saved = this.#saved;
    if (!saved) return;
    const isInOrder = this.#live?.sort === undefined;
    const isOver = saved.run.phase !== "running";
    const answer = isInOrder && isOver ? saved.answer(message, this.#live === undefined) : undefined;
    // The page takes answers when it has said all that it has to say.
    if (answer) return queueMicrotask(() => this.#page.receive(answer));
    if (this.#live || message.type === "copyAs" || message.type === "wayOut") return this.#post?.(message);
    const alone = this.#withoutRun(message, saved);
    if (alone) queueMicrotask(() => this.#page.receive(alone));
  }

  /** What can be done without the run, and what to do instead where nothing can. */
  #withoutRun(message: FromPage, saved: SavedRun): ToPage | undefined {
    const { runId } = saved.run;
    if (message.type === "copy") {
      const columns = saved.run.columns.slice(message.columns.start, message.columns.end);
      this.#post?.({ type: "copyCells", format: message.format, columns, cells: saved.cells(message) });
      return undefined;
    }
    const what = { sort: "Saved rows stand in the order of the query.", openDiff: "The diff editor needs the result itself." }; // prettier-ignore
    if (message.type !== "sort" && message.type !== "openDiff") return undefined;
    const failure = {
      code: "usage",
      message: what[message.type],
      wayOut: { text: "Run the cell first." },
    } as const;
    return readMessage({ type: "requestFailed", runId, request: message.type, failure });
  }
}

/** Rows that are seen without scrolling. */
const MOST_LINES = 12;

function expectationsOf(value: unknown): readonly ExpectationState[] {
  const { run } = value as { readonly run: { readonly expectations?: unknown } };
  const list: readonly unknown[] = Array.isArray(run.expectations) ? run.expectations : [];
  return list.filter((one): one is ExpectationState => {
    const { text, met, message } = (one ?? {}) as Partial<Record<keyof ExpectationState, unknown>>;
    return typeof text === "string" && met === false && typeof message === "string";
  });
}

function unmet({ text, message }: ExpectationState) {
  return html`<p class="foot-note">
    ${icon("error", "bad")}<strong>Not met:</strong><code>${visible(text)}</code><span>${visible(message)}</span>
  </p>`;
}
