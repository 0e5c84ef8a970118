import type { SqlJsStatic } from "sql.js";
import type { LogSummary, StoreSummary } from "../../protocol/results.ts";
import { EvqError } from "../base/failure.ts";
import type { Clock } from "../base/ports.ts";
import { MAX_DESCRIPTION, readAbout, writeAbout } from "./about.ts";
import type { AppendReceipt, LogAppender, LogChange, LogDatabase, NewEvent, Store } from "./api.ts";
import { condition } from "./condition.ts";
import { existingLog, longDescription, readFailure, unknownLog, writeFailure } from "./failures.ts";
import { isFileError } from "./fileSystem.ts";
import type { FileSystem } from "./fileSystem.ts";
import { StoreFolder } from "./folder.ts";
import { WriterLock, isLock, lockedBy } from "./lock.ts";
import type { Lock } from "./lock.ts";
import { LogIndex, TAIL } from "./logIndex.ts";
import { LogWriter } from "./logWriter.ts";
import { draftOf } from "./newEvent.ts";
import { problemsOf } from "./problems.ts";
import { Readers } from "./readers.ts";
import { describeLog, summarise } from "./summary.ts";

/** A larger database is not kept after an import that nobody waits for: its snapshot is loaded when someone asks. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** After an import so many events, if they are much of the log, are worth a snapshot too. */
const SMALL_TAIL = 2000;

export interface StoreOptions {
  /** The store's folder; it is made when something is written. */
  readonly path: string;
  readonly fileSystem: FileSystem;
  readonly sql: SqlJsStatic;
  readonly clock: Clock;
  /** What the lock tells other processes, for example `evq import`. */
  readonly program: string;
  /** How long to wait for another process that writes; 1,000 when not given. */
  readonly patienceMs?: number;
}

/** Opens a store of format 1; nothing is read before it is asked for. */
export function openStore(options: StoreOptions): Store {
  return new LocalStore(options);
}

class LocalStore implements Store {
  readonly path: string;
  readonly #options: StoreOptions;
  readonly #folder: StoreFolder;
  readonly #lock: WriterLock;
  readonly #readers: Readers;
  /** Logs whose journal failed to become safe, with the reason; this process writes to them no more. */
  readonly #poisoned = new Map<string, string>();
  #writing: Promise<unknown> = Promise.resolve();
  #made = 0;

  constructor(options: StoreOptions) {
    const { path, fileSystem, clock, program, sql } = options;
    this.path = path;
    this.#options = options;
    this.#folder = new StoreFolder(path, fileSystem);
    this.#lock = new WriterLock(fileSystem, path, clock, program);
    this.#readers = new Readers(this.#folder, sql);
  }

  summary(): Promise<StoreSummary> {
    return this.#reading(() => summarise(this.#folder, this.#lock, this.#readers));
  }

  has(log: string): Promise<boolean> {
    return this.#reading(() => this.#folder.has(log));
  }

  describe(log: string): Promise<LogSummary> {
    return this.#reading(() => {
      if (!this.#folder.has(log)) throw unknownLog(log, this.#folder.logNames());
      return describeLog(this.#folder, log, this.#lock, this.#readers);
    });
  }

  read(log: string): Promise<LogDatabase> {
    return this.#reading(() => {
      if (!this.#folder.has(log)) {
        this.#readers.drop(log);
        throw unknownLog(log, this.#folder.logNames());
      }
      const index = this.#readers.current(log, (fresh) => this.#saveIfWorth(log, fresh));
      const problems = problemsOf(condition(this.#folder, log, index, this.#lock));
      const { table, cursor } = index;
      return this.#readers.hold(log, { database: table.database, log, events: cursor.events, problems });
    });
  }

  async append(log: string, events: readonly NewEvent[]): Promise<AppendReceipt> {
    const drafts = events.map((event) => draftOf(event, this.#options.clock.now()));
    return this.#inTurn(log, async (lock) => {
      const index = this.#readers.current(log, () => {});
      const writer = this.#writer(log, index, lock);
      try {
        return await writer.append(drafts);
      } finally {
        writer.close();
        if (writer.failed) this.#readers.drop(log);
        else if (index.tail > TAIL) this.#refreshSnapshot(log, index);
      }
    });
  }

  write<T>(log: string, work: (appender: LogAppender) => Promise<T>): Promise<T> {
    return this.#inTurn(log, async (lock) => {
      const index = LogIndex.load(this.#folder, this.#folder.pathsOf(log), this.#options.sql, false);
      let writer: LogWriter | undefined;
      try {
        writer = this.#writer(log, index, lock);
        return await work(writer);
      } finally {
        writer?.close();
        this.#finish(log, index, writer);
      }
    });
  }

