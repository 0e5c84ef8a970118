// Who writes. One file `writer.<epoch>.lock` stands in a store that was ever written to; it names the process that holds
// the lock, or says that nobody does. Who wants it creates the file of the next epoch, which can succeed only once, and
// removes the older ones before it reads anything. A process whose file is gone has lost the lock, and acknowledges
// nothing any more: so a wrong "that process is dead" costs nobody an event.
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
  /** Milliseconds since 1970. */
  readonly since: number;
}

export interface Lock {
  readonly epoch: number;
  /** False once another process has taken over. */
  isHeld(): boolean;
  release(): void;
}

export class WriterLock {
  readonly #fileSystem: FileSystem;
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #program: string;
  constructor(fileSystem: FileSystem, folder: string, clock: Clock, program: string) {
    this.#fileSystem = fileSystem;
    this.#folder = folder;
    this.#clock = clock;
    this.#program = program;
  }

  /** The process that holds the lock now, if one does. */
  holder(): Holder | undefined {
    const epoch = Math.max(0, ...this.#epochs());
    return epoch === 0 ? undefined : this.#holderOf(epoch);
  }

  /** The lock, or who has it. */
  tryAcquire(): Lock | Holder {
    for (;;) {
      const before = Math.max(0, ...this.#epochs());
      const holder = before === 0 ? undefined : this.#holderOf(before);
      if (holder) return holder;
      const lock = this.#create(before + 1);
      if (lock) return lock;
    }
  }

  #create(epoch: number): Lock | undefined {
    const path = this.#pathOf(epoch);
    const file = this.#createFile(path);
    if (!file) return undefined;
    try {
      this.#writeHolder(file, this.#self());
    } catch (error) {
      this.#remove(path);
      throw error;
    }
    const lock: Lock = {
      epoch,
      isHeld: () => this.#fileSystem.stat(path) !== undefined && !this.#epochs().some((other) => other > epoch),
      release: () => this.#release(path),
    };
    for (const older of this.#epochs()) if (older < epoch) this.#remove(this.#pathOf(older));
    if (lock.isHeld()) return lock;
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
  #release(path: string): void {
    try {
      this.#writeHolder(this.#fileSystem.openWrite(path), null);
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  }

  #writeHolder(file: OpenFile, holder: Holder | null): void {
    try {
      file.write(0, new TextEncoder().encode(`${JSON.stringify(holder).padEnd(LENGTH - 1)}\n`));
    } finally {
      file.close();
    }
  }

  #holderOf(epoch: number): Holder | undefined {
    const path = this.#pathOf(epoch);
    const holder = this.#readHolder(path);
    if (holder === null) return undefined;
    if (holder !== undefined) return this.#fileSystem.processes.isRunning(holder) === false ? undefined : holder;
    const stat = this.#fileSystem.stat(path);
    const now = Number(this.#clock.now() / 1000n);
    if (stat === undefined || now - stat.modified > NAMELESS_MS) return undefined;
    return { program: "another program", pid: 0, started: "", boot: "", host: "", since: stat.modified };
  }

  /** Null when nobody holds it, undefined when the file says nothing. */
  #readHolder(path: string): Holder | null | undefined {
    try {
      const file = this.#fileSystem.openRead(path);
      try {
        return holderIn(JSON.parse(new TextDecoder().decode(file.read(0, LENGTH * 8))));
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
      program: this.#program.slice(0, 60),
      since: Number(this.#clock.now() / 1000n),
    };
  }

  #epochs(): readonly number[] {
    const epochs: number[] = [];
    for (const name of this.#fileSystem.list(this.#folder)) {
      const epoch = /^writer\.([1-9]\d{0,14})\.lock$/.exec(name)?.[1];
      if (epoch !== undefined) epochs.push(Number(epoch));
    }
    return epochs;
  }

  #pathOf(epoch: number): string {
    return `${this.#folder}/writer.${epoch}.lock`;
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

function holderIn(content: unknown): Holder | null | undefined {
  if (content === null) return null;
  const { program, pid, started, boot, host, since } = content as Partial<Record<keyof Holder, unknown>>;
  if (typeof program !== "string" || typeof pid !== "number" || typeof since !== "number") return undefined;
  if (typeof started !== "string" || typeof boot !== "string" || typeof host !== "string") return undefined;
  return { program, pid, started, boot, host, since };
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
