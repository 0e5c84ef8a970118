import { html, nothing, render } from "lit";
import type { Column, WireValue } from "../../server/protocol/results.ts";
import type { Range } from "../protocol/panel.ts";
import { ColumnSizes } from "./columnSizes.ts";
import type { GridHost } from "./gridHost.ts";
import { keyOf, type GridKey } from "./gridKeys.ts";
import { gridHeader, totalsRow, type HeaderOrder } from "./gridParts.ts";
import { listenToPointer } from "./gridPointer.ts";
import type { ShownColumns, ShownLine } from "./gridRow.ts";
import { GridRows } from "./gridRows.ts";
import { FlatLines, type Line, type Lines } from "./lines.ts";
import { at, columnsOf, rowsOf, wholeRows, type Cell, type Extent, type Selection } from "./selection.ts";
import { sortedBy } from "./sortKeys.ts";
import { VirtualScroll } from "./virtualScroll.ts";
import "./grid.css";
import "./gridFrame.css";

export const ROW_HEIGHT = 22;
const HEADER_HEIGHT = 24;
/** Lines, and pixels of columns, beyond those that are seen, on both sides. */
const OVERSCAN = 4;
const ASIDE = 100;
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
  readonly #rows = new GridRows();
  /** What the header and the totals were drawn from. */
  #framed: readonly unknown[] = [];
  #scheduled = false;
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
    listenToPointer({
      element: this.element,
      selectTo: (cell, extend) => this.#selectTo(cell, extend),
      open: () => this.#open(),
      sort: (column, add) => this.#sort(column, add),
      width: (column) => this.#sizes.width(column),
      resize: (column, width) => this.#resize(column, width),
      fit: (column) => this.#fitColumn(column),
    });
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
    this.#rows.columns = columns.length;
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
    this.#sizes.fitOnce(this.element, () => this.#rowsFrom(0), chosen);
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
    const lines = scroll.window(this.#top, OVERSCAN);
    const hadFocus = this.#focusWanted || this.element.contains(document.activeElement);
    const active = this.#selection.active;
    const columns = this.#sizes.shown(this.element.scrollLeft - ASIDE, this.element.clientWidth + 2 * ASIDE);
    const activeIsDrawn = active.row < 0 || (isIn(lines, active.row) && isIn(columns.seen, active.column));
    const tabIndex = activeIsDrawn ? -1 : 0;
    if (this.element.tabIndex !== tabIndex) this.element.tabIndex = tabIndex;
    this.#drawFrame(active.row < 0 ? active.column : undefined);
    const above = this.#scrollTo(this.#top);
    const drawn = { lines, seen: scroll.window(this.#top, 0), top: above + lines.start * ROW_HEIGHT - this.#top };
    if (this.#rows.show(drawn, (at) => this.#line(at, columns))) this.schedule();
    if (hadFocus) this.#keepFocus(activeIsDrawn);
    const wanted = this.#lines.rowsOf(lines);
    if (wanted.end > wanted.start) this.#host.wanted(wanted);
  }

  #line(at: number, columns: ShownColumns): ShownLine {
    const line = this.#lines.at(at);
    const values = line.kind === "row" ? this.#rowAt(line.row) : undefined;
    return { at, line, values, columns, selection: this.#selection };
  }

  /** Everything around the lines, when something of it is another. */
  #drawFrame(activeHeader: number | undefined): void {
    const { style } = this.element;
    this.#sizes.place(style, this.#scroll.rows);
    const from = [this.#columns, this.#order, activeHeader, this.#totals, this.#lines.count];
    if (from.every((part, at) => part === this.#framed[at])) return;
    this.#framed = from;
    style.setProperty("--height", `${this.#scroll.height}px`);
    render(
      html`${gridHeader(this.#columns, this.#order, activeHeader)}
        <div class="body" role="presentation"></div>
        ${this.#rows.element} ${this.#totals ? totalsRow(this.#columns, this.#totals, this.#lines.count) : nothing}`,
      this.element,
    );
  }

  /** The scroll bar follows at once: any other scrolling before the next frame would be taken for the user's. */
  #moveTo(top: number): void {
    this.#top = top;
    this.#scrollTo(top);
    this.schedule();
  }

  /** Brings the scroll bar where a virtual position is, unless it is there. @returns where it is, in real pixels */
  #scrollTo(top: number): number {
    const real = this.#scroll.toReal(top);
    if (Math.abs(this.element.scrollTop - real) >= 1) this.element.scrollTop = real;
    return this.element.scrollTop;
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
    const by = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? ROW_HEIGHT : 1);
    this.#moveTo(this.#scroll.clamp(this.#top + by));
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
    else if (key.kind === "sort") this.#sort(column, key.add);
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

  #sort(column: number, add: boolean): void {
    const name = this.#columns[column]?.name;
    if (name !== undefined) this.#host.sorted(sortedBy(this.#order.sorting?.to ?? this.#order.sort, name, add));
  }

  #select(selection: Selection, reveal: boolean): void {
    this.#selection = selection;
    const { row, column } = selection.active;
    if (reveal && row >= 0) this.#moveTo(this.#scroll.reveal(row, this.#top));
    if (reveal) this.#revealColumn(column);
    this.#host.moved();
    this.#focusWanted = true;
    this.schedule();
  }

  #revealColumn(column: number): void {
    const number = this.element.querySelector<HTMLElement>(".corner")?.offsetWidth ?? 0;
    const start = this.#sizes.start(column);
    const end = start + this.#sizes.width(column);
    const seen = this.element.clientWidth - number;
    if (start < this.element.scrollLeft) this.element.scrollLeft = start;
    else if (end > this.element.scrollLeft + seen) this.element.scrollLeft = Math.min(start, end - seen);
  }

  #selectTo({ row, column }: Cell, extend: boolean): void {
    const whole = column < 0;
    const active = { row, column: Math.max(0, column) };
    const anchor =
      extend && row >= 0 ? { ...this.#selection.anchor, row: Math.max(0, this.#selection.anchor.row) } : active;
    const selection = { active, anchor };
    this.#select(whole || (extend && this.#selection.whole) ? wholeRows(selection) : selection, false);
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

function isIn({ start, end }: Range, at: number): boolean {
  return at >= start && at < end;
}