  create(log: string, description: string): Promise<void> {
    const check = () => {
      if (description.length > MAX_DESCRIPTION) throw longDescription(MAX_DESCRIPTION);
      if (this.#folder.has(log)) throw existingLog(log);
    };
    return this.#locked(check, () => {
      check();
      this.#createLog(log, description);
    });
  }

  update(log: string, { name = log, description }: LogChange): Promise<void> {
    const check = () => {
      if (description !== undefined && description.length > MAX_DESCRIPTION) throw longDescription(MAX_DESCRIPTION);
      if (!this.#folder.has(log)) throw unknownLog(log, this.#folder.logNames());
      if (name !== log && this.#folder.has(name)) throw existingLog(name);
    };
    return this.#locked(check, () => {
      check();
      if (description !== undefined) this.#describe(log, description);
      if (name === log) return;
      this.#readers.drop(log);
      this.#folder.renameLog(log, name);
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
    return this.#locked(check, () => {
      check();
      this.#readers.drop(log);
      this.#folder.removeLog(log);
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    this.#readers.close();
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
    return this.#locked(
      () => this.#folder.pathsOf(log),
      (lock) => {
        const reason = this.#poisoned.get(log);
        if (reason !== undefined)
          throw new EvqError(
            "store.write-failed",
            `The log "${log}" takes nothing from this process any more, since the disk failed: ${reason}`,
            "Check the disk, then start EVQ again.",
          );
        if (!this.#folder.has(log)) this.#createLog(log, "");
        return write(lock);
      },
    );
  }

  #createLog(log: string, description: string): void {
    const created = this.#options.clock.now();
    const id = created.toString(36) + this.#options.fileSystem.processes.self.pid.toString(36);
    this.#folder.createLog(log, id + (this.#made++).toString(36), { created, description });
  }

  /** One write after the other within this process, and one process after the other. */
  #locked<T>(check: () => unknown, write: (lock: Lock) => T | Promise<T>): Promise<T> {
    const run = async (): Promise<T> => {
      try {
        this.#folder.checkFormat();
        check();
        this.#options.fileSystem.makeFolders(this.path);
        const lock = await this.#acquire();
        try {
          this.#folder.initialise();
          return await write(lock);
        } finally {
          lock.release();
        }
      } catch (error) {
        throw writeFailure(this.path, error);
      }
    };
    const result = this.#writing.then(run);
    this.#writing = result.catch(() => {});
    return result;
  }

  async #acquire(): Promise<Lock> {
    const { clock, patienceMs = 1000 } = this.#options;
    const start = clock.elapsed();
    for (;;) {
      const result = this.#lock.tryAcquire();
      if (isLock(result)) return result;
      if (clock.elapsed() - start >= patienceMs) throw lockedBy(result);
      await new Promise<void>((resolve) => void setTimeout(resolve, 2 + Math.random() * 20));
    }
  }

  #writer(log: string, index: LogIndex, lock: Lock): LogWriter {
    const poison = (reason: string) => void this.#poisoned.set(log, reason);
    return new LogWriter(this.#folder, this.#folder.pathsOf(log), index, lock, poison);
  }

  /** Ends a bulk load: indexes, snapshot, and the loaded database for the readers where theirs is far behind. */
  #finish(log: string, index: LogIndex, writer: LogWriter | undefined): void {
    const { table, cursor, tail } = index;
    if (writer === undefined || writer.failed) return table.close();
    const { appended } = writer;
    if (this.#readers.peek(log) !== undefined && appended <= TAIL) return table.close();
    table.index();
    const isWorth = tail > TAIL || (tail > SMALL_TAIL && tail * 20 > cursor.events);
    if (appended > 0 && isWorth) index.save(this.#folder, this.#folder.pathsOf(log));
    if (this.#readers.peek(log) === undefined && table.size > KEPT_BYTES) return table.close();
    this.#readers.adopt(log, index);
  }

  /** Writes the snapshot from a database of its own, since the one that readers hold must not be exported. */
  #refreshSnapshot(log: string, shared: LogIndex): void {
    const paths = this.#folder.pathsOf(log);
    const index = LogIndex.load(this.#folder, paths, this.#options.sql);
    try {
      index.save(this.#folder, paths);
      shared.tail = 0;
    } finally {
      index.table.close();
    }
  }

  /** A database that was rebuilt from much of the journal is kept as a snapshot, if nobody writes at the moment. */
  #saveIfWorth(log: string, index: LogIndex): void {
    if (index.tail <= TAIL) return;
    try {
      const lock = this.#lock.tryAcquire();
      if (!isLock(lock)) return;
      try {
        const paths = this.#folder.pathsOf(log);
        if (index.catchUp(this.#folder, paths)) index.save(this.#folder, paths);
      } finally {
        lock.release();
      }
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  }
}
