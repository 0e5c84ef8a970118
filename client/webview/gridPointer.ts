import { followPointer } from "./followPointer.ts";
import { cellAt } from "./gridHost.ts";
import type { Cell } from "./selection.ts";

/** What the mouse or a pen can do to the grid. */
export interface PointerTarget {
  readonly element: HTMLElement;
  /** Makes a cell the active one, or with `extend` the corner of the selection; column -1 is the whole row. */
  selectTo(cell: Cell, extend: boolean): void;
  open(): void;
  /** With `add` after the columns that the rows are ordered by already. */
  sort(column: number, add: boolean): void;
  width(column: number): number;
  resize(column: number, width: number): void;
  fit(column: number): void;
}

/** Lets the pointer select by dragging, open cells, sort by a click on a name, and size columns at their handles. */
export function listenToPointer(grid: PointerTarget): void {
  const { element } = grid;
  element.addEventListener("pointerdown", (event) => pressed(grid, event));
  element.addEventListener("dblclick", ({ target }) => {
    if ((cellAt(element, target)?.row ?? -1) >= 0) grid.open();
  });
  element.addEventListener("click", ({ target, shiftKey }) => {
    if (!(target instanceof Element) || target.closest(".handle")) return;
    const cell = cellAt(element, target);
    if (cell && cell.row < 0 && cell.column >= 0) grid.sort(cell.column, shiftKey);
    else if (cell && target.closest(".twist")) grid.open();
  });
}

function pressed(grid: PointerTarget, event: PointerEvent): void {
  if (event.button !== 0 || !(event.target instanceof Element)) return;
  const handle = event.target.closest<HTMLElement>(".handle");
  if (handle) return drag(grid, event, handle, Number(handle.dataset["column"]));
  const cell = cellAt(grid.element, event.target);
  if (!cell) return;
  if (event.target.closest(".open")) {
    grid.selectTo(cell, false);
    return grid.open();
  }
  event.preventDefault(); // no text selection: the selection is ours
  grid.selectTo(cell, event.shiftKey);
  followPointer((moved) => {
    const over = cellAt(grid.element, document.elementFromPoint(moved.clientX, moved.clientY));
    if (over && over.row >= 0) grid.selectTo(over, true);
  });
}

function drag(grid: PointerTarget, event: PointerEvent, handle: HTMLElement, column: number): void {
  event.preventDefault();
  if (event.detail === 2) return grid.fit(column);
  const [from, width] = [event.clientX, grid.width(column)];
  handle.classList.add("dragged");
  followPointer(
    (moved) => grid.resize(column, width + moved.clientX - from),
    () => handle.classList.remove("dragged"),
  );
}
