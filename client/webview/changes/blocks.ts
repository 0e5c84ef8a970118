/** Changes that are asked for, drawn and measured together. */
export const BLOCK = 20;
/** Browsers make no element higher than about 33,000,000 pixels, so more changes are shown in parts of so many. */
export const PART = 100_000;

/** Height of a change that was not drawn yet, in pixels. */
const ESTIMATE = 92;

/** Which blocks are drawn, and how much room those before and behind them take, in pixels. */
export interface Drawn {
  readonly first: number;
  /** Half open. */
  readonly end: number;
  readonly above: number;
  readonly below: number;
}

/** Heights of the blocks of a long list whose items are of different height: measured where drawn, else estimated. */
export class BlockHeights {
  readonly #measured = new Map<number, number>();
  readonly #count: number;
  readonly #items: number;
  #estimate = ESTIMATE;

  constructor(items: number) {
    this.#items = Math.min(items, PART);
    this.#count = Math.ceil(this.#items / BLOCK);
  }

  /** The same heights for a list that has grown. */
  grown(items: number): BlockHeights {
    const heights = new BlockHeights(items);
    const last = this.#count - 1;
    for (const [block, height] of this.#measured) {
      if (block !== last || this.#items % BLOCK === 0) heights.measure(block, height);
    }
    return heights;
  }

  itemsIn(block: number): number {
    return Math.max(0, Math.min(BLOCK, this.#items - block * BLOCK));
  }

  /** Takes in how high a block is; what is not drawn yet is thought to be alike. */
  measure(block: number, height: number): void {
    this.#measured.set(block, height);
    const [sum, items] = [...this.#measured].reduce(
      ([heights, all], [at, own]) => [heights + own, all + this.itemsIn(at)],
      [0, 0],
    );
    if (items > 0) this.#estimate = sum / items;
  }

  forget(): void {
    this.#measured.clear();
  }

  heightOf(block: number): number {
    return this.#measured.get(block) ?? this.itemsIn(block) * this.#estimate;
  }

  /** Where a block begins. */
  topOf(block: number): number {
    let top = 0;
    for (let i = 0; i < block; i++) top += this.heightOf(i);
    return top;
  }

  /** The block that stands at a place. */
  at(top: number): number {
    let [block, end] = [0, this.heightOf(0)];
    while (block < this.#count - 1 && end <= top) end += this.heightOf(++block);
    return block;
  }

  /** The blocks that are seen at a place of the list, with some more above and below. */
  drawn(top: number, viewport: number): Drawn {
    const [from, to] = [top - viewport / 2, top + viewport * 1.5];
    let [first, end, at] = [0, 0, 0];
    for (let block = 0; block < this.#count; block++) {
      const next = at + this.heightOf(block);
      if (next < from) first = block + 1;
      if (at <= to) end = block + 1;
      at = next;
    }
    first = Math.min(first, Math.max(0, this.#count - 1));
    end = Math.max(end, Math.min(first + 1, this.#count));
    return { first, end, above: this.topOf(first), below: at - this.topOf(end) };
  }
}
