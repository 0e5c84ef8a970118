/** Browsers make no element higher than about 16,000,000 pixels (Firefox), 33,000,000 (Chromium). */
const MAX_HEIGHT = 12_000_000;

/**
 * Where the rows of a long list are. Positions in the list are *virtual* pixels; the scroll bar has as many *real* ones
 * as a browser can do, so from about half a million rows on, one real pixel stands for several virtual ones.
 */
export class VirtualScroll {
  readonly rowHeight: number;
  rows = 0;
  /** Height of what is seen at once, in pixels. */
  viewport = 0;

  constructor(rowHeight: number) {
    this.rowHeight = rowHeight;
  }

  /** Virtual height of all rows. */
  get total(): number {
    return this.rows * this.rowHeight;
  }

  /** Real height of the element that scrolls. */
  get height(): number {
    return Math.min(this.total, MAX_HEIGHT);
  }

  get scaled(): boolean {
    return this.total > MAX_HEIGHT;
  }

  toVirtual(scrollTop: number): number {
    return this.scaled ? scrollTop * this.#ratio : scrollTop;
  }

  toReal(top: number): number {
    return this.scaled ? top / this.#ratio : top;
  }

  /** The nearest virtual position that can be scrolled to. */
  clamp(top: number): number {
    return Math.max(0, Math.min(top, this.total - this.viewport));
  }

  /** Rows to draw at a virtual position, half open, with some more on both sides. */
  window(top: number, overscan: number): { readonly start: number; readonly end: number } {
    const first = Math.floor(top / this.rowHeight);
    const count = Math.ceil(this.viewport / this.rowHeight) + 1;
    return { start: Math.max(0, first - overscan), end: Math.min(this.rows, first + count + overscan) };
  }

  /** The virtual position nearest to `top` at which the whole row is seen. */
  reveal(row: number, top: number): number {
    const start = row * this.rowHeight;
    const end = start + this.rowHeight;
    if (start < top) return this.clamp(start);
    return end > top + this.viewport ? this.clamp(end - this.viewport) : top;
  }

  /** Rows that one page of the keyboard moves by. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.viewport / this.rowHeight) - 1);
  }

  get #ratio(): number {
    return (this.total - this.viewport) / Math.max(1, this.height - this.viewport);
  }
}
