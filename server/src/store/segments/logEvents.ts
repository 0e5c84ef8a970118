import { EvqError } from "../../base/failure.ts";
import { isFileError } from "../fileSystem.ts";
import type { FileSystem } from "../fileSystem.ts";
import type { Cursor } from "../journal/cursor.ts";
import type { EventRow } from "../journal/rows.ts";
import type { RowCache } from "./rowCache.ts";
import { framesOf, sealed } from "./seal.ts";
import type { FrameRows } from "./seal.ts";
import type { Segment } from "./segment.ts";
import { fileSegment, readSegment } from "./segmentFile.ts";
import type { FiledSegment, SegmentPlace } from "./segmentFile.ts";
import { filedNames, latestName, segmentName } from "./filedNames.ts";
import { WriterView } from "./writerView.ts";
import type { Extent } from "./writerView.ts";

/** So many bytes of rows make a segment, however few events they are. */
const SEGMENT_BYTES = 64 * 1024 * 1024;
/** What the columns and rows in memory of one log may take: the machine suffers beyond. */
const MAX_BYTES = 1_800_000_000;
/** Columns of paths are forgotten when they take more; they can be made again. */
const PATH_BYTES = 600_000_000;

/** Where a log's segments are filed. */
export interface SegmentFolder {
  readonly fileSystem: FileSystem;
  readonly path: string;
  readonly journalId: string;
  /** So many events make a segment. */
  readonly segmentEvents: number;
  readonly cache: RowCache;
  /** What the columns and rows in memory may take; 1.8 GB when not given. */
  readonly mostBytes?: number;
}

/** Latest events that are in no file are filed when they are this part of a segment. */
const LATEST_PART = 16;

/** Whoever still reads from a file of latest events has taken it up before this time. */
const OUTDATED_MS = 3_600_000;

/** Some frames that were appended and make no whole segment yet, as a segment once somebody looks. */
interface Run {
  readonly frames: () => readonly FrameRows[];
  readonly count: number;
  readonly isFiled?: boolean;
  segment?: Segment;
}

/**
 * All events of a log: sealed segments, each in a file, and the latest events in memory, which are sealed when they are
 * many. The latest ones are kept in runs of falling length, so that looking after each append costs little. Those that had
 * to be read from the journal are filed as well, so that whoever opens the log next need not read them there.
 */
export class LogEvents {
  readonly #folder: SegmentFolder;
  readonly #mostBytes: number;
  readonly #sealed: Segment[] = [];
  readonly #runs: Run[] = [];
  #runBytes = 0;
  /** Bytes of rows that could not be filed. */
  #unfiled = 0;
  readonly #writerView: WriterView;
  #lastLsn = 0;
  /** Number of the first event behind the sealed segments. */
  #filedTo = 1;
  #isDamaged = false;
  #segments: readonly Segment[] | undefined;

  constructor(folder: SegmentFolder) {
    this.#folder = folder;
    this.#mostBytes = folder.mostBytes ?? MAX_BYTES;
    this.#writerView = new WriterView(folder.journalId);
  }

