import type { FileSystem } from "../fileSystem.ts";
import { withCheckpoint } from "./checkpoint.ts";
import type { Cursor, Damage } from "./cursor.ts";
import { FRAME, chainAfter } from "./format.ts";
import { FrameReader } from "./frames.ts";
import type { Frame } from "./frames.ts";
import type { History, Segment } from "./history.ts";

/** Events as they stand in the journal, `rows.ts` reads them. */
export interface Rows {
  readonly firstLsn: number;
  readonly count: number;
  readonly rows: Uint8Array;
}

/** What a replay tells of besides events, for whoever wants to know of every frame. */
export interface Watch {
  segment?(segment: Segment, end: number): void;
  frame?(frame: Frame, cursor: Cursor): void;
  /** Asked behind each frame: whether to stop there, to go on from the cursor later. */
  isEnough?(cursor: Cursor): boolean;
}

/**
 * Reads the frames from a cursor to the end, those that count in order, and says how far it came. Where it stops before
 * the end of the last file, what follows is no frame (yet): the beginning of one that is being written, or damage.
 * Never writes. `acknowledged` is the highest lsn known to be acknowledged.
 */
export function replay(
  fileSystem: FileSystem,
  { segments }: History,
  from: Cursor,
  acknowledged: number,
  take: (rows: Rows) => void,
  watch: Watch = {},
): Cursor {
  const first = from.segment === "" ? 0 : segments.findIndex(({ name }) => name === from.segment);
  let cursor = from;
  for (const [at, segment] of segments.entries()) {
    if (at < first) continue;
    if (segment.name !== cursor.segment) cursor = enter(cursor, segment);
    const file = fileSystem.openRead(segment.path);
    try {
      const isLast = at === segments.length - 1;
      const reader = new FrameReader(file, segment);
      watch.segment?.(segment, reader.end);
      const reading = new SegmentReplay(fileSystem, reader, isLast, acknowledged, take, watch);
      cursor = reading.run(cursor);
      if (reading.isStopped) return cursor;
      if (segment.length !== undefined && reader.end < segment.length)
        cursor = withDamage(cursor, bytesDamage(cursor, reader.end, segment.length));
    } finally {
      file.close();
    }
  }
  return cursor;
}

/** Goes on to the next segment; numbers that it leaves out are lost. */
function enter(cursor: Cursor, { name, start, firstLsn, chain }: Segment): Cursor {
  const { lastFrame: _frame, lastBatch: _batch, ...rest } = cursor;
  const next = { ...rest, segment: name, position: start };
  if (chain === undefined) return next;
  const place = { segment: name, from: start, to: start, firstLost: cursor.nextLsn };
  if (firstLsn > cursor.nextLsn)
    return withDamage(
      { ...next, nextLsn: firstLsn, chain },
      { ...place, kind: "missing", lost: firstLsn - cursor.nextLsn },
    );
  const isExplained = cursor.damage.at(-1)?.kind === "bytes" && cursor.damage.at(-1)?.segment === cursor.segment;
  if (firstLsn === cursor.nextLsn && chain !== cursor.chain && !isExplained)
    return withDamage({ ...next, chain }, { ...place, kind: "chain", lost: 0 });
  return next;
}

class SegmentReplay {
  readonly #fileSystem: FileSystem;
  readonly #reader: FrameReader;
  readonly #isLast: boolean;
  readonly #acknowledged: number;
  readonly #take: (rows: Rows) => void;
  readonly #watch: Watch;
  isStopped = false;

  constructor(
    fileSystem: FileSystem,
    reader: FrameReader,
    isLast: boolean,
    acknowledged: number,
    take: (rows: Rows) => void,
    watch: Watch,
  ) {
    this.#fileSystem = fileSystem;
    this.#reader = reader;
    this.#isLast = isLast;
    this.#acknowledged = acknowledged;
    this.#take = take;
    this.#watch = watch;
  }

