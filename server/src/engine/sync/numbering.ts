/** Numbers of a stream that are missing, both ends included. */
export interface Hole {
  readonly stream: string;
  readonly from: bigint;
  readonly to: bigint;
}

/** Streams whose last numbers are remembered; of more the ones that were still for longest are forgotten. */
const MOST_STREAMS = 10_000;

/** Sees to it that the events of each stream are numbered without holes. */
export class Numbering {
  /** Up to this number of a stream all is known, or was told. */
  readonly #last: Map<string, bigint>;
  readonly #ahead = new Map<string, Set<bigint>>();

  constructor(last: ReadonlyMap<string, bigint>) {
    this.#last = new Map(last);
  }

  take(stream: string, number: bigint | undefined): void {
    if (number === undefined) return;
    const last = this.#last.get(stream);
    if (last !== undefined && number <= last) return;
    const ahead = this.#ahead.get(stream);
    if (last === undefined || number === last + 1n) this.#move(stream, number);
    else if (ahead) ahead.add(number);
    else this.#ahead.set(stream, new Set([number]));
  }

  get hasHoles(): boolean {
    return [...this.#ahead.values()].some(({ size }) => size > 0);
  }

  /** The holes that are left at the end of a reading; they are not looked for again. */
  close(): readonly Hole[] {
    const holes: Hole[] = [];
    for (const [stream, ahead] of this.#ahead) {
      for (const number of [...ahead].sort((a, b) => (a < b ? -1 : 1))) {
        const last = this.#last.get(stream) ?? 0n;
        if (number > last + 1n) holes.push({ stream, from: last + 1n, to: number - 1n });
        if (number > last) this.#last.set(stream, number);
      }
    }
    this.#ahead.clear();
    return holes;
  }

  forget(): void {
    this.#last.clear();
    this.#ahead.clear();
  }

  get streams(): ReadonlyMap<string, bigint> {
    return this.#last.size <= MOST_STREAMS ? this.#last : new Map([...this.#last].slice(-MOST_STREAMS));
  }

  #move(stream: string, to: bigint): void {
    const ahead = this.#ahead.get(stream);
    let last = to;
    while (ahead?.delete(last + 1n)) last++;
    // The one that moved last stands last.
    this.#last.delete(stream);
    this.#last.set(stream, last);
  }
}
