import type { Cancellation } from "../../../base/cancellation.ts";
import type { Predicate, Query } from "../../../query/query.ts";
import { rowsOf } from "../../../store/segments/rowsByCode.ts";
import type { JsonPath, Segment } from "../../../store/segments/segment.ts";
import type { LogValues } from "./fields.ts";
import { clustersOf, merged, reversed } from "./order.ts";
import type { Block, Cluster, Select } from "./order.ts";
import { selectOf } from "./select.ts";
import { duringRange, intersection, placesIn, rangeOf, rowsIn } from "./timeRange.ts";
import type { TimeRange } from "./timeRange.ts";

/** Milliseconds after which messages (a cancel) are let in. */
const TURN_MS = 20;
/** Rows looked at first where only some are wanted; then more and more. */
const FIRST_ROWS = 2048;
/** The same where all that are looked at are wanted. */
const FIRST_TAKEN = 128;
const NONE = new Uint32Array(0);

/** Lets messages in now and then, and tells how many events were looked at. */
export class Turns {
  readonly #cancellation: Cancellation;
  readonly #progress: (events: number) => void;
  #began = performance.now();
  #seen = 0;

  constructor(cancellation: Cancellation, progress: (events: number) => void) {
    this.#cancellation = cancellation;
    this.#progress = progress;
  }

  /**
   * Takes note of events that were looked at; undefined when it is not time yet to let messages in, which is most often.
   * @throws EvqError `cancelled`, at once or when awaited
   */
  after(events: number): Promise<void> | undefined {
    this.#seen += events;
    this.#cancellation.check();
    return performance.now() - this.#began > TURN_MS ? this.#pause() : undefined;
  }

  /** Makes columns, which takes long, piece by piece. */
  async make(segment: Segment, columns: readonly JsonPath[]): Promise<void> {
    const making = segment.making(columns);
    while (!making.next().done) await this.after(0);
  }

  async #pause(): Promise<void> {
    this.#progress(this.#seen);
    await new Promise<void>((resolve) => void setTimeout(resolve, 0));
    this.#began = performance.now();
    this.#cancellation.check();
  }
}

/** So many of the first events are not wanted; whoever leaves some out takes them off. */
export interface Skip {
  rows: number;
}

/** Which events a query looks at: its stream, its time window and its filter. */
export class Scan {
  readonly #clusters: readonly Cluster[];
  readonly #range: TimeRange | undefined;
  readonly #stream: string | undefined;
  readonly #select: Select | undefined;
  readonly #turns: Turns;

  constructor(
    segments: readonly Segment[],
    tests: readonly Predicate[],
    during: Query["during"],
    values: LogValues,
    turns: Turns,
  ) {
    this.#clusters = clustersOf(segments);
    this.#turns = turns;
    let range = during && duringRange(during);
    const rest: Predicate[] = [];
    for (const test of tests) {
      const asked = rangeOf(test);
      if (asked) range = range ? intersection(range, asked) : asked;
      else if (this.#stream === undefined && streamIn(test) !== undefined) this.#stream = streamIn(test);
      else rest.push(test);
    }
    this.#range = range;
    if (rest.length > 0) this.#select = selectOf({ kind: "and", of: rest }, values);
  }

  /** Whether every event is wanted. */
  get isAll(): boolean {
    return this.#select === undefined && this.#range === undefined && this.#stream === undefined;
  }

  get segments(): readonly Segment[] {
    return this.#clusters.flat();
  }

  /**
   * The events in the event order, or against it; `isLazy` looks at few at a time, for those who may not want all. Of those
   * that `skip` asks to leave out as many are as is free.
   */
  async *blocks(isBackwards = false, isLazy = false, skip: Skip = { rows: 0 }): AsyncGenerator<Block> {
    for (const cluster of isBackwards ? this.#clusters.toReversed() : this.#clusters) {
      const [only] = cluster;
      if (cluster.length === 1 && only && isLazy) {
        yield* this.#pieces(only, isBackwards, skip);
        continue;
      }
      const blocks: Block[] = [];
      for (const segment of cluster) {
        const rows = this.#rowsOf(segment);
        const preparing = this.#prepare(segment, rows.length);
        if (preparing) await preparing;
        blocks.push({ segment, rows: this.#selected(segment, rows) });
        const turn = this.#turns.after(segment.count);
        if (turn) await turn;
      }
      const inOrder = blocks.length === 1 ? blocks : merged(blocks);
      for (const block of isBackwards ? reversed(inOrder) : inOrder) if (block.rows.length > 0) yield block;
    }
  }

  async *#pieces(segment: Segment, isBackwards: boolean, skip: Skip): AsyncGenerator<Block> {
    const all = this.#rowsOf(segment);
    const indexed = all === segment.order ? this.#select?.indexed?.(segment) : undefined;
    const rows = indexed ? indexed.rows() : all;
    const select = indexed ? undefined : this.#select;
    const skipped = select ? 0 : Math.min(skip.rows, rows.length);
    skip.rows -= skipped;
    for (let done = skipped, size = select ? FIRST_ROWS : FIRST_TAKEN; done < rows.length; done += size, size *= 4) {
      const piece = isBackwards
        ? rows.slice(Math.max(0, rows.length - done - size), rows.length - done).reverse()
        : rows.subarray(done, done + size);
      const preparing = select && this.#prepare(segment, piece.length);
      if (preparing) await preparing;
      const taken = select ? select.among(segment, piece) : piece;
      if (taken.length > 0) yield { segment, rows: taken };
      const turn = this.#turns.after(piece.length);
      if (turn) await turn;
    }
  }

  /** Makes the columns that the filter needs, with room for messages meanwhile. */
  #prepare(segment: Segment, count: number): Promise<void> | undefined {
    const lacking = count > 0 ? this.#select?.lacks?.(segment, count) : undefined;
    return lacking && lacking.length > 0 ? this.#turns.make(segment, lacking) : undefined;
  }

  #selected(segment: Segment, rows: Uint32Array): Uint32Array {
    return this.#select && rows.length > 0 ? this.#select.among(segment, rows) : rows;
  }

  /** The rows of the stream and the time window, in the event order. */
  #rowsOf(segment: Segment): Uint32Array {
    const stream = this.#stream;
    if (stream === undefined) return rowsIn(segment, this.#range);
    const column = segment.core.texts.stream_id;
    const code = column.find(stream);
    if (code === 0) return NONE;
    const own = rowsOf(segment.byCode(column), code);
    if (!this.#range) return own;
    const [first, last] = placesIn(segment, this.#range);
    const { ranks } = segment;
    return own.filter((row) => (ranks[row] as number) >= first && (ranks[row] as number) < last);
  }
}

/** The stream that a test asks for by name. */
function streamIn(test: Predicate): string | undefined {
  if (test.kind !== "compare" || test.operator !== "eq" || test.left.kind !== "field") return undefined;
  const { column, path } = test.left.field;
  const isStream = column === "stream_id" && path.length === 0 && test.right.kind === "constant";
  return isStream && test.right.kind === "constant" && typeof test.right.value === "string"
    ? test.right.value
    : undefined;
}
