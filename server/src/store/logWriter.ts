import { EvqError } from "../base/failure.ts";
import type { AppendReceipt } from "./api.ts";
import { Completion } from "./drafts.ts";
import type { EventDraft } from "./drafts.ts";
import { FileError } from "./fileSystem.ts";
import type { LogPaths, StoreFolder } from "./folder.ts";
import { writeAcknowledged } from "./journal/acknowledged.ts";
import type { Acknowledged } from "./journal/acknowledged.ts";
import { printCheckpoint } from "./journal/checkpoint.ts";
import type { CheckpointText } from "./journal/checkpoint.ts";
import { FRAME, MAX_PAYLOAD_LENGTH } from "./journal/format.ts";
import type { FrameContent } from "./journal/format.ts";
import { readJournal } from "./journal/journal.ts";
import { JournalWriter } from "./journal/journalWriter.ts";
import { printRow } from "./journal/rows.ts";
import type { EventRow } from "./journal/rows.ts";
import type { Lock } from "./lock.ts";
import type { LogIndex } from "./logIndex.ts";
import { streamCount } from "./segments/writerView.ts";
import { takeAside } from "./quarantine.ts";

/** Appends of a group are written in one piece up to about this many bytes. */
const BATCH_BYTES = 16 * 1024 * 1024;

const NOTHING = new Uint8Array(0);

/** Events to append, and how far their source was read with them. */
export interface AppendRequest {
  readonly drafts: readonly EventDraft[];
  readonly checkpoint?: CheckpointText;
}

/** What became of one of several appends. */
export type AppendOutcome = { readonly receipt: AppendReceipt } | { readonly refused: unknown };

/** An append that is on its way into the journal. */
interface Prepared {
  readonly content: FrameContent;
  readonly rows: readonly EventRow[];
}

/** Appends to one log, as long as its process holds the lock. */
export class LogWriter {
  readonly #folder: StoreFolder;
  readonly #paths: LogPaths;
  readonly #index: LogIndex;
  readonly #journal: JournalWriter;
  readonly #encoder = new TextEncoder();
  #acknowledged: Acknowledged | undefined;
  #failed = false;
  #nextLsn: number;
  appended = 0;

  /**
   * The index must have been brought up to date while holding the lock.
   * @throws EvqError `store.corrupt`
   */
  constructor(folder: StoreFolder, paths: LogPaths, index: LogIndex, lock: Lock, poison: (reason: string) => void) {
    this.#folder = folder;
    this.#paths = paths;
    this.#index = index;
    if (index.journalId === "")
      throw new EvqError(
        "store.corrupt",
        `The journal in ${paths.folder} is damaged in its first bytes, so it is only read.`,
        "See what can be saved: evq log verify, evq log repair.",
      );
    const journal = readJournal(folder.fileSystem, paths);
    this.#acknowledged = journal.acknowledged;
    this.#nextLsn = takeAside(folder, paths, journal, index.cursor);
    this.#journal = new JournalWriter(folder.fileSystem, paths, journal.history, index.cursor, lock, poison);
    index.cursor = this.#journal.cursor;
  }

  /** Whether the index may no longer be what the journal holds. */
  get failed(): boolean {
    return this.#failed;
  }

  /**
   * Each of them whole or not at all, safe on disk when it resolves; an append that is refused holds up no other.
   * @throws EvqError `store.write-failed`, `store.too-large`; FileError; then none of those not yet written counts
   */
  async append(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    if (this.#failed) throw new EvqError("store.write-failed", "An append before this one failed.");
    const outcomes: AppendOutcome[] = [];
    for (let at = 0; at < requests.length;) {
      const completion = new Completion(this.#index.events, this.#index.journalId, this.#nextLsn);
      const batch: Prepared[] = [];
      for (let bytes = 0; at < requests.length && bytes < BATCH_BYTES; at++) {
        const request = requests[at];
        if (request) outcomes.push(this.#prepare(request, completion, batch));
        bytes += batch.at(-1)?.content.rows.length ?? 0;
      }
      if (batch.length > 0) await this.#write(batch);
    }
    return outcomes;
  }

  /** Says that this process stops in good order. */
  async end(): Promise<void> {
    if (this.#journal.cursor.closed) return;
    const close = { type: FRAME.close, firstLsn: this.#nextLsn, count: 0, rows: NOTHING, checkpoint: NOTHING };
    await this.#write([{ content: close, rows: [] }]);
  }

  close(): void {
    this.#journal.close();
  }

  #prepare({ drafts, checkpoint }: AppendRequest, completion: Completion, batch: Prepared[]): AppendOutcome {
    const firstLsn = completion.nextLsn;
    try {
      const { rows, repeated, accept } = completion.complete(drafts);
      if (rows.length > 0 || checkpoint !== undefined) {
        const content = {
          type: FRAME.events,
          firstLsn,
          count: rows.length,
          rows: this.#encoder.encode(rows.map(printRow).join("")),
          checkpoint: checkpoint === undefined ? NOTHING : printCheckpoint(checkpoint),
        };
        this.#checkSize(content);
        batch.push({ content, rows });
      }
      accept();
      return { receipt: { appended: rows.length, repeated, lsn: completion.nextLsn - 1, identities: rows } };
    } catch (error) {
      if (error instanceof EvqError) return { refused: error };
      throw error;
    }
  }

  async #write(batch: readonly Prepared[]): Promise<void> {
    const before = this.#index.cursor;
    this.#failed = true;
    await this.#journal.append(batch.map(({ content }) => content));
    const { cursor } = this.#journal;
    this.#nextLsn = cursor.nextLsn;
    for (const { rows } of batch) this.appended += rows.length;
    // A reader of this process may have met the batch in the file meanwhile.
    if (this.#index.cursor === before) this.#takeIn(batch);
    this.#acknowledge();
    this.#failed = false;
  }

  #takeIn(batch: readonly Prepared[]): void {
    const index = this.#index;
    for (const { content, rows } of batch) {
      if (rows.length > 0) index.events.add(content, rows);
    }
    index.cursor = this.#journal.cursor;
    index.events.settle(index.cursor);
  }

  /** Says what is safe now; a failure to say so takes nothing back. */
  #acknowledge(): void {
    const { events: log, journalId } = this.#index;
    const { segment, position, nextLsn, events } = this.#journal.cursor;
    const { extent } = log;
    this.#acknowledged = {
      journalId,
      turn: (this.#acknowledged?.turn ?? 0) + 1,
      lsn: nextLsn - 1,
      segment,
      end: position,
      events,
      streams: streamCount(extent),
      first: extent.first === null ? null : BigInt(extent.first),
      last: extent.last === null ? null : BigInt(extent.last),
    };
    try {
      writeAcknowledged(this.#folder.fileSystem, this.#paths.acknowledged, this.#acknowledged);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  }

  #checkSize({ rows, checkpoint }: FrameContent): void {
    const bytes = rows.length + checkpoint.length;
    if (bytes > MAX_PAYLOAD_LENGTH)
      throw new EvqError(
        "store.too-large",
        `One append takes at most ${MAX_PAYLOAD_LENGTH / 1024 / 1024} MB; these events have ${Math.ceil(bytes / 1024 / 1024)} MB.`,
        "Append them in several steps.",
      );
    this.#index.events.checkRoom(bytes);
  }
}
