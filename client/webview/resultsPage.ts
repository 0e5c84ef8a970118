import { html, nothing, render, type TemplateResult } from "lit";
import type { WireValue } from "../../server/protocol/results.ts";
import type { FromPage, Range, ShownRun, ToPage } from "../protocol/panel.ts";
import { detail } from "./detail.ts";
import { Grid } from "./grid.ts";
import { readKept, type Kept } from "./kept.ts";
import { PageCache } from "./pageCache.ts";
import { empty, failed, noRunYet, waitingForRows } from "./states.ts";
import { banner, notesList, summary } from "./summary.ts";

export type { Kept } from "./kept.ts";

const PAGE = 100;
const MAX_PAGES = 60;
const PAUSE = 25;

/** Where the page keeps what it remembers while hidden. */
interface Memory {
  read(): unknown;
  write(kept: Kept): void;
}

/** The results page: shows one run, asks for the rows that are looked at, and tells what the user wants. */
export class ResultsPage {
  readonly #root: HTMLElement;
  readonly #post: (message: FromPage) => void;
  readonly #memory: Memory;
  readonly #cache = new PageCache<readonly WireValue[]>(PAGE, MAX_PAGES);
  readonly #grid: Grid;
  readonly #widths: Map<string, number>;
  #left: Kept;
  #run: ShownRun | null | undefined;
  #notesOpen: boolean;
  #detailOpen: boolean;
  #rowsTrouble = "";
  #wanted: Range = { start: 0, end: 0 };
  #pausing = false;

  constructor(root: HTMLElement, post: (message: FromPage) => void, memory: Memory) {
    this.#root = root;
    this.#post = post;
    this.#memory = memory;
    this.#left = readKept(memory.read());
    this.#notesOpen = this.#left.notes;
    this.#detailOpen = this.#left.detail;
    this.#widths = new Map(this.#left.widths);
    const host = {
      wanted: (rows: Range) => this.#want(rows),
      moved: () => this.#update(),
      opened: () => this.#openDetail(),
      resized: (column: string, width: number) => this.#widths.set(column, width),
    };
    this.#grid = new Grid(host, this.#cache);
    document.addEventListener("copy", (event) => this.#copied(event));
    document.addEventListener("keydown", (event) => this.#keyed(event));
    document.addEventListener("visibilitychange", () => this.#remember());
    window.addEventListener("pagehide", () => this.#remember());
    this.#grid.element.addEventListener("scrollend", () => this.#remember());
  }

  receive(message: ToPage): void {
    if (message.type === "run") this.#show(message.run);
    else if (message.runId === this.#run?.runId) {
      if (message.type === "rows") {
        this.#rowsTrouble = "";
        this.#cache.put(message.page.offset, message.page.rows);
        this.#grid.chosenWidths = this.#widths;
      } else {
        this.#rowsTrouble = [message.failure.message, message.failure.wayOut?.text].filter(Boolean).join(" ");
      }
      this.#update();
      this.#grid.schedule();
    }
  }

  #show(run: ShownRun | null): void {
    const before = this.#run;
    this.#run = run;
    const isOther = run?.runId !== before?.runId;
    if (run && (isOther || namesOf(run) !== namesOf(before))) {
      this.#cache.clear();
      if (isOther) this.#rowsTrouble = "";
      const { runId, top, row, column } = this.#left;
      const left = isOther && runId === run.runId ? { top, active: { row, column } } : undefined;
      this.#grid.reset(
        run.columns,
        run.title,
        isOther ? left : { top: this.#grid.top, active: this.#grid.selection.active },
      );
      this.#grid.chosenWidths = this.#widths;
    }
    this.#grid.rows = run?.rowCount ?? 0;
    this.#update();
    if (isOther) this.#remember();
  }

  #update(): void {
    render(this.#view(), this.#root);
  }

  #view(): TemplateResult {
    const run = this.#run;
    if (run === undefined) return html``; // the extension has not answered yet
    if (run === null) return noRunYet();
    const tell = (type: "cancel" | "reveal" | "runAgain" | "wayOut") => () => this.#post({ type, runId: run.runId });
    const toggleNotes = () => {
      this.#notesOpen = !this.#notesOpen;
      this.#remember();
      this.#update();
    };
    return html`${summary(run, { cancel: tell("cancel"), reveal: tell("reveal"), notesOpen: this.#notesOpen, toggleNotes })}
    ${this.#notesOpen && run.notes.length > 0 ? notesList(run.notes) : nothing}
    ${run.rowCount > 0 ? banner(run, this.#rowsTrouble, { wayOut: tell("wayOut"), retry: () => this.#retry() }) : nothing}
    ${this.#content(run, tell)}`;
  }

  #content(run: ShownRun, tell: (type: "cancel" | "reveal" | "runAgain" | "wayOut") => () => void): TemplateResult {
    if (run.rowCount > 0 && run.columns.length > 0) {
      return html`<div class="split">${this.#grid.element}${this.#detailOpen ? this.#detail(run) : nothing}</div>`;
    }
    switch (run.phase) {
      case "running":
        return waitingForRows(run);
      case "failed":
        return failed(run, tell("wayOut"), tell("reveal"));
      case "cancelled":
      case "done":
        return empty(run, tell("reveal"), tell("runAgain"));
    }
  }

  #detail(run: ShownRun): TemplateResult {
    const { row, column } = this.#grid.selection.active;
    const shown = Math.max(0, row);
    const name = run.columns[column]?.name ?? "";
    const values = this.#cache.row(shown);
    return detail({
      name,
      row: shown,
      value: values?.[column],
      here: values !== undefined,
      close: () => this.#closeDetail(),
    });
  }

