import { html, render } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Column, WireValue } from "../../server/protocol/results.ts";
import type { Range } from "../protocol/panel.ts";
import { cellText } from "./cellText.ts";
import { characterWidth } from "./characterWidth.ts";
import { clampWidth, fitColumns, ordinalWidth } from "./columnWidths.ts";
import { followPointer } from "./followPointer.ts";
import { gridHeader, gridRow } from "./gridParts.ts";
import { keyOf, type GridKey } from "./gridKeys.ts";
import type { PageCache } from "./pageCache.ts";
import { at, columnsOf, rowsOf, wholeRows, type Cell, type Extent, type Selection } from "./selection.ts";
import { VirtualScroll } from "./virtualScroll.ts";
import "./grid.css";

export const ROW_HEIGHT = 22;
const HEADER_HEIGHT = 24;
const OVERSCAN = 12;
const SAMPLE = 60;

/** What the grid asks of the page around it. */
export interface GridHost {
  /** Rows are about to be shown: get those that are not here. */
  wanted(rows: Range): void;
  /** Another cell has the focus. */
  moved(): void;
  /** The user opens the cell that has the focus. */
  opened(): void;
  /** A column was resized by hand. */
  resized(column: string, width: number): void;
}

/** A table of any length of which only the rows that are seen exist. Follows the ARIA pattern *grid* with one tab stop. */
export class Grid {
  readonly element = document.createElement("div");
  readonly #host: GridHost;
  readonly #cache: PageCache<readonly WireValue[]>;
  readonly #scroll = new VirtualScroll(ROW_HEIGHT);
  /** Virtual pixels above the first row that is seen. */
  #top = 0;
  #columns: readonly Column[] = [];
  #widths: number[] = [];
  #fitted = false;
  #selection: Selection = at(0, 0);
  #scheduled = false;
  /** Elements that there are for rows: those of rows that are scrolled out are used again. */
  #slots = 1;
  /** Width of a digit in the grid's font. */
  #character = 7.3;
  #focusWanted = false;

