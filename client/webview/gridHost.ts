import type { Sort } from "../../server/protocol/results.ts";
import type { Range } from "../protocol/panel.ts";
import type { Cell } from "./selection.ts";

/** What the grid asks of the page around it. */
export interface GridHost {
  /** Rows are about to be shown: get those that are not here. */
  wanted(rows: Range): void;
  /** Another cell has the focus. */
  moved(): void;
  /** The user opens the cell that has the focus. */
  opened(): void;
  /** The user opens or closes a group. */
  toggled(group: number): void;
  /** The user wants another order; null: as the query has the rows. */
  sorted(sort: Sort | null): void;
  /** A column was resized by hand. */
  resized(column: string, width: number): void;
}

/** The cell of a grid that a thing on the screen belongs to; column -1 is the row's number. */
export function cellAt(grid: HTMLElement, target: EventTarget | null): Cell | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-column]") : null;
  const row = cell?.closest<HTMLElement>("[data-row]");
  if (!cell || !row || !grid.contains(row)) return undefined;
  return { row: Number(row.dataset["row"]), column: Number(cell.dataset["column"]) };
}
