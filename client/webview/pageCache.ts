/** Rows that crossed the wire, in pages of one size; the pages that were looked at least lately are forgotten. */
export class PageCache<Row> {
  readonly pageSize: number;
  readonly #maxPages: number;
  /** In the order of their last use. */
  readonly #pages = new Map<number, readonly Row[]>();
  /** Pages that were asked for, with the length that the result had then. */
  readonly #asked = new Map<number, number>();

  constructor(pageSize: number, maxPages: number) {
    this.pageSize = pageSize;
    this.#maxPages = maxPages;
  }

  clear(): void {
    this.#pages.clear();
    this.#asked.clear();
  }

  row(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / this.pageSize))?.[index % this.pageSize];
  }

  /** Takes a page in; `offset` is where the page begins. */
  put(offset: number, rows: readonly Row[]): void {
    const page = Math.floor(offset / this.pageSize);
    this.#pages.delete(page);
    this.#pages.set(page, rows);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= this.#maxPages) break;
      this.#pages.delete(oldest);
      this.#asked.delete(oldest);
    }
  }

  /** Pages that did not come may be asked for again. */
  retry(): void {
    this.#asked.clear();
  }

  /**
   * Where the pages begin that are needed to see rows `start` to `end` (half open) of `total`, are not here or not full,
   * and were not asked for since the result has that length. They count as asked for, and those that are here as used.
   */
  take(start: number, end: number, total: number): readonly number[] {
    const needed: number[] = [];
    const last = Math.min(end, total);
    for (let page = Math.floor(start / this.pageSize); page * this.pageSize < last; page++) {
      const rows = this.#pages.get(page);
      const offset = page * this.pageSize;
      if (rows) {
        this.#pages.delete(page);
        this.#pages.set(page, rows);
      }
      const full = rows !== undefined && rows.length >= Math.min(this.pageSize, total - offset);
      if (full || this.#asked.get(page) === total) continue;
      this.#asked.set(page, total);
      needed.push(offset);
    }
    return needed;
  }
}
