import { html, nothing, render, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Column, WireValue } from "../../server/protocol/results.ts";
import type { Range } from "../protocol/panel.ts";
import { ColumnSizes } from "./columnSizes.ts";
import { followPointer } from "./followPointer.ts";
import { cellAt, type GridHost } from "./gridHost.ts";
import { gridHeader, gridLine, totalsRow, type HeaderOrder } from "./gridParts.ts";
import { keyOf, type GridKey } from "./gridKeys.ts";
import { FlatLines, type Line, type Lines } from "./lines.ts";
import { at, columnsOf, rowsOf, wholeRows, type Cell, type Extent, type Selection } from "./selection.ts";
import { VirtualScroll } from "./virtualScroll.ts";
import "./grid.css";

export const ROW_HEIGHT = 22;
const HEADER_HEIGHT = 24;
const OVERSCAN = 12;
const SAMPLE = 60;

/** A table of any length of which only the rows that are seen exist. Follows the ARIA pattern *grid* with one tab stop. */
export class Grid {
  readonly element = document.createElement("div");
  readonly #host: GridHost;
  readonly #rowAt: (row: number) => readonly WireValue[] | undefined;
  readonly #scroll = new VirtualScroll(ROW_HEIGHT);
  /** Virtual pixels above the first row that is seen. */
  #top = 0;
  #columns: readonly Column[] = [];
  readonly #sizes = new ColumnSizes();
  #lines: Lines = new FlatLines(0);
  #order: HeaderOrder = {};
  #totals: readonly WireValue[] | undefined;
  #selection: Selection = at(0, 0);
  #scheduled = false;
  /** Elements that there are for rows: those of rows that are scrolled out are used again. */
  #slots = 1;
  #focusWanted = false;

