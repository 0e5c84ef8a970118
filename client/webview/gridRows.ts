import type { Range } from "../protocol/panel.ts";
import { GridRow, type ShownLine } from "./gridRow.ts";

/** Which lines there are and which of them are seen, half open, and where the first one stands in pixels. */
interface Drawn {
  readonly lines: Range;
  readonly seen: Range;
  readonly top: number;
}

/** More new lines than this are a frame's work. */
const MUCH = 8;

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

  /**
   * Draws lines (half open), the first of them `top` pixels below the top of the list. Where much of what is seen is
   * new, the lines beyond it wait, so that a frame is no more work than it must be.
   * @returns whether some wait: they are drawn when the same is asked for again
   */
  show({ lines, seen, top }: Drawn, line: (at: number) => ShownLine): boolean {
    this.#turn(lines.start);
    this.#resize(lines.end - lines.start);
    const all = this.#rows.map((row, index) => ({ row, at: lines.start + index }));
    const isSeen = ({ at }: { readonly at: number }) => at >= seen.start && at < seen.end;
    const isNew = all.filter(isSeen).map(({ row, at }) => row.show(line(at)));
    const isMuch = isNew.filter(Boolean).length > MUCH;
    const beyond = all.filter((one) => !isSeen(one));
    const waiting = isMuch ? beyond.filter(({ row, at }) => row.wait(line(at))) : [];
    if (!isMuch) for (const { row, at } of beyond) row.show(line(at));
    const transform = `translateY(${top}px)`;
    if (this.element.style.transform !== transform) this.element.style.transform = transform;
    return waiting.length > 0;
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
