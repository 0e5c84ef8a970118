import type { Range } from "../protocol/panel.ts";

/** A cell by row and column from 0; row -1 is the header. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** A rectangle of cells: `active` has the focus, `anchor` is where the rectangle was begun. */
export interface Selection {
  readonly active: Cell;
  readonly anchor: Cell;
  /** Whole rows, or all: the columns of the rectangle do not matter. */
  readonly whole?: boolean;
}

/** How large the grid is, and how far a page of the keyboard moves. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
  readonly pageRows: number;
}

export function at(row: number, column: number): Selection {
  const cell = { row, column };
  return { active: cell, anchor: cell };
}

export function rowsOf({ active, anchor }: Selection): Range {
  return { start: Math.min(active.row, anchor.row), end: Math.max(active.row, anchor.row) + 1 };
}

export function columnsOf({ active, anchor, whole }: Selection, columns: number): Range {
  if (whole) return { start: 0, end: columns };
  return { start: Math.min(active.column, anchor.column), end: Math.max(active.column, anchor.column) + 1 };
}

export function isSelected(selection: Selection, row: number, column: number, columns: number): boolean {
  const rows = rowsOf(selection);
  const across = columnsOf(selection, columns);
  return row >= rows.start && row < rows.end && column >= across.start && column < across.end;
}

export function wholeRows(selection: Selection): Selection {
  return { ...selection, whole: true };
}

export function everything({ active }: Selection, { rows, columns }: Extent): Selection {
  return {
    anchor: { row: 0, column: 0 },
    active: { row: rows - 1, column: Math.min(active.column, columns - 1) },
    whole: true,
  };
}

/** Moves as the keys of a spreadsheet do; undefined when the key moves nothing. With `extend` the anchor stays. */
export function move(
  selection: Selection,
  key: string,
  jump: boolean,
  extend: boolean,
  extent: Extent,
): Selection | undefined {
  const to = target(selection.active, key, jump, extent);
  if (!to) return undefined;
  const active = {
    row: clamp(to.row, extend ? 0 : -1, extent.rows - 1),
    column: clamp(to.column, 0, extent.columns - 1),
  };
  if (!extend) return { active, anchor: active };
  const anchor = { ...selection.anchor, row: Math.max(0, selection.anchor.row) };
  return { ...selection, active, anchor };
}

function target(
  { row, column }: Cell,
  key: string,
  jump: boolean,
  { rows, columns, pageRows }: Extent,
): Cell | undefined {
  switch (key) {
    case "ArrowUp":
      return { row: jump ? 0 : row - 1, column };
    case "ArrowDown":
      return { row: jump ? rows - 1 : row + 1, column };
    case "ArrowLeft":
      return { row, column: jump ? 0 : column - 1 };
    case "ArrowRight":
      return { row, column: jump ? columns - 1 : column + 1 };
    case "PageUp":
      return { row: row < 0 ? row : Math.max(0, row - pageRows), column };
    case "PageDown":
      return { row: row + pageRows, column };
    case "Home":
      return { row: jump ? 0 : row, column: 0 };
    case "End":
      return { row: jump ? rows - 1 : row, column: columns - 1 };
    default:
      return undefined;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
