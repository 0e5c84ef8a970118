import { EvqError } from "../../base/failure.ts";
import { isFileError } from "../fileSystem.ts";
import type { FileSystem } from "../fileSystem.ts";
import type { Cursor } from "../journal/cursor.ts";
import type { EventRow } from "../journal/rows.ts";
import type { RowCache } from "./rowCache.ts";
import { sealed } from "./seal.ts";
import type { FrameRows } from "./seal.ts";
import type { Segment } from "./segment.ts";
import { fileSegment, readFiledCursor, readSegment } from "./segmentFile.ts";
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

/** Some frames that were appended and are not sealed yet, as a segment once somebody looks. */
interface Run {
  readonly frames: readonly FrameRows[];
  readonly count: number;
  segment?: Segment;
}

/**
 * All events of a log: sealed segments, each in a file, and the latest events in memory, which are sealed when they are
 * many. The latest ones are kept in runs of falling length, so that looking after each append costs little.
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
    const { fileSystem, path, journalId, cache } = this.#folder;
    const cursors: Cursor[] = [];
    for (const name of segmentNames(this.#folder)) {
      const filed = readSegment(fileSystem, `${path}/${name}`, journalId, cache, () => this.#damage(name));
      if (filed === undefined || filed.before !== (cursors.at(-1)?.nextLsn ?? 1)) break;
      this.#sealed.push(filed.segment);
      cursors.push(filed.cursor);
    }
    for (; cursors.length > 0; cursors.pop(), this.#sealed.pop()) {
      const cursor = resume(cursors.at(-1) as Cursor);
      if (!cursor) continue;
      this.#filedTo = cursor.nextLsn;
      this.#lastLsn = this.#sealed.at(-1)?.lastLsn ?? 0;
      return cursor;
    }
    return undefined;
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
    let run: Run = { frames: [frame], count: frame.count };
    for (let last = this.#runs.at(-1); last && last.count <= run.count * 2; last = this.#runs.at(-1)) {
      this.#runs.pop();
      run = { frames: [...last.frames, ...run.frames], count: last.count + run.count };
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
    const segment = sealed(
      this.#folder.journalId,
      this.#runs.flatMap(({ frames }) => frames),
    );
    const before = this.#filedTo;
    this.#filedTo = cursor.nextLsn;
    this.#sealed.push(this.#file(segment, cursor, before));
    this.#runs.length = 0;
    this.#runBytes = 0;
    this.#segments = undefined;
  }

  #file(segment: Segment, cursor: Cursor, before: number): Segment {
    const { fileSystem, path, journalId, cache } = this.#folder;
    const name = segmentName(segment.core.firstLsn);
    if (journalId === "") return segment;
    try {
      if (fileSystem.stat(path) === undefined) fileSystem.makeFolder(path);
      return fileSegment(fileSystem, `${path}/${name}`, segment, { before, cursor }, cache, () => this.#damage(name));
    } catch (error) {
      if (!isFileError(error)) throw error;
      this.#unfiled += segment.core.starts.at(-1) ?? 0;
      return segment;
    }
  }

  /** All segments, the latest events included, in the order of the log. What is given never changes. */
  get segments(): readonly Segment[] {
    const latest = this.#runs.map((run) => (run.segment ??= sealed(this.#folder.journalId, run.frames)));
    return (this.#segments ??= [...this.#sealed, ...latest]);
  }

  get count(): number {
    return this.segments.reduce((sum, { count }) => sum + count, 0);
  }

  /** Bytes of memory, near enough. */
  get bytes(): number {
    return this.#sealed.reduce((sum, segment) => sum + segment.bytes, this.#unfiled + this.#runBytes * 2);
  }

  /** Forgets columns of paths when they take too much memory. */
  trim(): void {
    if (this.#sealed.reduce((sum, segment) => sum + segment.pathBytes, 0) > PATH_BYTES)
      for (const segment of this.#sealed) segment.forget();
  }

  /** Whether an event has this id. */
  hasId(id: string): boolean {
    return this.#writerView.hasId(id, this.#lastLsn, () => this.segments);
  }

  get extent(): Extent {
    return this.#writerView.extent(this.#lastLsn, () => this.segments);
  }
}

/** How far the segments that are filed go, without reading them. */
export function filedCursor({ fileSystem, path }: Pick<SegmentFolder, "fileSystem" | "path">): Cursor | undefined {
  const name = segmentNames({ fileSystem, path }).at(-1);
  return name === undefined ? undefined : readFiledCursor(fileSystem, `${path}/${name}`);
}

function tooLarge(mostBytes: number): EvqError {
  return new EvqError(
    "store.too-large",
    `The log does not fit into the ${mostBytes / 1e9} GB of memory that one log may take.`,
    "Split it into several logs.",
  );
}

function segmentName(firstLsn: number): string {
  return `${String(firstLsn).padStart(16, "0")}.evs`;
}

function segmentNames({ fileSystem, path }: Pick<SegmentFolder, "fileSystem" | "path">): readonly string[] {
  try {
    return fileSystem
      .list(path)
      .filter((name) => /^\d{16}\.evs$/.test(name))
      .sort();
  } catch (error) {
    if (isFileError(error)) return [];
    throw error;
  }
}
