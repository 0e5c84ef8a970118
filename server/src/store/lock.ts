// Who writes. One file `writer.<epoch>.lock` stands in a store that was ever written to; it names the process that holds
// the lock, or says that it was given back. Who wants it creates the file of the next epoch, which can succeed only once,
// and removes the older ones before it reads anything. A process whose file is gone has lost the lock, and acknowledges
// nothing any more: so a wrong "that process is dead" costs nobody an event.
//
// The file also carries the fence from epoch to epoch: the first epoch since the lock was last taken from a process that
// had not given it back, or whose disk had failed. Such a process may still be about to write, so segments begun before
// the fence are never written to again.
import type { Clock } from "../base/ports.ts";
import { EvqError } from "../base/failure.ts";
import { isFileError } from "./fileSystem.ts";
import type { FileSystem, OpenFile, ProcessIdentity } from "./fileSystem.ts";

const LENGTH = 1024;
/** A lock file without a name in it is from a process that is writing its name, or that died doing so. */
const NAMELESS_MS = 5_000;

/** The process that holds a lock. */
export interface Holder extends ProcessIdentity {
  readonly program: string;
  /** Of the store that was opened, since one process may open several. */
  readonly opened: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export interface Lock {
  readonly epoch: number;
  /** Segments of earlier epochs are not written to. */
  readonly fence: number;
  /** False once another process has taken over. */
  isHeld(): boolean;
  /** Notes that something written under this lock may not be on the disk, or not be taken back. */
  doubt(): void;
  release(): void;
}

/** What a lock file says: who holds the lock, or that nobody does. */
interface Content {
  readonly holder: Holder | undefined;
  /** Absent where it is not known. */
  readonly fence?: number;
}

/** What a lock is made of. */
export interface LockOptions {
  readonly fileSystem: FileSystem;
  /** The store's. */
  readonly folder: string;
  readonly clock: Clock;
  /** What others are told of who writes. */
  readonly program: string;
  /** A process that holds the lock longer than this counts as stopped. No event is lost where it is not. */
  readonly staleMs: number;
  /** The highest epoch that segments bear: a power cut may take lock files away. */
  readonly highestEpoch: () => number;
}

export class WriterLock {
  readonly #options: LockOptions;
  readonly #fileSystem: FileSystem;
  readonly #opened: string;
  #floor: number | undefined;
  #held: string | undefined;
  constructor(options: LockOptions) {
    this.#options = options;
    this.#fileSystem = options.fileSystem;
    this.#opened = `${options.clock.now().toString(36)}.${Math.random().toString(36).slice(2, 10)}`;
  }

