import type { Clock } from "../base/ports.ts";
import { onlyRead, writeFailure } from "./failures.ts";
import { FileError } from "./fileSystem.ts";
import type { StoreFolder } from "./folder.ts";
import { readOnlyReason } from "./readOnly.ts";
import { WriterLock, isLock, lockedBy } from "./lock.ts";
import type { Lock } from "./lock.ts";

/** Whoever has held the lock as long as this, all in all, leaves it free for a moment before taking it again. */
const LONG_MS = 100;
/** The moment, and how long others wait at most before they look again. */
const MOMENT_MS = 6;
const GLANCE_MS = 3;

export interface TurnsOptions {
  readonly folder: StoreFolder;
  readonly clock: Clock;
  /** What other processes are told of who writes. */
  readonly program: string;
  /** How long to wait for another process that writes; 10,000 when not given. */
  readonly patienceMs?: number;
  /** A process that holds the lock longer than this counts as stopped; 30,000 when not given. */
  readonly staleMs?: number;
}

/** Lets in what writes to a store: one after the other within this process, and one process after the other. */
export class Turns {
  readonly lock: WriterLock;
  readonly #options: TurnsOptions;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** Since the lock was last left free for a moment, and without the turn that is being taken. */
  #heldMs = 0;
  #since = 0;

  constructor(options: TurnsOptions) {
    const { folder, clock, program, staleMs = 30_000 } = options;
    const { fileSystem, path } = folder;
    this.#options = options;
    const highestEpoch = () => folder.highestEpoch();
    this.lock = new WriterLock({ fileSystem, folder: path, clock, program, staleMs, highestEpoch });
  }

  /**
   * Writes once all that came before is done, while holding the lock; `check` is asked before anything is touched.
   * @throws EvqError `store.locked`, `store.read-only`, `store.write-failed`, `store.newer-format`, `store.corrupt`
   */
  run<T>(check: () => unknown, write: (lock: Lock) => T | Promise<T>): Promise<T> {
    const { folder } = this.#options;
    this.#waiting++;
    const result = this.#last.then(async () => {
      this.#waiting--;
      try {
        folder.checkFormat();
        check();
        return await this.#locked(write);
      } catch (error) {
        throw writeFailure(folder.path, error);
      }
    });
    this.#last = result.catch(() => {});
    return result;
  }

  /** Whether whoever writes may go on with more of the same: nobody here waits, and others have not waited for long. */
  get mayGoOn(): boolean {
    return this.#waiting === 0 && this.#heldMs + this.#options.clock.elapsed() - this.#since < LONG_MS;
  }

  /** Resolves once everything that waits now is done. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #locked<T>(write: (lock: Lock) => T | Promise<T>): Promise<T> {
    const { folder, clock } = this.#options;
    const { fileSystem, path } = folder;
    if (fileSystem.networkOf(path) !== undefined) throw onlyRead(path, readOnlyReason(fileSystem, path));
    fileSystem.makeFolders(path);
    const lock = await this.#acquire();
    this.#since = clock.elapsed();
    try {
      if (lock.fence === lock.epoch) folder.secure();
      folder.initialise();
      return await write(lock);
    } catch (error) {
      if (error instanceof FileError) lock.doubt();
      throw error;
    } finally {
      lock.release();
      this.#heldMs += clock.elapsed() - this.#since;
    }
  }

  async #acquire(): Promise<Lock> {
    const { clock, patienceMs = 10_000 } = this.#options;
    if (this.#heldMs >= LONG_MS) {
      await pause(MOMENT_MS);
      this.#heldMs = 0;
    }
    const start = clock.elapsed();
    for (;;) {
      const result = this.lock.tryAcquire();
      if (isLock(result)) return result;
      if (clock.elapsed() - start >= patienceMs) throw lockedBy(result);
      await pause(1 + Math.random() * (GLANCE_MS - 1));
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
