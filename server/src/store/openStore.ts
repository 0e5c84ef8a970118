import type { SqlJsStatic } from "sql.js";
import type { LogRepair, LogSummary, LogVerification, StoreSummary } from "../../protocol/results.ts";
import { EvqError } from "../base/failure.ts";
import { MAX_DESCRIPTION, readAbout, writeAbout } from "./about.ts";
import { Json } from "../base/value.ts";
import type {
  AppendOptions,
  AppendReceipt,
  Checkpoint,
  LogAppender,
  LogChange,
  LogDatabase,
  LogPosition,
  NewEvent,
  Store,
} from "./api.ts";
import { AppendQueue } from "./appendQueue.ts";
import type { Waiting } from "./appendQueue.ts";
import { condition } from "./condition.ts";
import { existingLog, longDescription, readFailure, unknownLog } from "./failures.ts";
import type { FileSystem } from "./fileSystem.ts";
import { StoreFolder } from "./folder.ts";
import type { Lock } from "./lock.ts";
import { isFutureId } from "./drafts.ts";
import type { EventDraft } from "./drafts.ts";
import { checkpointAt } from "./journal/frames.ts";
import { START } from "./journal/cursor.ts";
import type { Cursor } from "./journal/cursor.ts";
import { readJournal } from "./journal/journal.ts";
import type { Journal } from "./journal/journal.ts";
import { LogIndex } from "./logIndex.ts";
import { LogWriter } from "./logWriter.ts";
import type { AppendRequest } from "./logWriter.ts";
import { draftOf } from "./newEvent.ts";
import { problemsOf } from "./problems.ts";
import { Readers } from "./readers.ts";
import { repairLog } from "./repair.ts";
import { filedCursor } from "./segments/logEvents.ts";
import { describeLog, summarise } from "./summary.ts";
import { Turns } from "./turns.ts";
import type { TurnsOptions } from "./turns.ts";
import { Unchanged } from "./unchanged.ts";
import { verifyLog } from "./verify.ts";

export interface StoreOptions extends Omit<TurnsOptions, "folder"> {
  /** The store's folder; it is made when something is written. */
  readonly path: string;
  readonly fileSystem: FileSystem;
  readonly sql: SqlJsStatic;
  /** So many events make a segment; 65,536 when not given. */
  readonly segmentEvents?: number;
}

/** Opens a store; nothing is read before it is asked for. */
export function openStore(options: StoreOptions): Store {
  return new LocalStore(options);
}

class LocalStore implements Store {
  readonly path: string;
  readonly #options: StoreOptions;
  readonly #folder: StoreFolder;
  readonly #turns: Turns;
  readonly #readers: Readers;
  readonly #unchanged: Unchanged;
  /** Logs whose journal failed to become safe, with the reason; this process writes to them no more. */
  readonly #poisoned = new Map<string, string>();
  /** Logs that this process has appended to since it last said that it stops. */
  readonly #open = new Set<string>();
  readonly #appends = new AppendQueue((log, take) => this.#appendAll(log, take));
  #made = 0;

  constructor(options: StoreOptions) {
    const { path, fileSystem, sql, segmentEvents } = options;
    this.path = path;
    this.#options = options;
    this.#folder = new StoreFolder(path, fileSystem, segmentEvents);
    this.#turns = new Turns({ ...options, folder: this.#folder });
    this.#readers = new Readers(this.#folder, sql);
    this.#unchanged = new Unchanged(fileSystem);
  }

  summary(): Promise<StoreSummary> {
    return this.#reading(() => summarise(this.#folder, this.#turns.lock, this.#readers));
  }

  has(log: string): Promise<boolean> {
    return this.#reading(() => this.#folder.has(log));
  }

  describe(log: string): Promise<LogSummary> {
    return this.#reading(() => {
      if (!this.#folder.has(log)) throw unknownLog(log, this.#folder.logNames());
      return describeLog(this.#folder, log, this.#turns.lock, this.#readers);
    });
  }

