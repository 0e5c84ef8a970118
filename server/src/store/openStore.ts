import type { SqlJsStatic } from "sql.js";
import type { LogRepair, LogSummary, LogVerification, StoreSummary } from "../../protocol/logs.ts";
import { MAX_DESCRIPTION, readAbout, writeAbout } from "./about.ts";
import { neverCancelled } from "../base/cancellation.ts";
import { Json } from "../base/value.ts";
import type {
  AppendOptions,
  AppendReceipt,
  LogAppender,
  LogChange,
  LogDatabase,
  LogPosition,
  NewEvent,
  Reading,
  Store,
} from "./api.ts";
import { condition } from "./condition.ts";
import { existingLog, longDescription, readFailure, unknownLog } from "./failures.ts";
import type { FileSystem } from "./fileSystem.ts";
import { StoreFolder } from "./folder.ts";
import { checkpointAt } from "./journal/frames.ts";
import { START } from "./journal/cursor.ts";
import type { Cursor } from "./journal/cursor.ts";
import { readJournal } from "./journal/journal.ts";
import type { Journal } from "./journal/journal.ts";
import { draftOf } from "./newEvent.ts";
import { problemsOf } from "./problems.ts";
import { Readers } from "./readers.ts";
import { repairLog } from "./repair.ts";
import { filedCursors } from "./segments/filedNames.ts";
import { describeLog, summarise } from "./summary.ts";
import { Turns } from "./turns.ts";
import type { TurnsOptions } from "./turns.ts";
import { Unchanged } from "./unchanged.ts";
import { verifyLog } from "./verify.ts";
import { Writes } from "./writes.ts";

export interface StoreOptions extends Omit<TurnsOptions, "folder"> {
  /** The store's folder; it is made when something is written. */
  readonly path: string;
  readonly fileSystem: FileSystem;
  readonly sql: SqlJsStatic;
  /** So many events make a segment; 65,536 when not given. */
  readonly segmentEvents?: number;
}

/** Bytes of a journal that are read before messages (a cancel) are let in. */
const STEP_BYTES = 4_000_000;
const UNWATCHED: Reading = { cancellation: neverCancelled, progress: () => {} };

/** Opens a store; nothing is read before it is asked for. */
export function openStore(options: StoreOptions): Store {
  return new LocalStore(options);
}

class LocalStore implements Store {
  readonly path: string;
  readonly inMemory?: true;
  readonly #options: StoreOptions;
  readonly #folder: StoreFolder;
  readonly #turns: Turns;
  readonly #readers: Readers;
  readonly #unchanged: Unchanged;
  readonly #writes: Writes;

  constructor(options: StoreOptions) {
    const { path, fileSystem, sql, segmentEvents } = options;
    this.path = path;
    if (fileSystem.inMemory) this.inMemory = true;
    this.#options = options;
    this.#folder = new StoreFolder(path, fileSystem, segmentEvents);
    this.#turns = new Turns({ ...options, folder: this.#folder });
    this.#readers = new Readers(this.#folder, sql);
    this.#unchanged = new Unchanged(fileSystem);
    const { clock } = options;
    this.#writes = new Writes({ folder: this.#folder, turns: this.#turns, readers: this.#readers, clock, sql });
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

  async read(log: string, { cancellation, progress }: Reading = UNWATCHED): Promise<LogDatabase> {
    const unchanged = this.#unchanged.get(log, this.#readers.peek(log));
    if (unchanged) return unchanged;
    for (;;) {
      const found = await this.#reading(() => this.#advance(log));
      if (found) return found;
      progress(this.#readers.peek(log)?.cursor.events ?? 0);
      await new Promise<void>((resolve) => void setTimeout(resolve, 0));
      cancellation.check();
    }
  }

  /** Reads a log's journal on; gives the log once it is read to its end. */
  #advance(log: string): LogDatabase | undefined {
    this.#mustHave(log);
    const stamp = this.#unchanged.stamp(this.#folder.pathsOf(log), this.#readers.peek(log));
    const index = this.#readers.advance(log, STEP_BYTES);
    if (!index) return undefined;
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
  }

  async append(log: string, events: readonly NewEvent[], { checkpoint }: AppendOptions = {}): Promise<AppendReceipt> {
    const drafts = events.map((event) => draftOf(event, this.#options.clock.now()));
    return this.#writes.append(log, drafts, checkpoint);
  }

  write<T>(log: string, work: (appender: LogAppender) => Promise<T>): Promise<T> {
    return this.#writes.inBulk(log, work);
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
    const known = [this.#readers.peek(log)?.cursor, ...filedCursors({ fileSystem, path: paths.columns })];
    let from: Cursor | undefined;
    for (const cursor of known) from ??= cursor && journal.resume(cursor);
    return { journal, cursor: journal.replay(from ?? START, () => {}) };
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
      this.#writes.create(log, description, lock);
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
      this.#writes.renamed(log, name);
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
      this.#writes.deleted(log);
      this.#folder.removeLog(log);
    });
  }

  async close(): Promise<void> {
    await this.#writes.settled();
    await this.#turns.settled();
    await this.#writes.end();
    this.#readers.close();
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
      this.#writes.mustTake(log);
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
}