  /** The process that holds the lock now, if one does. */
  holder(): Holder | undefined {
    const epoch = Math.max(0, ...this.#epochs());
    return epoch === 0 ? undefined : this.#stateOf(epoch).holder;
  }

  /** The lock, or who has it. */
  tryAcquire(): Lock | Holder {
    this.#floor ??= this.#options.highestEpoch();
    for (;;) {
      const before = Math.max(0, ...this.#epochs());
      const epoch = Math.max(before, this.#floor) + 1;
      const { holder, fence = epoch } = before === 0 ? { holder: undefined } : this.#stateOf(before);
      if (holder) return holder;
      const lock = this.#create(epoch, fence);
      if (lock) return lock;
    }
  }

  #create(epoch: number, fence: number): Lock | undefined {
    const path = this.#pathOf(epoch);
    const file = this.#createFile(path);
    if (!file) return undefined;
    try {
      this.#writeContent(file, { holder: this.#self(), fence });
    } catch (error) {
      this.#remove(path);
      throw error;
    }
    let isSound = true;
    const lock: Lock = {
      epoch,
      fence,
      isHeld: () => this.#fileSystem.stat(path) !== undefined && !this.#epochs().some((other) => other > epoch),
      doubt: () => void (isSound = false),
      release: () => this.#release(path, isSound ? fence : epoch + 1),
    };
    for (const older of this.#epochs()) if (older < epoch) this.#remove(this.#pathOf(older));
    if (lock.isHeld()) {
      this.#held = path;
      return lock;
    }
    this.#remove(path);
    return undefined;
  }

  #createFile(path: string): OpenFile | undefined {
    try {
      return this.#fileSystem.createExclusive(path);
    } catch (error) {
      if (isFileError(error, "EEXIST")) return undefined;
      throw error;
    }
  }

  /** The file stays, so that the next epoch is a higher one. */
  #release(path: string, fence: number): void {
    this.#held = undefined;
    try {
      this.#writeContent(this.#fileSystem.openWrite(path), { holder: undefined, fence });
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  }

  #writeContent(file: OpenFile, { holder, fence }: Content): void {
    try {
      const content = JSON.stringify({ ...holder, isHeld: holder !== undefined, fence });
      file.write(0, new TextEncoder().encode(`${content.padEnd(LENGTH - 1)}\n`));
    } finally {
      file.close();
    }
  }

  /** Who holds the lock, if anybody does, and the fence where it is known to be no higher. */
  #stateOf(epoch: number): { readonly holder: Holder | undefined; readonly fence?: number } {
    const path = this.#pathOf(epoch);
    const content = this.#readContent(path);
    if (content !== undefined && content.holder === undefined) return content;
    if (content?.holder) return { holder: this.#isGone(content.holder, path) ? undefined : content.holder };
    const stat = this.#fileSystem.stat(path);
    const now = this.#now();
    if (stat === undefined || now - stat.modified > NAMELESS_MS) return { holder: undefined };
    const unknown = { program: "another program", opened: "", pid: 0, started: "", boot: "", host: "" };
    return { holder: { ...unknown, since: stat.modified } };
  }

  /** A holder that does not run any more, or that is this very store and could not say that it gave the lock back. */
  #isGone(holder: Holder, path: string): boolean {
    if (holder.opened === this.#opened) return this.#held !== path;
    if (this.#now() - holder.since > this.#options.staleMs) return true;
    return this.#fileSystem.processes.isRunning(holder) === false;
  }

  #now(): number {
    return Number(this.#options.clock.now() / 1000n);
  }

  /** Undefined when the file says nothing. */
  #readContent(path: string): Content | undefined {
    try {
      const file = this.#fileSystem.openRead(path);
      try {
        return contentIn(JSON.parse(new TextDecoder().decode(file.read(0, LENGTH * 8))));
      } finally {
        file.close();
      }
    } catch (error) {
      if (isFileError(error) || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #self(): Holder {
    return {
      ...this.#fileSystem.processes.self,
      program: this.#options.program.slice(0, 60),
      opened: this.#opened,
      since: this.#now(),
    };
  }

  #epochs(): readonly number[] {
    const epochs: number[] = [];
    for (const name of this.#fileSystem.list(this.#options.folder)) {
      const epoch = /^writer\.([1-9]\d{0,14})\.lock$/.exec(name)?.[1];
      if (epoch !== undefined) epochs.push(Number(epoch));
    }
    return epochs;
  }

  #pathOf(epoch: number): string {
    return `${this.#options.folder}/writer.${epoch}.lock`;
  }

  #remove(path: string): void {
    try {
      this.#fileSystem.removeFile(path);
    } catch (error) {
      if (!isFileError(error, "ENOENT")) throw error;
    }
  }
}

export function isLock(result: Lock | Holder): result is Lock {
  return "release" in result;
}

function contentIn(content: unknown): Content | undefined {
  if (content === null) return { holder: undefined };
  if (typeof content !== "object") return undefined;
  const { isHeld = true, fence, ...holder } = content as Partial<Record<keyof Holder | "isHeld" | "fence", unknown>>;
  if (isHeld === false) return typeof fence === "number" ? { holder: undefined, fence } : undefined;
  const known = holderIn(holder);
  return known && { holder: known };
}

function holderIn(content: Partial<Record<keyof Holder, unknown>>): Holder | undefined {
  const { program, opened = "", pid, started, boot, host, since } = content;
  if (typeof opened !== "string") return undefined;
  if (typeof program !== "string" || typeof pid !== "number" || typeof since !== "number") return undefined;
  if (typeof started !== "string" || typeof boot !== "string" || typeof host !== "string") return undefined;
  return { program, opened, pid, started, boot, host, since };
}

/** "evq import, process 4711 on host x, since 10:03:22" (UTC). */
export function describeHolder({ program, pid, host, since }: Holder): string {
  const time = new Date(since).toISOString().slice(11, 19);
  return pid === 0 ? `${program}, since ${time} UTC` : `${program}, process ${pid} on host ${host}, since ${time} UTC`;
}

export function lockedBy(holder: Holder): EvqError {
  return new EvqError(
    "store.locked",
    `The store is being written to by ${describeHolder(holder)}.`,
    "Wait until it is done and try again; queries work meanwhile.",
  );
}
