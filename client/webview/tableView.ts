import { html, nothing, type TemplateResult } from "lit";
import type { ReducedTable, ResultPage, Sort } from "../../server/protocol/results.ts";
import type { CopyFormat, FromPage, Range, ShownRun } from "../protocol/panel.ts";
import { detail, type DetailMode } from "./detail.ts";
import { Grid } from "./grid.ts";
import type { Place } from "./kept.ts";
import { FlatLines, GroupedLines, type Lines } from "./lines.ts";
import { RowLoader } from "./rowLoader.ts";

/** What the table asks of the page around it. */
export interface TableHost {
  post(message: FromPage): void;
  /** Something that the page shows or remembers has changed. */
  changed(): void;
}

/** The rows of one result as a grid, with groups and totals where it is reduced, and the detail area beside. */
export class TableView {
  readonly #host: TableHost;
  readonly #loader: RowLoader;
  readonly #grid: Grid;
  readonly #widths: Map<string, number>;
  #run: ShownRun | undefined;
  #reduced: ReducedTable | undefined;
  /** What the user wants; groups are there only when the rows allow it. */
  #grouped = true;
  #closed: ReadonlySet<number> = new Set();
  #lines: Lines = new FlatLines(0);
  detail: DetailMode | null;

  constructor(
    host: TableHost,
    kept: { readonly detail: DetailMode | null; readonly widths: Iterable<readonly [string, number]> },
  ) {
    this.#host = host;
    this.detail = kept.detail;
    this.#widths = new Map(kept.widths);
    this.#loader = new RowLoader((offset, count) => this.#post({ type: "rows", offset, count }));
    const gridHost = {
      wanted: (rows: Range) => this.#loader.want(rows),
      moved: () => host.changed(),
      opened: () => this.#openDetail(this.detail ?? "cell"),
      toggled: (group: number) => this.#toggle(group),
      sorted: (sort: Sort | null) => this.#post({ type: "sort", sort }),
      resized: (column: string, width: number) => this.#widths.set(column, width),
    };
    this.#grid = new Grid(gridHost, (row) => this.#loader.row(row));
    this.#grid.element.addEventListener("scrollend", () => host.changed());
  }

  get widths(): readonly (readonly [string, number])[] {
    return [...this.#widths].slice(-200);
  }

  get place(): Place {
    const { row, column } = this.#grid.selection.active;
    return { top: this.#grid.top, row: Math.max(0, row), column };
  }

  get hasFocus(): boolean {
    return this.#grid.element.contains(document.activeElement);
  }

  /** Whether rows can be grouped, are, or why not. */
  get grouping(): "on" | "off" | "scattered" | "too-many" | "none" {
    const kind = this.#reduced?.grouping.kind ?? "single";
    if (kind === "single") return "none";
    return kind === "grouped" ? (this.#grouped ? "on" : "off") : kind;
  }

  show(run: ShownRun, left: Place | undefined): void {
    const before = this.#run;
    const isOther = run.runId !== before?.runId;
    const menu = { webviewSection: "cells", runId: run.runId, preventDefaultContextMenuItems: true };
    this.#grid.element.dataset["vscodeContext"] = JSON.stringify(menu);
    this.#run = run;
    if (isOther || namesOf(run) !== namesOf(before)) {
      this.#loader.clear();
      this.#reduced = undefined;
      this.#closed = new Set();
      const here = { top: this.#grid.top, active: this.#grid.selection.active };
      const there = left && { top: left.top, active: { row: left.row, column: left.column } };
      this.#grid.reset(run.columns, run.title, isOther ? there : here);
    }
    const isReordered = !isOther && !isSame(run.sort, before?.sort);
    if (isReordered) {
      this.#reduced = undefined;
      this.#closed = new Set();
      this.#grid.toTop();
    }
    this.#loader.result = { total: run.savedRows ?? run.rowCount, sort: run.sort };
    this.#arrange();
    this.#grid.chosenWidths = this.#widths;
    const isComplete = run.phase !== "running" && run.columns.some(({ role }) => role);
    if (isComplete && (isOther || isReordered || before?.phase === "running")) this.#post({ type: "reduced" });
  }

  takeRows(page: ResultPage): void {
    if (!this.#loader.put(page)) return;
    this.#grid.chosenWidths = this.#widths;
    this.#grid.schedule();
  }

  takeReduced(table: ReducedTable): void {
    if (!isSame(table.sort, this.#run?.sort)) return;
    this.#reduced = table;
    this.#arrange();
  }

  retry(): void {
    this.#loader.retry();
    this.#grid.schedule();
  }

  /** Shows the groups or leaves them away; rows that do not stand together are put in order first. */
  group(): void {
    const grouping = this.#reduced?.grouping.kind;
    const key = this.#run?.columns.find(({ role }) => role?.kind === "key");
    if (grouping === "scattered" && key) {
      this.#grouped = true;
      this.#post({ type: "sort", sort: [{ column: key.name, direction: "asc" }] });
    } else this.#grouped = !this.#grouped;
    this.#arrange();
    this.#host.changed();
  }

  copy(format: CopyFormat): void {
    const { rows, columns } = this.#grid.selected;
    if (rows.end > rows.start) this.#post({ type: "copy", rows, columns, format });
  }

  /** False when there was nothing to close. */
  closeDetail(): boolean {
    if (this.detail === null) return false;
    this.detail = null;
    this.#host.changed();
    this.#grid.focus();
    return true;
  }

  view(): TemplateResult {
    return html`<div class="split">${this.#grid.element}${this.detail ? this.#detailView(this.detail) : nothing}</div>`;
  }

  #detailView(mode: DetailMode): TemplateResult {
    const line = this.#grid.activeLine;
    const row = line.kind === "row" ? line.row : line.group.start;
    this.#loader.need(row);
    return detail({
      mode,
      columns: this.#run?.columns ?? [],
      column: this.#grid.selection.active.column,
      row,
      values: this.#loader.row(row),
      choose: (to) => this.#openDetail(to),
      close: () => this.closeDetail(),
    });
  }

  #openDetail(mode: DetailMode): void {
    this.detail = mode;
    this.#host.changed();
    this.#grid.focus();
  }

  #toggle(group: number): void {
    const closed = new Set(this.#closed);
    if (!closed.delete(group)) closed.add(group);
    this.#closed = closed;
    this.#arrange();
  }

  /** Puts rows and headings on the grid's lines. */
  #arrange(): void {
    const { rowCount: all = 0, savedRows: rowCount = all, sort, sorting } = this.#run ?? {};
    const grouping = this.#reduced?.grouping;
    this.#lines =
      grouping?.kind === "grouped" && this.#grouped
        ? new GroupedLines(grouping.groups, this.#closed)
        : new FlatLines(rowCount);
    const totals = this.#reduced?.totals.some((total) => total !== null) ? this.#reduced.totals : undefined;
    this.#grid.show(this.#lines, { ...(sort && { sort }), ...(sorting && { sorting }) }, totals);
  }

  #post(message: AboutRun): void {
    if (this.#run) this.#host.post({ ...message, runId: this.#run.runId });
  }
}

/** A message about the run that is shown. */
type AboutRun = FromPage extends infer M ? (M extends { readonly runId: string } ? Omit<M, "runId"> : never) : never;

function namesOf(run: ShownRun | undefined): string {
  return JSON.stringify(run?.columns.map(({ name }) => name));
}

function isSame(a: Sort | undefined, b: Sort | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
