import { EvqError } from "../../base/failure.ts";
import { writeFailure } from "../failures.ts";
import { FileError } from "../fileSystem.ts";
import type { FileSystem, OpenFile } from "../fileSystem.ts";
import type { Lock } from "../lock.ts";
import type { Cursor } from "./cursor.ts";
import { after, printBatch, readBatch } from "./batch.ts";
import type { PrintedBatch } from "./batch.ts";
import { FRAME_HEADER_LENGTH, HEADER_LENGTH, printSegmentHeader, segmentName, seedOf } from "./format.ts";
import type { FrameContent, Previous } from "./format.ts";
import type { History, JournalPaths } from "./history.ts";

/** A segment this long is not continued. */
const SEGMENT_LENGTH = 64 * 1024 * 1024;

/** Where a segment that is being written ends. */
interface Tail {
  readonly file: OpenFile;
  readonly name: string;
  readonly epoch: number;
  readonly firstLsn: number;
  readonly seed: number;
}

/**
 * Puts batches of frames at the end of a journal, as long as its process holds the lock. It goes on in the last segment
 * only if whoever wrote to that one has ended well; else it begins a segment of its own, which names how much of the one
 * before counts, and in which the last batch stands once more: it may never have reached the disk.
 */
export class JournalWriter {
  readonly #fileSystem: FileSystem;
  readonly #paths: JournalPaths;
  readonly #lock: Lock;
  readonly #journalId: string;
  /** After this the journal may no longer be written by this process. */
  readonly #poison: (reason: string) => void;
  #tail: Tail;
  #cursor: Cursor;

  /** The cursor stands at the journal's end, read while holding the lock. */
  constructor(
    fileSystem: FileSystem,
    paths: JournalPaths,
    history: History,
    cursor: Cursor,
    lock: Lock,
    poison: (reason: string) => void,
  ) {
    this.#fileSystem = fileSystem;
    this.#paths = paths;
    this.#lock = lock;
    this.#journalId = history.journalId;
    this.#poison = poison;
    this.#cursor = cursor;
    this.#tail = this.#continued(history) ?? this.#begun(history);
  }

  /** The journal's end, everything that this process has written and knows to be safe included. */
  get cursor(): Cursor {
    return this.#cursor;
  }

