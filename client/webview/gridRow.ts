import { html, render, type TemplateResult } from "lit";
import type { Column, WireValue } from "../../server/protocol/results.ts";
import type { Range } from "../protocol/panel.ts";
import { lineCell, type CellLook } from "./gridCells.ts";
import { icon } from "./icons.ts";
import type { Line } from "./lines.ts";
import { isSelected, type Selection } from "./selection.ts";
import { shortened, type TextRoom } from "./textRoom.ts";

/** The columns of the grid as they are seen now; another object where anything of it is another. */
export interface ShownColumns {
  readonly all: readonly Column[];
  /** Those that are seen (half open); the others have no cells. */
  readonly seen: Range;
  /** How much text each column has room for. */
  readonly rooms: readonly TextRoom[];
}

/** What a line is drawn from. */
export interface ShownLine {
  readonly at: number;
  readonly line: Line;
  /** Undefined for a heading, and while the row is not here. */
  readonly values: readonly WireValue[] | undefined;
  readonly columns: ShownColumns;
  readonly selection: Selection;
}

/**
 * The elements of one line of the grid, used again for other lines. Made by hand and not by a template: while a list
 * flies by, hundreds of cells change with each frame, and only what is different may be touched.
 */
export class GridRow {
  readonly element = document.createElement("div");
  /** The line's number, or what opens its group, in the column that stays when the rows scroll sideways. */
  readonly ordinal = document.createElement("div");
  readonly #ordinalCell = document.createElement("div");
  readonly #header = document.createElement("div");
  #cells: readonly GridCell[] = [];
  #shown: ShownLine | undefined;

  constructor() {
    this.element.setAttribute("role", "row");
    this.#header.className = "cell";
    this.#header.setAttribute("role", "rowheader");
    this.#header.setAttribute("aria-colindex", "1");
    this.#ordinalCell.className = "cell ordinal";
    this.#ordinalCell.dataset["column"] = "-1";
    this.ordinal.append(this.#ordinalCell);
  }

  /** Draws a line here, as far as it is not drawn already. @returns whether it is another one than before */
  show(shown: ShownLine): boolean {
    const before = this.#shown;
    const isOther = !before || !isSame(before, shown);
    if (!isOther && before.selection === shown.selection) return false;
    this.#shown = shown;
    if (isOther) this.#fill(shown);
    const { at, columns, selection } = shown;
    for (const cell of this.#cells) {
      const { active } = selection;
      const isActive = active.row === at && active.column === cell.column;
      cell.select(isSelected(selection, at, cell.column, columns.all.length), isActive);
    }
    return isOther;
  }

  /** Stands for a line that is drawn later, like one whose row is not here. @returns whether there is more to draw */
  wait(shown: ShownLine): boolean {
    if (this.#shown && isSame(this.#shown, shown)) return this.show(shown);
    this.show({ ...shown, values: undefined });
    return shown.values !== undefined;
  }

  /** Has a cell for each column that is seen. */
  #makeCells({ start, end }: Range): void {
    if (this.#cells.length !== end - start) {
      this.#cells = Array.from({ length: end - start }, () => new GridCell());
      this.element.replaceChildren(this.#header, ...this.#cells.map(({ element }) => element));
    }
    for (const [index, cell] of this.#cells.entries()) cell.column = start + index;
  }

  #fill({ at, line, values, columns }: ShownLine): void {
    const isHeading = line.kind === "group";
    this.element.className = isHeading ? "row heading" : "row";
    this.element.setAttribute("aria-rowindex", String(at + 2));
    this.element.dataset["row"] = this.ordinal.dataset["row"] = String(at);
    const isWaiting = !isHeading && !values;
    if (isWaiting) this.element.setAttribute("aria-busy", "true");
    else this.element.removeAttribute("aria-busy");
    this.#header.textContent = isHeading ? "Group" : ordinal(line.row); // a label is no heading to axe
    render(isHeading ? twist(line.open) : html`<span>${ordinal(line.row)}</span>`, this.#ordinalCell);
    this.#makeCells(columns.seen);
    for (const cell of this.#cells) {
      const { column } = cell;
      cell.fill(lineCell(line, values, columns.all, column), columns.rooms[column]);
    }
  }
}

/** One cell, which remembers what it shows. */
class GridCell {
  readonly element = document.createElement("div");
  readonly #content = document.createElement("span");
  readonly #text = document.createTextNode("");
  #mark: HTMLElement | undefined;
  #column = -1;
  #look = "";
  #isActive = false;
  #isSelected: boolean | undefined;

  constructor() {
    this.element.className = "cell";
    this.element.setAttribute("role", "gridcell");
    this.element.tabIndex = -1;
    this.#content.append(this.#text);
    this.element.append(this.#content);
  }

  get column(): number {
    return this.#column;
  }

  set column(column: number) {
    if (column === this.#column) return;
    this.#column = column;
    this.element.setAttribute("aria-colindex", String(column + 2));
    this.element.dataset["column"] = String(column);
    this.element.style.gridColumn = String(column + 2);
  }

  fill({ look: kind, content, text: whole, mark, expanded }: CellLook, room: TextRoom | undefined): void {
    const { text, clip } = room ? shortened(whole, room, mark !== "") : { text: whole, clip: true };
    const look = clip ? `${kind} cut` : kind;
    if (this.#text.data !== text) this.#text.data = text;
    if (this.#content.className !== content) this.#content.className = content;
    this.#setMark(mark);
    if (expanded === undefined) this.element.removeAttribute("aria-expanded");
    else this.element.setAttribute("aria-expanded", String(expanded));
    if (look === this.#look) return;
    this.#look = look;
    this.#setClass();
  }

  select(isSelected: boolean, isActive: boolean): void {
    if (isSelected !== this.#isSelected) this.element.setAttribute("aria-selected", String(isSelected));
    this.#isSelected = isSelected;
    if (isActive === this.#isActive) return;
    this.#isActive = isActive;
    this.element.tabIndex = isActive ? 0 : -1;
    this.#setClass();
  }

  #setClass(): void {
    this.element.className = `cell ${this.#look}${this.#isActive ? " active" : ""}`;
  }

  #setMark(mark: CellLook["mark"]): void {
    if (mark === "" && !this.#mark) return;
    if (!this.#mark) {
      this.#mark = document.createElement("span");
      this.#mark.className = "open";
      this.#mark.title = "Open (Enter)";
      this.#mark.ariaHidden = "true";
      this.element.append(this.#mark);
    }
    this.#mark.hidden = mark === "";
    if (this.#mark.textContent !== mark) this.#mark.textContent = mark;
  }
}

function isSame(a: ShownLine, b: ShownLine): boolean {
  return a.at === b.at && a.values === b.values && a.columns === b.columns && isSameLine(a.line, b.line);
}

function isSameLine(a: Line, b: Line): boolean {
  if (a.kind === "group") return b.kind === "group" && a.group === b.group && a.open === b.open;
  return b.kind === "row" && a.row === b.row && a.grouped === b.grouped;
}

function ordinal(row: number): string {
  return numbers.format(row + 1);
}

const numbers = new Intl.NumberFormat("en-US");

function twist(open: boolean): TemplateResult {
  const title = open ? "Close the group (Enter)" : "Open the group (Enter)";
  return html`<span class="twist" title=${title}>${icon(open ? "chevron-down" : "chevron-right")}</span>`;
}
