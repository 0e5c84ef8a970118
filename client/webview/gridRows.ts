import type { Range } from "../protocol/panel.ts";
import { GridRow, type ShownLine } from "./gridRow.ts";

/** The lines of the grid that exist. Those that are scrolled out are used again for those that come into sight. */
export class GridRows {
  /** Moves with the list; holds the numbers of the lines and the rows. */
  readonly element = document.createElement("div");
  readonly #ordinals = document.createElement("div");
  readonly #group = document.createElement("div");
  /** Lines between the columns, one each: as borders of the cells they would be painted by the hundred. */
  readonly #rules = document.createElement("div");
  /** In the order that they stand in. */
  #rows: GridRow[] = [];
  #start = 0;

  constructor() {
    this.element.className = "lines";
    this.element.setAttribute("role", "presentation");
    this.#ordinals.className = "ordinals";
    this.#ordinals.ariaHidden = "true"; // each row has its number itself
    this.#group.className = "rows";
    this.#group.setAttribute("role", "rowgroup");
    this.#rules.className = "rules";
    this.element.append(this.#ordinals, this.#group, this.#rules);
  }

  /** How many columns there are. */
  set columns(count: number) {
    this.#rules.replaceChildren(...Array.from({ length: count + 1 }, () => document.createElement("div")));
  }

  /** Draws lines (half open), the first of them `top` pixels below the top of the list. */
  show(lines: Range, top: number, line: (at: number) => ShownLine): void {
    this.#turn(lines.start);
    this.#resize(lines.end - lines.start);
    for (const [index, row] of this.#rows.entries()) row.show(line(lines.start + index));
    const transform = `translateY(${top}px)`;
    if (this.element.style.transform !== transform) this.element.style.transform = transform;
  }

  /** Moves rows that are no longer seen to the other end, so that those between stay as they are. */
  #turn(start: number): void {
    const by = start - this.#start;
    this.#start = start;
    if (by === 0 || Math.abs(by) >= this.#rows.length) return;
    const [first, rest] = [this.#rows.slice(0, by), this.#rows.slice(by)];
    this.#rows = [...rest, ...first];
    if (by > 0) this.#attach("append", first);
    else this.#attach("prepend", rest);
  }

  #resize(count: number): void {
    for (const { element, ordinal } of this.#rows.splice(count)) {
      element.remove();
      ordinal.remove();
    }
    const more = Array.from({ length: count - this.#rows.length }, () => new GridRow());
    this.#rows.push(...more);
    if (more.length > 0) this.#attach("append", more);
  }

  #attach(where: "append" | "prepend", rows: readonly GridRow[]): void {
    this.#group[where](...rows.map(({ element }) => element));
    this.#ordinals[where](...rows.map(({ ordinal }) => ordinal));
  }
}