  /**
   * Writes a batch in one piece; it is safe when it resolves. `contents` have consecutive numbers.
   * @throws EvqError `store.write-failed`, FileError
   */
  async append(contents: readonly FrameContent[]): Promise<void> {
    if (this.#cursor.position > SEGMENT_LENGTH) this.#rotate();
    const { file, seed } = this.#tail;
    const { position } = this.#cursor;
    const printed = printBatch(contents, this.#cursor.chain, seed, position, this.#fileSystem.sha256);
    const { bytes } = printed;
    if (file.size() !== position || !this.#lock.isHeld()) throw this.#overtaken();
    await this.#write(file, position, bytes);
    const there = file.read(position, FRAME_HEADER_LENGTH);
    if (!this.#lock.isHeld() || there.some((byte, at) => byte !== bytes[at])) throw this.#overtaken();
    this.#cursor = after(this.#cursor, contents, printed);
  }

  close(): void {
    this.#tail.file.close();
  }

  /** An error of `flush` says nothing of what is on the disk, and a second call would only say that it has no work. */
  async #write(file: OpenFile, position: number, bytes: Uint8Array): Promise<void> {
    try {
      file.append(bytes);
    } catch (error) {
      this.#takeBack(file, position);
      throw writeFailure(this.#paths.segments, error);
    }
    try {
      await file.flush();
    } catch (error) {
      this.#giveUp((error as Error).message);
      if (this.#lock.isHeld()) attempt(() => file.truncate(position));
      throw error;
    }
  }

  /** Cuts off what a failed write left. Where that fails too, nobody can go on in this segment. */
  #takeBack(file: OpenFile, position: number): void {
    if (!this.#lock.isHeld()) return;
    const failure = attempt(() => {
      file.truncate(position);
      file.sync();
    });
    if (failure) this.#giveUp(failure.message);
  }

  #giveUp(reason: string): void {
    this.#lock.doubt();
    this.#poison(reason);
  }

  #continued({ segments, highestEpoch }: History): Tail | undefined {
    const last = segments.at(-1);
    if (last?.format !== 2 || last.chain === undefined || last.epoch < this.#lock.fence) return undefined;
    if (last.epoch !== highestEpoch || last.name !== this.#cursor.segment) return undefined;
    const file = this.#fileSystem.openAppend(last.path);
    if (file.size() === this.#cursor.position) return { file, ...last };
    file.close();
    return undefined;
  }

  /** A segment of its own behind the last one, whose last batch it holds once more where that can be read. */
  #begun({ segments, highestEpoch }: History): Tail {
    if (this.#lock.epoch < highestEpoch) throw this.#overtaken();
    const end = this.#cursor;
    const last = segments.at(-1);
    const { lastBatch } = end;
    const redone = last && lastBatch ? readBatch(this.#fileSystem, last, lastBatch.position, end) : [];
    const isRedone = lastBatch !== undefined && redone.length > 0;
    const base = isRedone ? { ...end, ...lastBatch } : end;
    const previous = last && { epoch: last.epoch, firstLsn: last.firstLsn, length: base.position };
    const { tail, printed } = this.#begin(base, previous, redone);
    const checkpoints = end.checkpoints.map((place) =>
      place.segment === end.segment && place.position >= base.position
        ? { ...place, segment: tail.name, position: place.position - base.position + HEADER_LENGTH }
        : place,
    );
    this.#cursor = { ...placed(end, tail.name, HEADER_LENGTH + printed.bytes.length), checkpoints };
    const lastFrame = printed.frames.at(-1);
    if (isRedone && lastFrame)
      this.#cursor = { ...this.#cursor, lastFrame, lastBatch: { ...lastBatch, position: HEADER_LENGTH } };
    return tail;
  }

  #rotate(): void {
    const { file, epoch, firstLsn } = this.#tail;
    const { position } = this.#cursor;
    const { tail } = this.#begin(this.#cursor, { epoch, firstLsn, length: position }, []);
    file.close();
    this.#tail = tail;
    this.#cursor = placed(this.#cursor, tail.name, HEADER_LENGTH);
  }

  /** Makes a segment that begins where a cursor stands; it is there as a whole or not at all. */
  #begin(
    { nextLsn: firstLsn, chain }: Pick<Cursor, "nextLsn" | "chain">,
    previous: Previous | undefined,
    contents: readonly FrameContent[],
  ): { readonly tail: Tail; readonly printed: PrintedBatch } {
    const { epoch } = this.#lock;
    const journalId = this.#journalId;
    const seed = seedOf(journalId, epoch, firstLsn);
    const header = printSegmentHeader({ journalId, epoch, firstLsn, chain, previous });
    const printed = printBatch(contents, chain, seed, HEADER_LENGTH, this.#fileSystem.sha256);
    const name = segmentName(epoch, firstLsn);
    const bytes = new Uint8Array(header.length + printed.bytes.length);
    bytes.set(header);
    bytes.set(printed.bytes, header.length);
    this.#publish(name, bytes);
    const file = this.#fileSystem.openAppend(`${this.#paths.segments}/${name}`);
    return { tail: { file, name, epoch, firstLsn, seed }, printed };
  }

  #publish(name: string, bytes: Uint8Array): void {
    const fileSystem = this.#fileSystem;
    const { segments } = this.#paths;
    const aside = `${segments}/${name}.new`;
    if (fileSystem.stat(segments) === undefined) fileSystem.makeFolder(segments);
    // Who made it may have died before this.
    fileSystem.syncFolder(segments.slice(0, segments.lastIndexOf("/")));
    if (fileSystem.stat(`${segments}/${name}`) !== undefined) throw this.#overtaken();
    if (fileSystem.stat(aside) !== undefined) fileSystem.removeFile(aside);
    const file = fileSystem.createExclusive(aside);
    try {
      file.write(0, bytes);
      file.sync();
    } finally {
      file.close();
    }
    // The segment that the new one names must not be lost before it.
    fileSystem.syncFolder(segments);
    if (!this.#lock.isHeld()) throw this.#overtaken();
    fileSystem.rename(aside, `${segments}/${name}`);
    fileSystem.syncFolder(segments);
  }

  #overtaken(): EvqError {
    this.#lock.doubt();
    return new EvqError(
      "store.write-failed",
      "Another process took over the store while this one was writing.",
      "Try again.",
    );
  }
}

/** A cursor in a segment that holds nothing new of what it has read. */
function placed(cursor: Cursor, segment: string, position: number): Cursor {
  const { lastFrame: _frame, lastBatch: _batch, ...rest } = cursor;
  return { ...rest, segment, position };
}

function attempt(operation: () => void): FileError | undefined {
  try {
    operation();
    return undefined;
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
}