  constructor(host: GridHost, cache: PageCache<readonly WireValue[]>) {
    this.#host = host;
    this.#cache = cache;
    this.element.className = "grid";
    this.element.setAttribute("role", "grid");
    this.element.setAttribute("aria-multiselectable", "true");
    this.element.addEventListener("scroll", () => this.#scrolled());
    this.element.addEventListener("wheel", (event) => this.#wheeled(event), { passive: false });
    this.element.addEventListener("keydown", (event) => this.#keyed(event));
    this.element.addEventListener("pointerdown", (event) => this.#pressed(event));
    this.element.addEventListener("dblclick", (event) => this.#cellAt(event.target) && host.opened());
    new ResizeObserver(() => this.schedule()).observe(this.element);
  }

  get selection(): Selection {
    return this.#selection;
  }

  /** The rectangle that copying takes. */
  get selected(): { readonly rows: Range; readonly columns: Range } {
    return { rows: rowsOf(this.#selection), columns: columnsOf(this.#selection, this.#columns.length) };
  }

  get top(): number {
    return this.#top;
  }

  /** Shows another result, from its beginning or from where it was left. */
  reset(columns: readonly Column[], label: string, left?: { readonly top: number; readonly active: Cell }): void {
    this.#columns = columns;
    this.#widths = [];
    this.#fitted = false;
    this.#selection = left ? at(left.active.row, left.active.column) : at(0, 0);
    this.#top = left?.top ?? 0;
    this.element.scrollLeft = 0;
    this.element.setAttribute("aria-label", label);
    this.element.setAttribute("aria-colcount", String(columns.length + 1));
  }

  set rows(count: number) {
    this.#scroll.rows = count;
    this.element.setAttribute("aria-rowcount", String(count + 1));
    this.schedule();
  }

  /** Widths that the user chose, by column name; the others are fitted when the first rows are here. */
  set chosenWidths(chosen: ReadonlyMap<string, number>) {
    if (this.#fitted) return;
    const rows = Array.from({ length: Math.min(SAMPLE, this.#scroll.rows) }, (_, row) => this.#cache.row(row) ?? []);
    this.#fitted = rows.some((row) => row.length > 0);
    this.#character = characterWidth(this.element);
    const fitted = this.#fit(rows);
    this.#widths = this.#columns.map(({ name }, column) => chosen.get(name) ?? fitted[column] ?? 0);
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
    scroll.viewport = Math.max(0, this.element.clientHeight - HEADER_HEIGHT);
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
      html`${gridHeader(this.#columns, active.row < 0 ? active.column : undefined)}
        <div class="body" role="presentation"></div>
        <div class="rows" role="rowgroup">
          ${repeat(
            drawn,
            (row) => row % this.#slots,
            (row) => gridRow(row, this.#cache.row(row), this.#columns, this.#selection),
          )}
        </div>`,
      this.element,
    );
    this.#place(rows);
    if (hadFocus) this.#keepFocus(activeIsDrawn);
    if (rows.end > rows.start) this.#host.wanted(rows);
  }

  /** Sets what the style sheet cannot know; through the object model, which the security policy allows. */
  #place(rows: Range): void {
    const scroll = this.#scroll;
    const style = this.element.style;
    style.setProperty("--columns", this.#widths.map((width) => `${width}px`).join(" "));
    style.setProperty("--ordinal", `${ordinalWidth(scroll.rows, this.#character)}px`);
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
    if (key.kind === "open") this.#host.opened();
    else if (key.kind === "resize") this.#resize(column, (this.#widths[column] ?? 0) + key.by);
    else if (key.kind === "fit") this.#fitColumn(column);
    else this.#select(key.selection, true);
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
    const start = this.#widths.slice(0, column).reduce((sum, width) => sum + width, 0);
    const end = start + (this.#widths[column] ?? 0);
    const seen = this.element.clientWidth - number;
    if (start < this.element.scrollLeft) this.element.scrollLeft = start;
    else if (end > this.element.scrollLeft + seen) this.element.scrollLeft = Math.min(start, end - seen);
  }

  #pressed(event: PointerEvent): void {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const handle = event.target.closest<HTMLElement>(".handle");
    if (handle) return this.#drag(event, handle, Number(handle.dataset["column"]));
    if (event.target.closest(".open")) {
      const cell = this.#cellAt(event.target);
      if (cell) this.#select(at(cell.row, cell.column), false);
      return this.#host.opened();
    }
    const cell = this.#cellAt(event.target);
    if (!cell) return;
    event.preventDefault(); // no text selection: the selection is ours
    this.#selectTo(cell, event.shiftKey);
    followPointer((moved) => {
      const over = this.#cellAt(document.elementFromPoint(moved.clientX, moved.clientY));
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
    const [from, width] = [event.clientX, this.#widths[column] ?? 0];
    handle.classList.add("dragged");
    followPointer(
      (moved) => this.#resize(column, width + moved.clientX - from),
      () => handle.classList.remove("dragged"),
    );
  }

  #resize(column: number, width: number): void {
    const name = this.#columns[column]?.name;
    if (name === undefined) return;
    this.#widths[column] = clampWidth(width);
    this.#host.resized(name, clampWidth(width));
    this.schedule();
  }

  #fitColumn(column: number): void {
    const { start, end } = this.#scroll.window(this.#top, SAMPLE);
    const rows = Array.from({ length: end - start }, (_, index) => this.#cache.row(start + index) ?? []);
    this.#resize(column, this.#fit(rows)[column] ?? 0);
  }

  #fit(rows: readonly (readonly WireValue[])[]): readonly number[] {
    const texts = rows.map((row) => row.map((value) => cellText(value).text));
    const marked = this.#columns.map((_, column) => rows.some((row) => cellText(row[column]).kind === "json"));
    return fitColumns(
      this.#columns.map(({ name }) => name),
      texts,
      this.#character,
      marked,
    );
  }

  /** The cell a thing on the screen belongs to; column -1 is the row's number. */
  #cellAt(target: EventTarget | null): Cell | undefined {
    const cell = target instanceof Element ? target.closest<HTMLElement>("[data-column]") : null;
    const row = cell?.closest<HTMLElement>("[data-row]");
    if (!cell || !row || !this.element.contains(row)) return undefined;
    return { row: Number(row.dataset["row"]), column: Number(cell.dataset["column"]) };
  }
}
