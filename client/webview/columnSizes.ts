import type { Column, WireValue } from "../../server/protocol/results.ts";
import { cellText } from "./cellText.ts";
import { characterWidth } from "./characterWidth.ts";
import { clampWidth, fitColumns, ordinalWidth } from "./columnWidths.ts";

type Row = readonly WireValue[];

/** How wide the grid's columns are: as the user chose, else fitted to the first rows that came. */
export class ColumnSizes {
  #columns: readonly Column[] = [];
  #widths: number[] = [];
  #fitted = false;
  /** Width of a digit in the grid's font. */
  #character = 7.3;

  reset(columns: readonly Column[]): void {
    this.#columns = columns;
    this.#widths = [];
    this.#fitted = false;
  }

  /** Fits to the rows, once there are some; names in `chosen` keep the user's width. */
  fitOnce(grid: HTMLElement, rows: readonly Row[], chosen: ReadonlyMap<string, number>): void {
    if (this.#fitted) return;
    this.#fitted = rows.length > 0;
    this.#character = characterWidth(grid);
    const fitted = this.#fit(rows);
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
    return { name, width: clampWidth(width) };
  }

  /** The width that fits a column to some rows. */
  fitting(column: number, rows: readonly Row[]): number {
    return this.#fit(rows)[column] ?? 0;
  }

  /** For the style sheet: the columns' widths, and that of the row numbers. */
  place(style: CSSStyleDeclaration, lines: number): void {
    style.setProperty("--columns", this.#widths.map((width) => `${width}px`).join(" "));
    style.setProperty("--ordinal", `${ordinalWidth(lines, this.#character)}px`);
  }

  #fit(rows: readonly Row[]): readonly number[] {
    const texts = rows.map((row) => row.map((value) => cellText(value).text));
    const marked = this.#columns.map((_, column) => rows.some((row) => cellText(row[column]).kind === "json"));
    const names = this.#columns.map(({ name }) => name);
    return fitColumns(names, texts, this.#character, marked);
  }
}