  read(log: string): Promise<LogDatabase> {
    const unchanged = this.#unchanged.get(log, this.#readers.peek(log));
    if (unchanged) return Promise.resolve(unchanged);
    return this.#reading(() => {
      this.#mustHave(log);
      const stamp = this.#unchanged.stamp(this.#folder.pathsOf(log), this.#readers.peek(log));
      const index = this.#readers.current(log);
      const problems = problemsOf(condition(this.#folder, log, index, this.#turns.lock));
      const { events, cursor } = index;
      const database = this.#readers.hold(log, {
        segments: events.segments,
        database: () => index.database(),
        finished: () => events.trim(),
        log,
        events: cursor.events,
        problems,
      });
      this.#unchanged.keep(log, stamp, index, database, Number(this.#options.clock.now() / 1000n));
      return database;
    });
  }

  async append(log: string, events: readonly NewEvent[], { checkpoint }: AppendOptions = {}): Promise<AppendReceipt> {
    const drafts = events.map((event) => draftOf(event, this.#options.clock.now()));
    return this.#appends.add(log, requestOf(drafts, checkpoint));
  }

  /** Appends what is waiting once it is this store's turn: whatever came meanwhile becomes safe together. */
  #appendAll(log: string, take: () => readonly Waiting[]): Promise<void> {
    return this.#inTurn(log, async (lock) => {
      const waiting = take();
      const index = this.#readers.current(log);
      const outcomes = await this.#withWriter(log, index, lock, (writer) =>
        writer.append(waiting.map(({ request }) => request)),
      );
      for (const [at, { resolve, reject }] of waiting.entries()) {
        const outcome = outcomes[at];
        if (outcome && "receipt" in outcome) resolve(outcome.receipt);
        else reject(outcome?.refused);
      }
    });
  }

  async #withWriter<T>(log: string, index: LogIndex, lock: Lock, use: (writer: LogWriter) => Promise<T>): Promise<T> {
    const poison = (reason: string) => void this.#poisoned.set(log, reason);
    const writer = new LogWriter(this.#folder, this.#folder.pathsOf(log), index, lock, poison);
    this.#open.add(log);
    try {
      return await use(writer);
    } finally {
      writer.close();
      if (writer.failed) this.#readers.drop(log);
    }
  }

  async write<T>(log: string, work: (appender: LogAppender) => Promise<T>): Promise<T> {
    const load = () => LogIndex.load(this.#folder, this.#folder.pathsOf(log), this.#options.sql);
    let index = await this.#inTurn(log, load);
    let appended = 0;
    const append = (drafts: readonly EventDraft[], { checkpoint }: AppendOptions = {}) =>
      this.#inTurn(log, async (lock) => {
        if (!index.catchUp(this.#folder, this.#folder.pathsOf(log))) {
          index.close();
          index = load();
        }
        const [outcome] = await this.#withWriter(log, index, lock, (writer) =>
          writer.append([requestOf(drafts, checkpoint)]),
        );
        if (outcome === undefined || "refused" in outcome) throw outcome?.refused;
        appended += outcome.receipt.appended;
        return outcome.receipt;
      });
    try {
      return await work({ append, isReserved: (id) => isFutureId(id, index.journalId, index.cursor.nextLsn) });
    } finally {
      // What it knows spares the readers the same work.
      if (appended > 0 && !this.#poisoned.has(log) && this.#folder.has(log)) this.#readers.adopt(log, index);
      else index.close();
    }
  }

  checkpoints(log: string): Promise<ReadonlyMap<string, Json>> {
    return this.#reading(() => {
      const { fileSystem } = this.#options;
      const { journal, cursor } = this.#end(log);
      const found = new Map<string, Json>();
      for (const place of cursor.checkpoints) {
        const checkpoint = checkpointAt(fileSystem, journal.history, place);
        if (checkpoint) found.set(checkpoint.key, new Json(checkpoint.value));
      }
      return found;
    });
  }

  position(log: string): Promise<LogPosition> {
    return this.#reading(() => {
      const { nextLsn, chain } = this.#end(log).cursor;
      return { lsn: nextLsn - 1, chain };
    });
  }

  /** A log's journal and where it ends, as cheaply as what is known of it allows. */
  #end(log: string): { readonly journal: Journal; readonly cursor: Cursor } {
    this.#mustHave(log);
    const { fileSystem } = this.#options;
    const paths = this.#folder.pathsOf(log);
    const journal = readJournal(fileSystem, paths);
    const known = this.#readers.peek(log)?.cursor ?? filedCursor({ fileSystem, path: paths.columns }) ?? START;
    return { journal, cursor: journal.replay(journal.resume(known) ?? START, () => {}) };
  }

  #mustHave(log: string): void {
    if (this.#folder.has(log)) return;
    this.#readers.drop(log);
    throw unknownLog(log, this.#folder.logNames());
  }

  create(log: string, description: string): Promise<void> {
    const check = () => {
      if (description.length > MAX_DESCRIPTION) throw longDescription(MAX_DESCRIPTION);
      if (this.#folder.has(log)) throw existingLog(log);
    };
    return this.#turns.run(check, (lock) => {
      check();
      this.#createLog(log, description, lock);
    });
  }

  update(log: string, { name = log, description }: LogChange): Promise<void> {
    const check = () => {
      if (description !== undefined && description.length > MAX_DESCRIPTION) throw longDescription(MAX_DESCRIPTION);
      if (!this.#folder.has(log)) throw unknownLog(log, this.#folder.logNames());
      if (name !== log && this.#folder.has(name)) throw existingLog(name);
    };
    return this.#turns.run(check, () => {
      check();
      if (description !== undefined) this.#describe(log, description);
      if (name === log) return;
      this.#readers.drop(log);
      this.#folder.renameLog(log, name);
      if (this.#open.delete(log)) this.#open.add(name);
      const reason = this.#poisoned.get(log);
      if (reason !== undefined) this.#poisoned.set(name, reason);
      this.#poisoned.delete(log);
    });
  }

  #describe(log: string, description: string): void {
    const { about } = this.#folder.pathsOf(log);
    const created = readAbout(this.#options.fileSystem, about)?.created;
    this.#folder.replaceFile(about, (file) => writeAbout(file, { created, description }));
  }

  delete(log: string): Promise<void> {
    const check = () => {
      if (!this.#folder.has(log)) throw unknownLog(log, this.#folder.logNames());
    };
    return this.#turns.run(check, () => {
      check();
      this.#readers.drop(log);
      this.#open.delete(log);
      this.#folder.removeLog(log);
    });
  }

  async close(): Promise<void> {
    await this.#turns.settled();
    for (const log of this.#open) await this.#endWriting(log);
    this.#readers.close();
  }

  /** Says in a journal that this process stops in good order; where that cannot be said now, nothing is lost by it. */
  async #endWriting(log: string): Promise<void> {
    const check = () => this.#mustHave(log);
    try {
      await this.#turns.run(check, (lock) => {
        check();
        this.#mustTake(log);
        return this.#withWriter(log, this.#readers.current(log), lock, (writer) => writer.end());
      });
    } catch (error) {
      if (!(error instanceof EvqError)) throw error;
    }
  }

  verify(log: string): Promise<LogVerification> {
    return this.#reading(() => {
      this.#mustHave(log);
      return verifyLog(this.#folder, log, this.#turns.lock);
    });
  }

  repair(log: string): Promise<LogRepair> {
    const check = () => this.#mustHave(log);
    return this.#turns.run(check, (lock) => {
      check();
      this.#mustTake(log);
      this.#readers.drop(log);
      return { log, ...repairLog(this.#folder, this.#folder.pathsOf(log), lock) };
    });
  }

  /** Runs what reads, with the file system's errors told as the store's. */
  #reading<T>(read: () => T): Promise<T> {
    return new Promise((resolve) => {
      try {
        this.#folder.checkFormat();
        resolve(read());
      } catch (error) {
        throw readFailure(this.path, error);
      }
    });
  }

  /** Writes to a log while holding the lock; the log is made if it is not there. */
  #inTurn<T>(log: string, write: (lock: Lock) => T | Promise<T>): Promise<T> {
    return this.#turns.run(
      () => this.#folder.pathsOf(log),
      (lock) => {
        this.#mustTake(log);
        if (!this.#folder.has(log)) this.#createLog(log, "", lock);
        return write(lock);
      },
    );
  }

  #mustTake(log: string): void {
    const reason = this.#poisoned.get(log);
    if (reason === undefined) return;
    throw new EvqError(
      "store.write-failed",
      `The log "${log}" takes nothing from this process any more, since the disk failed: ${reason}`,
      "Check the disk, then start EVQ again.",
    );
  }

  #createLog(log: string, description: string, { epoch }: Lock): void {
    const created = this.#options.clock.now();
    const id = created.toString(36) + this.#options.fileSystem.processes.self.pid.toString(36);
    this.#folder.createLog(log, id + (this.#made++).toString(36), epoch, { created, description });
  }
}

function requestOf(drafts: readonly EventDraft[], checkpoint: Checkpoint | undefined): AppendRequest {
  if (checkpoint === undefined) return { drafts };
  return { drafts, checkpoint: { key: checkpoint.key, value: checkpoint.value.text } };
}
