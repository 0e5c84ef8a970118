import { narrow } from "../journal/rows.ts";
import type { EventRow, Integer } from "../journal/rows.ts";
import { GivenIds } from "./givenIds.ts";
import { integerAt } from "./integers.ts";
import type { Segment } from "./segment.ts";

/** What a writer has to know of a log's events besides their ids. */
export interface Extent {
  /** The highest sequence number of each stream. */
  readonly streams: Map<string | null, Integer | null>;
  first: Integer | null;
  last: Integer | null;
}

/** Number of streams; events without one are in none. */
export function streamCount({ streams }: Extent): number {
  return streams.size - (streams.has(null) ? 1 : 0);
}

/** What only writers ask of a log: which ids are taken and how far each stream goes; learnt when first asked. */
export class WriterView {
  readonly #journalId: string;
  readonly #extent: Extent = { streams: new Map(), first: null, last: null };
  #extentLsn = 0;
  #ids: GivenIds | undefined;
  #idsLsn = 0;
  /** Ids of events that are in no sealed segment yet. */
  readonly #latestIds = new Set<string>();

  constructor(journalId: string) {
    this.#journalId = journalId;
  }

  /** Takes in rows that were just appended behind event `before`, which the view then need not read. */
  add(before: number, lastLsn: number, rows: readonly EventRow[]): void {
    if (this.#extentLsn === before) {
      for (const { stream, sequence, timestamp } of rows) this.#extend(stream, sequence, timestamp);
      this.#extentLsn = lastLsn;
    }
    if (this.#ids && this.#idsLsn === before) {
      for (const { id } of rows) this.#latestIds.add(id);
      this.#idsLsn = lastLsn;
    }
  }

  /** `lastLsn` is that of the log's last event. */
  extent(lastLsn: number, segments: () => readonly Segment[]): Extent {
    if (this.#extentLsn === lastLsn) return this.#extent;
    for (const segment of segments()) {
      if (segment.lastLsn <= this.#extentLsn) continue;
      const { texts, sequences, timestamps } = segment.core;
      const streams = texts.stream_id;
      const names = Array.from({ length: streams.size + 1 }, (_, code) => (code === 0 ? null : streams.text(code)));
      for (let row = firstBehind(segment, this.#extentLsn); row < segment.count; row++)
        this.#extend(
          names[streams.codes[row] as number] ?? null,
          narrowed(integerAt(sequences, row)),
          narrowed(integerAt(timestamps, row)),
        );
      this.#extentLsn = segment.lastLsn;
    }
    return this.#extent;
  }

  hasId(id: string, lastLsn: number, segments: () => readonly Segment[]): boolean {
    const number = this.#numberIn(id);
    if (number !== undefined && isGivenTo(number, segments())) return true;
    if (!this.#ids) {
      this.#ids = new GivenIds();
      for (const segment of segments()) this.#ids.add(segment);
      this.#idsLsn = lastLsn;
    } else if (this.#idsLsn < lastLsn)
      for (const segment of segments()) {
        if (segment.lastLsn <= this.#idsLsn) continue;
        for (let row = firstBehind(segment, this.#idsLsn); row < segment.count; row++)
          this.#latestIds.add(segment.idAt(row));
        this.#idsLsn = segment.lastLsn;
      }
    return this.#latestIds.has(id) || this.#ids.has(id);
  }

  /** The number of an event whose id the log gave itself. */
  #numberIn(id: string): number | undefined {
    if (!id.startsWith(`${this.#journalId}-`)) return undefined;
    const digits = id.slice(this.#journalId.length + 1);
    return /^[1-9]\d{0,15}$/.test(digits) ? Number(digits) : undefined;
  }

  #extend(stream: string | null, sequence: Integer | null, timestamp: Integer | null): void {
    const extent = this.#extent;
    const last = extent.streams.get(stream);
    if (last === undefined || last === null || (sequence !== null && sequence > last))
      extent.streams.set(stream, sequence);
    if (timestamp === null) return;
    if (extent.first === null || timestamp < extent.first) extent.first = timestamp;
    if (extent.last === null || timestamp > extent.last) extent.last = timestamp;
  }
}

function narrowed(integer: bigint | null): Integer | null {
  return integer === null ? null : narrow(integer);
}

/** The first row with a higher number. */
function firstBehind(segment: Segment, lsn: number): number {
  let [low, high] = [0, segment.count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (segment.lsnAt(middle) <= lsn) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether the event of that number has the id that the log gives to it. */
function isGivenTo(lsn: number, segments: readonly Segment[]): boolean {
  for (const segment of segments) {
    if (segment.lastLsn < lsn) continue;
    const row = firstBehind(segment, lsn - 1);
    return row < segment.count && segment.lsnAt(row) === lsn && (segment.core.ids?.at(row) ?? null) === null;
  }
  return false;
}
