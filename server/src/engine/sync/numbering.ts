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
  /** Where in the log the event of that number stands, where it was met in this reading. */
  readonly #marks = new Map<string, bigint>();
  readonly #ahead = new Map<string, Set<bigint>>();
  /** Holes that an earlier reading has found. */
  readonly #found: readonly Hole[];

  constructor(last: ReadonlyMap<string, bigint>, found: readonly Hole[]) {
    this.#last = new Map(last);
    this.#found = found;
  }

  /** @param mark the event's place in the log, as the log is read on by */
  take(stream: string, number: bigint | undefined, mark: bigint): void {
    if (number === undefined) return;
    const last = this.#last.get(stream);
    if (last !== undefined && number < last) return;
    if (number === last) this.#marks.set(stream, mark);
    else if (last === undefined || number === last + 1n) this.#move(stream, number, mark);
    else {
      const ahead = this.#ahead.get(stream);
      if (ahead) ahead.add(number);
      else this.#ahead.set(stream, new Set([number]));
    }
  }

  /**
   * The place behind which the first numbers are missing: what is missing can still be found by reading on from there.
   * Undefined where none are; `otherwise` where the event before them was not met.
   */
  heldAt(otherwise: bigint | undefined): bigint | undefined {
    let held: bigint | undefined;
    for (const [stream, ahead] of this.#ahead) {
      const mark = ahead.size > 0 ? (this.#marks.get(stream) ?? otherwise) : undefined;
      if (mark !== undefined && (held === undefined || mark < held)) held = mark;
    }
    return held;
  }

  /** The holes there are now, in the order of the numbers of each stream. */
  get holes(): readonly Hole[] {
    return [...this.#ahead].flatMap(([stream, ahead]) => {
      const holes: Hole[] = [];
      let last = this.#last.get(stream) ?? 0n;
      for (const number of [...ahead].sort((a, b) => (a < b ? -1 : 1))) {
        if (number > last + 1n) holes.push({ stream, from: last + 1n, to: number - 1n });
        last = number;
      }
      return holes;
    });
  }

  /** Of each stream the first holes that an earlier reading has found too: they are not looked for again. */
  giveUp(): readonly Hole[] {
    const lasting: Hole[] = [];
    const waits = new Set<string>();
    for (const hole of this.holes) {
      const { stream, from, to } = hole;
      const isFound = this.#found.some((one) => one.stream === stream && one.from <= from && one.to >= to);
      if (!isFound) waits.add(stream);
      if (waits.has(stream)) continue;
      this.#move(stream, to, this.#marks.get(stream));
      lasting.push(hole);
    }
    return lasting;
  }

  /** No hole is looked for any more. */
  close(): void {
    for (const { stream, to } of this.holes) this.#move(stream, to, this.#marks.get(stream));
  }

  forget(): void {
    this.#last.clear();
    this.#marks.clear();
    this.#ahead.clear();
  }

  get streams(): ReadonlyMap<string, bigint> {
    return this.#last.size <= MOST_STREAMS ? this.#last : new Map([...this.#last].slice(-MOST_STREAMS));
  }

  #move(stream: string, to: bigint, mark: bigint | undefined): void {
    const ahead = this.#ahead.get(stream);
    let last = to;
    while (ahead?.delete(last + 1n)) last++;
    // The one that moved last stands last.
    this.#last.delete(stream);
    this.#last.set(stream, last);
    if (mark !== undefined) this.#marks.set(stream, mark);
  }
}