  /** A filed segment turned out not to be what was written: everything is to be read from the journal again. */
  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  /**
   * Takes the segments that are filed, as far as they follow each other and the journal goes on behind them; gives the
   * cursor there, or undefined when there are none.
   */
  load(resume: (cursor: Cursor) => Cursor | undefined): Cursor | undefined {
    const names = filedNames(this.#folder);
    const cursors: Cursor[] = [];
    for (const { name } of names.whole) {
      const filed = this.#filed(name);
      if (filed === undefined || filed.before !== (cursors.at(-1)?.nextLsn ?? 1)) break;
      this.#sealed.push(filed.segment);
      cursors.push(filed.cursor);
    }
    let cursor: Cursor | undefined;
    for (; cursors.length > 0; cursors.pop(), this.#sealed.pop()) {
      cursor = resume(cursors.at(-1) as Cursor);
      if (cursor) break;
    }
    this.#filedTo = cursor?.nextLsn ?? 1;
    for (const { name, before } of names.latest) {
      if (before !== this.#filedTo) continue;
      const filed = this.#filed(name);
      const end = filed && resume(filed.cursor);
      if (!end) continue;
      this.#takeLatest(filed.segment);
      cursor = end;
      break;
    }
    this.#lastLsn = this.segments.at(-1)?.lastLsn ?? 0;
    return cursor;
  }

  #filed(name: string): FiledSegment | undefined {
    const { fileSystem, path, journalId, cache } = this.#folder;
    return readSegment(fileSystem, `${path}/${name}`, journalId, cache, () => this.#damage(name));
  }

  #takeLatest(segment: Segment): void {
    const run = { frames: () => framesOf(segment), count: segment.count, isFiled: true, segment };
    this.#runs.splice(0, this.#runs.length, run);
    this.#runBytes = segment.rows.length;
    this.#segments = undefined;
  }

  /** A file that is not right is taken away, so that it is made anew. */
  #damage(name: string): void {
    this.#isDamaged = true;
    const { fileSystem, path } = this.#folder;
    try {
      fileSystem.removeFile(`${path}/${name}`);
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  }

  /**
   * Takes the rows of a frame behind those that are there; `rows` says the same where it is known already.
   * @throws EvqError `store.too-large`
   */
  add(frame: FrameRows, rows?: readonly EventRow[]): void {
    this.#segments = undefined;
    const lastLsn = frame.firstLsn + frame.count - 1;
    if (rows) this.#writerView.add(this.#lastLsn, lastLsn, rows);
    this.#lastLsn = lastLsn;
    this.#runBytes += frame.rows.length;
    let run: Run = { frames: () => [frame], count: frame.count };
    for (let last = this.#runs.at(-1); last && last.count <= run.count * 2; last = this.#runs.at(-1)) {
      this.#runs.pop();
      const [before, behind] = [last.frames, run.frames];
      run = { frames: () => [...before(), ...behind()], count: last.count + run.count };
    }
    this.#runs.push(run);
    if (this.bytes > this.#mostBytes) throw tooLarge(this.#mostBytes);
  }

  /**
   * Makes sure that the log has room for so many more bytes of rows.
   * @throws EvqError `store.too-large`
   */
  checkRoom(bytes: number): void {
    if (this.bytes + bytes * 2 > this.#mostBytes) throw tooLarge(this.#mostBytes);
  }

  /** Files the latest events as a segment if they are many; `cursor` stands behind them. */
  settle(cursor: Cursor): void {
    const count = this.#runs.reduce((sum, run) => sum + run.count, 0);
    if (count < this.#folder.segmentEvents && this.#runBytes < SEGMENT_BYTES) return;
    const segment = this.#joined();
    const before = this.#filedTo;
    this.#filedTo = cursor.nextLsn;
    const filed = this.#file(segmentName(before), segment, { before, cursor });
    if (!filed) this.#unfiled += segment.rows.length;
    this.#sealed.push(filed ?? segment);
    this.#runs.length = 0;
    this.#runBytes = 0;
    this.#segments = undefined;
  }

  /** Files the latest events as they are where many of them are in no file; `cursor` stands behind them. */
  fileLatest(cursor: Cursor): void {
    const unfiled = this.#runs.reduce((sum, { count, isFiled }) => sum + (isFiled ? 0 : count), 0);
    if (unfiled === 0 || unfiled * LATEST_PART < this.#folder.segmentEvents) return;
    const before = this.#filedTo;
    const filed = this.#file(latestName(before, cursor.nextLsn), this.#joined(), { before, cursor });
    if (!filed) return;
    this.#takeLatest(filed);
    this.#removeOld(latestName(before, cursor.nextLsn));
  }

  /** Files of latest events that are long outdated; others may still be read from by another process. */
  #removeOld(latest: string): void {
    const { fileSystem, path } = this.#folder;
    const modified = (name: string) => fileSystem.stat(`${path}/${name}`)?.modified ?? 0;
    for (const { name } of filedNames(this.#folder).latest)
      if (name !== latest && modified(latest) - modified(name) > OUTDATED_MS) fileSystem.removeFile(`${path}/${name}`);
  }

  /** The latest events as one segment. */
  #joined(): Segment {
    const { journalId } = this.#folder;
    return sealed(
      journalId,
      this.#runs.flatMap(({ frames }) => frames()),
    );
  }

  /** Undefined where it cannot be filed. */
  #file(name: string, segment: Segment, place: SegmentPlace): Segment | undefined {
    const { fileSystem, path, journalId, cache } = this.#folder;
    if (journalId === "") return undefined;
    try {
      if (fileSystem.stat(path) === undefined) fileSystem.makeFolder(path);
      return fileSegment(fileSystem, `${path}/${name}`, segment, place, cache, () => this.#damage(name));
    } catch (error) {
      if (!isFileError(error)) throw error;
      return undefined;
    }
  }

  /** All segments, the latest events included, in the order of the log. What is given never changes. */
  get segments(): readonly Segment[] {
    const latest = this.#runs.map((run) => (run.segment ??= sealed(this.#folder.journalId, run.frames())));
    return (this.#segments ??= [...this.#sealed, ...latest]);
  }

  get count(): number {
    return this.segments.reduce((sum, { count }) => sum + count, 0);
  }

  /** Bytes of memory, near enough. */
  get bytes(): number {
    return this.#sealed.reduce((sum, segment) => sum + segment.bytes, this.#unfiled + this.#runBytes * 2);
  }

  /** Forgets columns of paths when they take too much memory, those that were asked for longest ago. */
  trim(): void {
    if (this.#sealed.reduce((sum, segment) => sum + segment.pathBytes, 0) <= PATH_BYTES) return;
    for (const segment of this.#sealed) segment.trim(PATH_BYTES / this.#sealed.length);
  }

  /** Whether an event has this id. */
  hasId(id: string): boolean {
    return this.#writerView.hasId(id, this.#lastLsn, () => this.segments);
  }

  get extent(): Extent {
    return this.#writerView.extent(this.#lastLsn, () => this.segments);
  }
}

function tooLarge(mostBytes: number): EvqError {
  return new EvqError(
    "store.too-large",
    `The log does not fit into the ${mostBytes / 1e9} GB of memory that one log may take.`,
    "Split it into several logs.",
  );
}