  run(from: Cursor): Cursor {
    const reader = this.#reader;
    let cursor = from;
    while (cursor.position < reader.end) {
      const frame = reader.at(cursor.position) ?? this.#behindDamage(cursor);
      if (frame === undefined) break;
      cursor = this.#step(cursor, frame);
      this.isStopped = this.#watch.isEnough?.(cursor) ?? false;
      if (this.isStopped) return cursor;
    }
    if (!this.#isLast && cursor.position < reader.end)
      cursor = { ...withDamage(cursor, bytesDamage(cursor, cursor.position, reader.end)), position: reader.end };
    return cursor;
  }

  /**
   * The frame with which the journal goes on behind bytes that are none. What is left of a batch that was never written
   * to its end does not count: a batch that a later one follows was, and so was one that is known to be acknowledged.
   */
  #behindDamage({ position }: Cursor): Frame | undefined {
    const next = this.#reader.next(position + 1);
    if (next === undefined || !this.#isLast) return next;
    for (let frame: Frame | undefined = next; frame; frame = this.#reader.next(frame.end))
      if (frame.position - frame.header.batchOffset > position || lastLsn(frame) <= this.#acknowledged) return next;
    return undefined;
  }

  #step(cursor: Cursor, frame: Frame): Cursor {
    const { header, position, end, payload } = frame;
    const { firstLsn, count, type, checksum } = header;
    if (firstLsn < cursor.nextLsn) return { ...cursor, position: end };
    const found = damageBefore(cursor, frame, this.#fileSystem);
    const [rows, checkpoint] = [payload.subarray(0, header.rowsLength), payload.subarray(header.rowsLength)];
    const startsBatch = header.batchOffset === 0 || cursor.lastBatch === undefined;
    const isLoss = type === FRAME.loss;
    const loss: Damage = {
      kind: "repaired",
      segment: cursor.segment,
      from: position,
      to: position,
      firstLost: firstLsn,
      lost: count,
    };
    const next: Cursor = {
      segment: cursor.segment,
      position: end,
      nextLsn: firstLsn + count,
      events: cursor.events + (type === FRAME.events ? count : 0),
      chain: header.chain ?? found.chain,
      closed: type === FRAME.close,
      lastFrame: { position, checksum },
      lastBatch: startsBatch ? { position, nextLsn: firstLsn, chain: cursor.chain } : cursor.lastBatch,
      damage: [...(found.damage ? [...cursor.damage, found.damage] : cursor.damage), ...(isLoss ? [loss] : [])],
      checkpoints:
        checkpoint.length > 0
          ? withCheckpoint(cursor.checkpoints, checkpoint, cursor.segment, position)
          : cursor.checkpoints,
    };
    if (type === FRAME.events && count > 0) this.#take({ firstLsn, count, rows });
    this.#watch.frame?.(frame, next);
    return next;
  }
}

/** What is not right between the cursor and a frame behind it, and the chain after that frame by our own reckoning. */
function damageBefore(
  cursor: Cursor,
  { header, position, payload }: Frame,
  fileSystem: FileSystem,
): { readonly damage?: Damage; readonly chain: string } {
  const { segment, position: from, nextLsn } = cursor;
  const lost = header.firstLsn - nextLsn;
  const place = { segment, from, to: position, firstLost: nextLsn, lost };
  const chain = chainAfter(cursor.chain, header, payload, fileSystem.sha256);
  if (position > from) return { chain, damage: { ...place, kind: "bytes" } };
  if (lost > 0) return { chain, damage: { ...place, kind: "missing" } };
  if (header.chain !== undefined && header.chain !== chain) return { chain, damage: { ...place, kind: "chain" } };
  return { chain };
}

function bytesDamage({ segment, nextLsn }: Cursor, from: number, to: number): Damage {
  return { kind: "bytes", segment, from, to, firstLost: nextLsn, lost: 0 };
}

function withDamage(cursor: Cursor, damage: Damage): Cursor {
  return { ...cursor, damage: [...cursor.damage, damage] };
}

function lastLsn({ header: { firstLsn, count } }: Frame): number {
  return firstLsn + count - 1;
}
