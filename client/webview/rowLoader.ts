import type { ResultPage, Sort, WireValue } from "../../server/protocol/results.ts";
import type { Range } from "../protocol/panel.ts";
import { PageCache } from "./pageCache.ts";

const PAGE = 100;
const MAX_PAGES = 60;
/** Milliseconds between two looks at what is seen while the list flies by. */
const PAUSE = 25;

/** Gets the rows of one result that are looked at, and those of no other order. */
export class RowLoader {
  readonly #ask: (offset: number, count: number) => void;
  readonly #cache = new PageCache<readonly WireValue[]>(PAGE, MAX_PAGES);
  #total = 0;
  #sort = "";
  #wanted: Range = { start: 0, end: 0 };
  #pausing = false;

  constructor(ask: (offset: number, count: number) => void) {
    this.#ask = ask;
  }

  row(index: number): readonly WireValue[] | undefined {
    return this.#cache.row(index);
  }

  /** Another result: nothing is here. */
  clear(): void {
    this.#cache.clear();
  }

  /** How the result stands: how many rows, and in which order. */
  set result({ total, sort }: { readonly total: number; readonly sort: Sort | undefined }) {
    const order = JSON.stringify(sort ?? null);
    if (order !== this.#sort) this.#cache.clear();
    this.#sort = order;
    this.#total = total;
  }

  /** Takes a page in, unless it is of an order that is gone. */
  put({ offset, rows, sort }: ResultPage): boolean {
    if (JSON.stringify(sort ?? null) !== this.#sort) return false;
    this.#cache.put(offset, rows);
    return true;
  }

  /** Pages that did not come may be asked for again. */
  retry(): void {
    this.#cache.retry();
  }

  /** Asks for a row that is shown elsewhere than in the list, such as in the detail area. */
  need(row: number): void {
    for (const offset of this.#cache.take(row, row + 1, this.#total)) this.#ask(offset, PAGE);
  }

  /** Asks at once for what is seen, and while the list flies by, for what is seen every now and then. */
  want(rows: Range): void {
    this.#wanted = rows;
    if (this.#pausing) return;
    for (const offset of this.#cache.take(rows.start, rows.end, this.#total)) this.#ask(offset, PAGE);
    this.#pausing = true;
    setTimeout(() => {
      this.#pausing = false;
      if (this.#wanted !== rows) this.want(this.#wanted);
    }, PAUSE);
  }
}