  /** @param rowAt the row's values, undefined while they are not here */
  constructor(host: GridHost, rowAt: (row: number) => readonly WireValue[] | undefined) {
    this.#host = host;
    this.#rowAt = rowAt;
    this.element.className = "grid";
    this.element.setAttribute("role", "grid");
    this.element.setAttribute("aria-multiselectable", "true");
    this.element.addEventListener("scroll", () => this.#scrolled());
    this.element.addEventListener("wheel", (event) => this.#wheeled(event), { passive: false });
    this.element.addEventListener("keydown", (event) => this.#keyed(event));
    this.element.addEventListener("pointerdown", (event) => this.#pressed(event));
    this.element.addEventListener("dblclick", (event) => {
      if ((cellAt(this.element, event.target)?.row ?? -1) >= 0) this.#open();
    });
    this.element.addEventListener("click", (event) => this.#clicked(event));
    new ResizeObserver(() => this.schedule()).observe(this.element);
  }

  get selection(): Selection {
    return this.#selection;
  }

  /** The rectangle that copying takes, in rows of the result; a heading stands for the rows of its group. */
  get selected(): { readonly rows: Range; readonly columns: Range } {
    const { start, end } = rowsOf(this.#selection);
    const rows = this.#lines.rowsOf({ start: Math.max(0, start), end });
    return { rows, columns: columnsOf(this.#selection, this.#columns.length) };
  }

  /** What stands on the line that has the focus; the first one while the focus is in the header. */
  get activeLine(): Line {
    return this.#lines.at(Math.max(0, this.#selection.active.row));
  }

  get top(): number {
    return this.#top;
  }

  /** Shows another result, from its beginning or from where it was left. */
  reset(columns: readonly Column[], label: string, left?: { readonly top: number; readonly active: Cell }): void {
    this.#columns = columns;
    this.#sizes.reset(columns);
    this.#selection = left ? at(left.active.row, left.active.column) : at(0, 0);
    this.#top = left?.top ?? 0;
    this.element.scrollLeft = 0;
    this.element.setAttribute("aria-label", label);
    this.element.setAttribute("aria-colcount", String(columns.length + 1));
  }

  /** What stands on the lines, in which order, and the totals below where there are any. */
  show(lines: Lines, order: HeaderOrder, totals?: readonly WireValue[]): void {
    this.#lines = lines;
    this.#order = order;
    this.#totals = totals;
    this.#scroll.rows = lines.count;
    this.element.classList.toggle("totalled", totals !== undefined);
    this.element.setAttribute("aria-rowcount", String(lines.count + (totals ? 2 : 1)));
    this.schedule();
  }

  /** Puts the focus on the beginning, as when another order brings other rows there. */
  toTop(): void {
    this.#top = 0;
    const { row, column } = this.#selection.active;
    this.#selection = at(Math.min(row, 0), column);
  }

  /** Widths that the user chose, by column name; the others are fitted when the first rows are here. */
  set chosenWidths(chosen: ReadonlyMap<string, number>) {
    this.#sizes.fitOnce(this.element, this.#rowsFrom(0), chosen);
  }

  focus(): void {
    this.#focusWanted = true;
    this.schedule();
  }

  /** Draws with the next frame. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #draw(): void {
    const scroll = this.#scroll;
    const footer = this.#totals ? ROW_HEIGHT + 1 : 0;
    scroll.viewport = Math.max(0, this.element.clientHeight - HEADER_HEIGHT - footer);
    this.#top = scroll.clamp(this.#top);
    const rows = scroll.window(this.#top, OVERSCAN);
    const hadFocus = this.#focusWanted || this.element.contains(document.activeElement);
    const active = this.#selection.active;
    const activeIsDrawn = active.row < 0 || (active.row >= rows.start && active.row < rows.end);
    this.element.tabIndex = activeIsDrawn ? -1 : 0;
    this.#place(rows);
    this.#slots = Math.max(this.#slots, rows.end - rows.start);
    const drawn = Array.from({ length: rows.end - rows.start }, (_, index) => rows.start + index);
    render(
      html`${gridHeader(this.#columns, this.#order, active.row < 0 ? active.column : undefined)}
        <div class="body" role="presentation"></div>
        <div class="rows" role="rowgroup">
          ${repeat(
            drawn,
            (line) => line % this.#slots,
            (line) => this.#line(line),
          )}
        </div>
        ${this.#totals ? totalsRow(this.#columns, this.#totals, this.#lines.count) : nothing}`,
      this.element,
    );
    this.#place(rows);
    if (hadFocus) this.#keepFocus(activeIsDrawn);
    const wanted = this.#lines.rowsOf(rows);
    if (wanted.end > wanted.start) this.#host.wanted(wanted);
  }

  #line(at: number): TemplateResult {
    const line = this.#lines.at(at);
    const values = line.kind === "row" ? this.#rowAt(line.row) : undefined;
    return gridLine(at, line, values, this.#columns, this.#selection);
  }

  /** Sets what the style sheet cannot know; through the object model, which the security policy allows. */
  #place(rows: Range): void {
    const scroll = this.#scroll;
    const style = this.element.style;
    this.#sizes.place(style, scroll.rows);
    style.setProperty("--height", `${scroll.height}px`);
    const real = scroll.toReal(this.#top);
    if (Math.abs(this.element.scrollTop - real) >= 1) this.element.scrollTop = real;
    const shift = rows.start * scroll.rowHeight - this.#top;
    style.setProperty("--shift", `${this.element.scrollTop + shift}px`);
  }

  /** The focus stays on its cell, or waits on the grid while the cell is scrolled out. */
  #keepFocus(activeIsDrawn: boolean): void {
    this.#focusWanted = false;
    const target = activeIsDrawn ? this.element.querySelector<HTMLElement>('[tabindex="0"]') : this.element;
    if (target !== document.activeElement) target?.focus({ preventScroll: true });
  }

  #scrolled(): void {
    const real = this.element.scrollTop;
    if (Math.abs(real - this.#scroll.toReal(this.#top)) >= 1) this.#top = this.#scroll.toVirtual(real);
    this.schedule();
  }

  /** Where one pixel of the scroll bar is several of the list, the wheel still moves by what it says. */
  #wheeled(event: WheelEvent): void {
    if (!this.#scroll.scaled || event.deltaY === 0 || event.shiftKey || event.ctrlKey) return;
    event.preventDefault();
    this.#top = this.#scroll.clamp(
      this.#top + event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? ROW_HEIGHT : 1),
    );
    this.schedule();
  }

  #keyed(event: KeyboardEvent): void {
    const extent: Extent = { rows: this.#scroll.rows, columns: this.#columns.length, pageRows: this.#scroll.pageRows };
    const key = keyOf(event, this.#selection, extent);
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    this.#obey(key);
  }

  #obey(key: GridKey): void {
    const { column } = this.#selection.active;
    if (key.kind === "open") this.#open();
    else if (key.kind === "sort") this.#sort(column);
    else if (key.kind === "resize") this.#resize(column, this.#sizes.width(column) + key.by);
    else if (key.kind === "fit") this.#fitColumn(column);
    else this.#select(key.selection, true);
  }

  /** Opens a heading's group, else the cell. */
  #open(): void {
    const line = this.activeLine;
    if (line.kind === "group") this.#host.toggled(line.index);
    else this.#host.opened();
  }

  /** From none to ascending to descending and back. */
  #sort(column: number): void {
    const name = this.#columns[column]?.name;
    if (name === undefined) return;
    const now = this.#order.sorting?.to ?? this.#order.sort;
    const direction = now?.column === name ? now.direction : undefined;
    if (direction === "desc") this.#host.sorted(null);
    else this.#host.sorted({ column: name, direction: direction === "asc" ? "desc" : "asc" });
  }

  #select(selection: Selection, reveal: boolean): void {
    this.#selection = selection;
    const { row, column } = selection.active;
    if (reveal && row >= 0) this.#top = this.#scroll.reveal(row, this.#top);
    if (reveal) this.#revealColumn(column);
    this.#host.moved();
    this.#focusWanted = true;
    this.#draw();
  }

  #revealColumn(column: number): void {
    const number = this.element.querySelector<HTMLElement>(".corner")?.offsetWidth ?? 0;
    const start = this.#sizes.start(column);
    const end = start + this.#sizes.width(column);
    const seen = this.element.clientWidth - number;
    if (start < this.element.scrollLeft) this.element.scrollLeft = start;
    else if (end > this.element.scrollLeft + seen) this.element.scrollLeft = Math.min(start, end - seen);
  }

  /** A click on a column's name orders by it. */
  #clicked(event: MouseEvent): void {
    if (!(event.target instanceof Element) || event.target.closest(".handle")) return;
    const cell = cellAt(this.element, event.target);
    if (cell && cell.row < 0 && cell.column >= 0) this.#sort(cell.column);
    else if (cell && event.target.closest(".twist")) this.#open();
  }

  #pressed(event: PointerEvent): void {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const handle = event.target.closest<HTMLElement>(".handle");
    if (handle) return this.#drag(event, handle, Number(handle.dataset["column"]));
    if (event.target.closest(".open")) {
      const cell = cellAt(this.element, event.target);
      if (cell) this.#select(at(cell.row, cell.column), false);
      return this.#host.opened();
    }
    const cell = cellAt(this.element, event.target);
    if (!cell) return;
    event.preventDefault(); // no text selection: the selection is ours
    this.#selectTo(cell, event.shiftKey);
    followPointer((moved) => {
      const over = cellAt(this.element, document.elementFromPoint(moved.clientX, moved.clientY));
      if (over && over.row >= 0) this.#selectTo(over, true);
    });
  }

  #selectTo({ row, column }: Cell, extend: boolean): void {
    const whole = column < 0;
    const active = { row, column: Math.max(0, column) };
    const anchor =
      extend && row >= 0 ? { ...this.#selection.anchor, row: Math.max(0, this.#selection.anchor.row) } : active;
    const selection = { active, anchor };
    this.#select(whole || (extend && this.#selection.whole) ? wholeRows(selection) : selection, false);
  }

  #drag(event: PointerEvent, handle: HTMLElement, column: number): void {
    event.preventDefault();
    if (event.detail === 2) return this.#fitColumn(column);
    const [from, width] = [event.clientX, this.#sizes.width(column)];
    handle.classList.add("dragged");
    followPointer(
      (moved) => this.#resize(column, width + moved.clientX - from),
      () => handle.classList.remove("dragged"),
    );
  }

  #resize(column: number, width: number): void {
    const resized = this.#sizes.resize(column, width);
    if (!resized) return;
    this.#host.resized(resized.name, resized.width);
    this.schedule();
  }

  #fitColumn(column: number): void {
    this.#resize(column, this.#sizes.fitting(column, this.#rowsFrom(this.#top)));
  }

  /** Rows that are here, of the lines below a virtual position. */
  #rowsFrom(top: number): readonly (readonly WireValue[])[] {
    const { start } = this.#scroll.window(top, 0);
    const end = Math.min(start + SAMPLE, this.#lines.count);
    return Array.from({ length: Math.max(0, end - start) }, (_, index) => this.#lines.at(start + index))
      .flatMap((line) => (line.kind === "row" ? [this.#rowAt(line.row) ?? []] : []))
      .filter((row) => row.length > 0);
  }
}
