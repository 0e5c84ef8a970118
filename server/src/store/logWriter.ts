import { EvqError } from "../base/failure.ts";
import type { AppendReceipt, LogAppender } from "./api.ts";
import { completeDrafts, isFutureId } from "./drafts.ts";
import type { EventDraft } from "./drafts.ts";
import { MAX_DATABASE_BYTES, streamCount } from "./eventTable.ts";
import { writeFailure } from "./failures.ts";
import { FileError } from "./fileSystem.ts";
import type { OpenFile } from "./fileSystem.ts";
import type { LogPaths, StoreFolder } from "./folder.ts";
import { writeAcknowledged } from "./journal/acknowledged.ts";
import { FRAME_HEADER_LENGTH, MAX_ROWS_LENGTH, printFrame } from "./journal/format.ts";
import { printRow } from "./journal/rows.ts";
import type { EventRow } from "./journal/rows.ts";
import type { Lock } from "./lock.ts";
import type { LogIndex } from "./logIndex.ts";
import { takeAside } from "./quarantine.ts";

/** A database takes at most this much more room than the rows in the journal, indexes included. */
const GROWTH = 1.6;

/** Appends to one log, as long as its process holds the lock. */
export class LogWriter implements LogAppender {
  readonly #folder: StoreFolder;
  readonly #paths: LogPaths;
  readonly #index: LogIndex;
  readonly #lock: Lock;
  readonly #file: OpenFile;
  /** After this the file may no longer be written by this process. */
  readonly #poison: (reason: string) => void;
  #failed = false;
  #nextLsn: number;
  appended = 0;

  /** The index must have been brought up to date while holding the lock. */
  constructor(folder: StoreFolder, paths: LogPaths, index: LogIndex, lock: Lock, poison: (reason: string) => void) {
    this.#folder = folder;
    this.#paths = paths;
    this.#index = index;
    this.#lock = lock;
    this.#poison = poison;
    if (index.journalId === "")
      throw new EvqError(
        "store.corrupt",
        `The journal ${paths.journal} is damaged in its first bytes, so it is only read.`,
      );
    this.#file = folder.fileSystem.openAppend(paths.journal);
    try {
      this.#nextLsn = takeAside(folder, paths, index, this.#file);
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }

  private get journalId(): string {
    return this.#index.journalId;
  }

  /** Whether the index may no longer be what the journal holds. */
  get failed(): boolean {
    return this.#failed;
  }

  isReserved(id: string): boolean {
    return isFutureId(id, this.journalId, this.#nextLsn);
  }

  /**
   * All of them or none; safe on disk when it resolves.
   * @throws EvqError `store.write-failed`, `store.too-large`, `usage` for an id that the log gives itself
   */
  async append(drafts: readonly EventDraft[]): Promise<AppendReceipt> {
    if (this.#failed) throw new EvqError("store.write-failed", "An append before this one failed.");
    const { rows, repeated } = completeDrafts(drafts, this.#index.table, this.journalId, this.#nextLsn);
    if (rows.length > 0) this.#write(rows);
    return { appended: rows.length, repeated, lsn: this.#nextLsn - 1, identities: rows };
  }

  close(): void {
    this.#file.close();
  }

  #write(rows: readonly EventRow[]): void {
    const text = new TextEncoder().encode(rows.map(printRow).join(""));
    this.#checkSize(text.length);
    const frame = printFrame(this.#nextLsn, rows.length, text);
    this.#failed = true;
    const position = this.#writeFrame(frame);
    this.#index.table.insert(this.#nextLsn, rows);
    this.#nextLsn += rows.length;
    this.appended += rows.length;
    this.#advance(position, frame, rows.length);
    this.#acknowledge();
    this.#failed = false;
  }

  /** Puts the frame at the journal's end and makes it safe; gives its place. */
  #writeFrame(frame: Uint8Array): number {
    const { position } = this.#index.cursor;
    const file = this.#file;
    if (file.size() !== position || !this.#lock.isHeld()) throw this.#overtaken();
    try {
      file.append(frame);
    } catch (error) {
      this.#takeBack(position);
      throw writeFailure(this.#folder.path, error);
    }
    try {
      file.sync();
    } catch (error) {
      this.#poison((error as Error).message);
      this.#takeBack(position);
      throw writeFailure(this.#folder.path, error);
    }
    const there = file.read(position, FRAME_HEADER_LENGTH);
    if (!this.#lock.isHeld() || there.some((byte, at) => byte !== frame[at])) throw this.#overtaken();
    return position;
  }

  /** Cuts off what a failed write left, unless someone else may have written meanwhile. */
  #takeBack(position: number): void {
    try {
      if (this.#lock.isHeld()) this.#file.truncate(position);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  }

  #advance(position: number, frame: Uint8Array, count: number): void {
    const index = this.#index;
    const { cursor } = index;
    const checksum = new DataView(frame.buffer).getUint32(20, true);
    const skipped = this.#nextLsn - count - cursor.nextLsn;
    const gap = { from: position, to: position, firstLost: cursor.nextLsn, lost: skipped };
    index.cursor = {
      position: position + frame.length,
      nextLsn: this.#nextLsn,
      events: cursor.events + count,
      lastFrame: { position, checksum },
      damage: skipped > 0 ? [...cursor.damage, gap] : cursor.damage,
    };
    index.tail += count;
  }

  /** Says what is safe now; a failure to say so takes nothing back. */
  #acknowledge(): void {
    const { cursor, table, journalId } = this.#index;
    const { extent } = table;
    try {
      writeAcknowledged(this.#folder.fileSystem, this.#paths.acknowledged, {
        journalId,
        lsn: cursor.nextLsn - 1,
        end: cursor.position,
        events: cursor.events,
        streams: streamCount(extent),
        first: extent.first === null ? null : BigInt(extent.first),
        last: extent.last === null ? null : BigInt(extent.last),
      });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  }

  #checkSize(bytes: number): void {
    if (bytes > MAX_ROWS_LENGTH || this.#index.table.size + bytes * GROWTH > MAX_DATABASE_BYTES)
      throw new EvqError(
        "store.too-large",
        `With these events the log would be larger than the ${MAX_DATABASE_BYTES / 1e9} GB that one log may take.`,
        "Put them into another log.",
      );
  }

  #overtaken(): EvqError {
    return new EvqError(
      "store.write-failed",
      "Another process took over the store while this one was writing.",
      "Try again.",
    );
  }
}
