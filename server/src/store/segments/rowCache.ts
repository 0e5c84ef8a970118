/** Bytes of rows that are kept for the next query: a day of a busy log. */
const MOST = 48 * 1024 * 1024;

/** Bytes of room that are kept; a larger row gets room of its own. */
const MOST_SCRATCH = 4 * 1024 * 1024;

/** Rows that stand near each other, from `first` to `last`, and where the first one begins among all. */
export interface RowPiece {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly first: number;
  readonly last: number;
  /** All of it as text, where that was asked for and a place in the bytes is the same place in the text. */
  text?: string | undefined;
}

interface Kept {
  /** Whose rows they are. */
  readonly owner: object;
  readonly place: number;
  readonly piece: RowPiece;
}

/** The pieces of rows that were asked for last, of all logs of a store, and room for reading pieces that nobody keeps. */
export class RowCache {
  readonly #most: number;
  readonly #byOwner = new WeakMap<object, Map<number, Kept>>();
  /** The one that was asked for longest ago comes first. */
  readonly #kept = new Set<Kept>();
  #last: Kept | undefined;
  #bytes = 0;
  #scratch = new Uint8Array(0);
  #isTaken = false;

  constructor(most = MOST) {
    this.#most = most;
  }

  get(owner: object, place: number): RowPiece | undefined {
    const last = this.#last;
    if (last?.owner === owner && last.place === place) return last.piece;
    const kept = this.#byOwner.get(owner)?.get(place);
    if (!kept) return undefined;
    this.#kept.delete(kept);
    this.#kept.add(kept);
    this.#last = kept;
    return kept.piece;
  }

  keep(owner: object, place: number, piece: RowPiece): void {
    let own = this.#byOwner.get(owner);
    if (!own) this.#byOwner.set(owner, (own = new Map()));
    const kept = { owner, place, piece };
    own.set(place, kept);
    this.#kept.add(kept);
    this.#last = kept;
    this.#bytes += piece.bytes.length;
    for (const oldest of this.#kept) {
      if (this.#bytes <= this.#most) break;
      this.#kept.delete(oldest);
      this.#byOwner.get(oldest.owner)?.delete(oldest.place);
      this.#bytes -= oldest.piece.bytes.length;
    }
  }

  /** Memory that is new costs more than reading into it, so pieces are read into the same bytes one after the other. */
  withScratch<T>(work: (room: (length: number) => Uint8Array) => T): T {
    if (this.#isTaken) return work((length) => new Uint8Array(length));
    this.#isTaken = true;
    try {
      return work((length) => {
        if (length > MOST_SCRATCH) return new Uint8Array(length);
        if (this.#scratch.length < length) this.#scratch = new Uint8Array(length);
        return this.#scratch.subarray(0, length);
      });
    } finally {
      this.#isTaken = false;
    }
  }
}
