import type { Column, WireValue } from "../../server/protocol/results.ts";
import { cellText } from "./cellText.ts";
import { characterWidths } from "./characterWidth.ts";
import { clampWidth, fitColumns, ordinalWidth, textWidth } from "./columnWidths.ts";
import type { ShownColumns } from "./gridRow.ts";

type Row = readonly WireValue[];

/** How wide the grid's columns are: as the user chose, else fitted to the first rows that came. */
export class ColumnSizes {
  #columns: readonly Column[] = [];
  #widths: number[] = [];
  #fitted = false;
  /** What the style sheet was told: telling it again would make the browser style every cell anew. */
  #placed = { columns: "", ordinal: 0 };
  /** Width of a digit in the grid's font. */
  #character = 7.3;
  #widest = 7.3;
  #isFixed = true;
  #shown: ShownColumns = nothingShown([]);

  reset(columns: readonly Column[]): void {
    this.#columns = columns;
    this.#widths = [];
    this.#fitted = false;
    this.#shown = nothingShown(columns);
  }

  /** Fits to the first rows, once there are some; names in `chosen` keep the user's width. */
  fitOnce(grid: HTMLElement, firstRows: () => readonly Row[], chosen: ReadonlyMap<string, number>): void {
    if (this.#fitted) return;
    const rows = firstRows();
    this.#fitted = rows.length > 0;
    const { digit, widest, isFixed } = characterWidths(grid);
    [this.#character, this.#widest, this.#isFixed] = [digit, widest, isFixed];
    const fitted = this.#fit(rows);
    this.#shown = nothingShown(this.#columns);
    this.#widths = this.#columns.map(({ name }, column) => chosen.get(name) ?? fitted[column] ?? 0);
  }

  width(column: number): number {
    return this.#widths[column] ?? 0;
  }

  /** Pixels before a column. */
  start(column: number): number {
    return this.#widths.slice(0, column).reduce((sum, width) => sum + width, 0);
  }

  /** @returns what the column's name and its width are now; undefined where there is no such column */
  resize(column: number, width: number): { readonly name: string; readonly width: number } | undefined {
    const name = this.#columns[column]?.name;
    if (name === undefined) return undefined;
    this.#widths[column] = clampWidth(width);
    this.#shown = nothingShown(this.#columns);
    return { name, width: clampWidth(width) };
  }

  /** The width that fits a column to some rows. */
  fitting(column: number, rows: readonly Row[]): number {
    return this.#fit(rows)[column] ?? 0;
  }

  /** The columns that are seen when `left` pixels are scrolled out at the left and `room` pixels are there for columns. */
  shown(left: number, room: number): ShownColumns {
    let [start, end, from] = [0, 0, 0];
    for (const [column, width] of this.#widths.entries()) {
      if (from + width <= left) start = column + 1;
      if (from < left + room) end = column + 1;
      from += width;
    }
    const { seen, rooms } = this.#shown;
    start = Math.min(start, end);
    if (seen.start === start && seen.end === end && rooms.length > 0) return this.#shown;
    this.#shown = {
      all: this.#columns,
      seen: { start, end },
      rooms: this.#widths.map((width) => ({ width: textWidth(width), widest: this.#widest, isFixed: this.#isFixed })),
    };
    return this.#shown;
  }

  /** For the style sheet: the columns' widths, and that of the row numbers. */
  place(style: CSSStyleDeclaration, lines: number): void {
    const ordinal = ordinalWidth(lines, this.#character);
    const total = this.#widths.reduce((sum, width) => sum + width, ordinal);
    const placed = this.#widths.map((width) => `${width}px`).join(" ");
    if (placed === this.#placed.columns && ordinal === this.#placed.ordinal) return;
    this.#placed = { columns: placed, ordinal };
    style.setProperty("--columns", placed);
    style.setProperty("--ordinal", `${ordinal}px`);
    style.setProperty("--width", `${total}px`);
  }

  #fit(rows: readonly Row[]): readonly number[] {
    const texts = rows.map((row) => row.map((value) => cellText(value).text));
    const marked = this.#columns.map((_, column) => rows.some((row) => cellText(row[column]).kind === "json"));
    const names = this.#columns.map(({ name }) => name);
    return fitColumns(names, texts, this.#character, marked);
  }
}

function nothingShown(all: readonly Column[]): ShownColumns {
  return { all, seen: { start: 0, end: 0 }, rooms: [] };
}