  #openDetail(): void {
    this.#detailOpen = true;
    this.#remember();
    this.#update();
    this.#grid.focus();
  }

  #closeDetail(): void {
    this.#detailOpen = false;
    this.#remember();
    this.#update();
    this.#grid.focus();
  }

  #retry(): void {
    this.#rowsTrouble = "";
    this.#cache.retry();
    this.#update();
    this.#grid.schedule();
  }

  /** Asks at once for what is seen, and while the list flies by, for what is seen every now and then. */
  #want(rows: Range): void {
    this.#wanted = rows;
    if (this.#pausing) return;
    this.#ask();
  }

  #ask(): void {
    const run = this.#run;
    if (run) {
      for (const offset of this.#cache.take(this.#wanted.start, this.#wanted.end, run.rowCount)) {
        this.#post({ type: "rows", runId: run.runId, offset, count: PAGE });
      }
    }
    const asked = this.#wanted;
    this.#pausing = true;
    setTimeout(() => {
      this.#pausing = false;
      if (this.#wanted !== asked) this.#want(this.#wanted);
    }, PAUSE);
  }

  /** Text that is selected in the detail area is copied as ever; else the selected cells are. */
  #copied(event: ClipboardEvent): void {
    if (!this.#run || !document.getSelection()?.isCollapsed || !this.#grid.element.contains(document.activeElement))
      return;
    event.preventDefault();
    const { rows, columns } = this.#grid.selected;
    if (rows.start < 0) return;
    this.#post({ type: "copy", runId: this.#run.runId, rows, columns, header: rows.end - rows.start > 1 });
  }

  #keyed(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.#run) return;
    if (this.#run.phase === "running") this.#post({ type: "cancel", runId: this.#run.runId });
    else if (this.#detailOpen) this.#closeDetail();
  }

  #remember(): void {
    if (!this.#run) return;
    const { row, column } = this.#grid.selection.active;
    this.#left = {
      runId: this.#run.runId,
      top: this.#grid.top,
      row: Math.max(0, row),
      column,
      notes: this.#notesOpen,
      detail: this.#detailOpen,
      widths: [...this.#widths].slice(-200),
    };
    this.#memory.write(this.#left);
  }
}

function namesOf(run: ShownRun | null | undefined): string {
  return JSON.stringify(run?.columns.map(({ name }) => name));
}
