import type { SqlJsStatic } from "sql.js";
import type { Clock } from "../base/ports.ts";
import { EvqError } from "../base/failure.ts";
import type { AppendOptions, AppendReceipt, Checkpoint, LogAppender } from "./api.ts";
import { AppendQueue } from "./appendQueue.ts";
import type { Waiters, Waiting } from "./appendQueue.ts";
import { isFutureId } from "./drafts.ts";
import type { EventDraft } from "./drafts.ts";
import { unknownLog } from "./failures.ts";
import type { StoreFolder } from "./folder.ts";
import type { Lock } from "./lock.ts";
import { LogIndex } from "./logIndex.ts";
import { LogWriter } from "./logWriter.ts";
import type { AppendRequest } from "./logWriter.ts";
import type { Readers } from "./readers.ts";
import type { Turns } from "./turns.ts";

export interface WritesParts {
  readonly folder: StoreFolder;
  readonly turns: Turns;
  readonly readers: Readers;
  readonly clock: Clock;
  readonly sql: SqlJsStatic;
}

/** Puts events into the logs of a store when it is this process's turn, and knows what it has begun or may write no more. */
export class Writes {
  readonly #parts: WritesParts;
  /** Logs whose journal failed to become safe, with the reason; this process writes to them no more. */
  readonly #poisoned = new Map<string, string>();
  /** Logs that this process has appended to since it last said that it stops. */
  readonly #open = new Set<string>();
  readonly #queue = new AppendQueue((log, waiters) => this.#appendAll(log, waiters));
  #made = 0;

  constructor(parts: WritesParts) {
    this.#parts = parts;
  }

  /** As `Store.append`. */
  append(log: string, drafts: readonly EventDraft[], checkpoint: Checkpoint | undefined): Promise<AppendReceipt> {
    return this.#queue.add(log, requestOf(drafts, checkpoint));
  }

  /**
   * Appends what is waiting once it is this store's turn: whatever came meanwhile becomes safe together. What comes while
   * that is written is appended in the same turn, as long as the turn may last.
   */
  #appendAll(log: string, { take, hasMore }: Waiters): Promise<void> {
    const { readers, turns } = this.#parts;
    return this.#inTurn(log, (lock) =>
      this.#withWriter(log, readers.current(log), lock, async (writer) => {
        do await appendGroup(writer, take());
        while (turns.mayGoOn && (await hasMore()) && lock.isHeld());
      }),
    );
  }

  /** Resolves once all appends are answered. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  /** As `Store.write`. */
  async inBulk<T>(log: string, work: (appender: LogAppender) => Promise<T>): Promise<T> {
    const { folder, readers, sql } = this.#parts;
    const load = () => {
      const paths = folder.pathsOf(log);
      const opened = LogIndex.open(folder, paths, sql);
      opened.catchUp(folder, paths);
      return opened;
    };
    let index = await this.#inTurn(log, load);
    let appended = 0;
    const append = (drafts: readonly EventDraft[], { checkpoint }: AppendOptions = {}) =>
      this.#inTurn(log, async (lock) => {
        if (index.catchUp(folder, folder.pathsOf(log)) === "stale") {
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
      if (appended > 0 && !this.#poisoned.has(log) && folder.has(log)) readers.adopt(log, index);
      else index.close();
    }
  }

  /** Makes the files of a log that is not there. Only while holding the lock. */
  create(log: string, description: string, { epoch }: Lock): void {
    const { folder, clock } = this.#parts;
    const created = clock.now();
    const id = created.toString(36) + folder.fileSystem.processes.self.pid.toString(36);
    folder.createLog(log, id + (this.#made++).toString(36), epoch, { created, description });
  }

  /** @throws EvqError `store.write-failed` for a log that takes nothing from this process any more */
  mustTake(log: string): void {
    const reason = this.#poisoned.get(log);
    if (reason === undefined) return;
    throw new EvqError(
      "store.write-failed",
      `The log "${log}" takes nothing from this process any more, since the disk failed: ${reason}`,
      "Check the disk, then start EVQ again.",
    );
  }

  renamed(log: string, name: string): void {
    if (this.#open.delete(log)) this.#open.add(name);
    const reason = this.#poisoned.get(log);
    if (reason !== undefined) this.#poisoned.set(name, reason);
    this.#poisoned.delete(log);
  }

  deleted(log: string): void {
    this.#open.delete(log);
  }

  /** Says in each journal that this process stops in good order; where that cannot be said now, nothing is lost by it. */
  async end(): Promise<void> {
    for (const log of this.#open) {
      try {
        await this.#endOne(log);
      } catch (error) {
        if (!(error instanceof EvqError)) throw error;
      }
    }
  }

  #endOne(log: string): Promise<void> {
    const { folder, turns, readers } = this.#parts;
    const check = () => {
      if (!folder.has(log)) throw unknownLog(log, folder.logNames());
    };
    return turns.run(check, (lock) => {
      check();
      this.mustTake(log);
      return this.#withWriter(log, readers.current(log), lock, (writer) => writer.end());
    });
  }

  /** Writes to a log while holding the lock; the log is made if it is not there. */
  #inTurn<T>(log: string, write: (lock: Lock) => T | Promise<T>): Promise<T> {
    const { folder, turns } = this.#parts;
    return turns.run(
      () => folder.pathsOf(log),
      (lock) => {
        this.mustTake(log);
        if (!folder.has(log)) this.create(log, "", lock);
        return write(lock);
      },
    );
  }

  async #withWriter<T>(log: string, index: LogIndex, lock: Lock, use: (writer: LogWriter) => Promise<T>): Promise<T> {
    const { folder, readers } = this.#parts;
    const poison = (reason: string) => void this.#poisoned.set(log, reason);
    const writer = new LogWriter(folder, folder.pathsOf(log), index, lock, poison);
    this.#open.add(log);
    try {
      return await use(writer);
    } finally {
      writer.close();
      if (writer.failed) readers.drop(log);
    }
  }
}

/** Appends several in one group and answers each. */
async function appendGroup(writer: LogWriter, group: readonly Waiting[]): Promise<void> {
  const outcomes = await writer.append(group.map(({ request }) => request));
  for (const [at, { resolve, reject }] of group.entries()) {
    const outcome = outcomes[at];
    if (outcome && "receipt" in outcome) resolve(outcome.receipt);
    else reject(outcome?.refused);
  }
}

function requestOf(drafts: readonly EventDraft[], checkpoint: Checkpoint | undefined): AppendRequest {
  if (checkpoint === undefined) return { drafts };
  return { drafts, checkpoint: { key: checkpoint.key, value: checkpoint.value.text } };
}
