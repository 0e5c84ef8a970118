import type { AppendReceipt } from "./api.ts";
import type { AppendRequest } from "./logWriter.ts";

/** An append that waits for its turn. */
export interface Waiting {
  readonly request: AppendRequest;
  resolve(receipt: AppendReceipt): void;
  reject(reason: unknown): void;
}

/** What waits for one log. */
export interface Waiters {
  /** Takes all that waits; it must be answered before more is taken. */
  take(): readonly Waiting[];
  /** Whether more waits, now that whoever was answered has had the chance to append again. */
  hasMore(): Promise<boolean>;
}

/** Between an answer and what its receiver appends at once stand some promises. */
const PROMISES = 16;

/** Collects the appends that come while others are written, so that those to one log share one write and one sync. */
export class AppendQueue {
  /** By log, as long as somebody writes to it. */
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #writing = new Map<string, Promise<void>>();
  /** Waits for its turn, then takes and answers what waits for a log, once or several times; where it fails, all fail. */
  readonly #write: (log: string, waiters: Waiters) => Promise<void>;

  constructor(write: (log: string, waiters: Waiters) => Promise<void>) {
    this.#write = write;
  }

  add(log: string, request: AppendRequest): Promise<AppendReceipt> {
    return new Promise((resolve, reject) => {
      const one: Waiting = { request, resolve, reject };
      const waiting = this.#waiting.get(log);
      if (waiting) waiting.push(one);
      else {
        this.#waiting.set(log, [one]);
        this.#writing.set(log, this.#writeAll(log));
      }
    });
  }

  /** Resolves once everything that waits is answered. */
  async settled(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing.values());
  }

  async #writeAll(log: string): Promise<void> {
    let taken: readonly Waiting[] = [];
    const take = () => {
      taken = this.#waiting.get(log) ?? [];
      this.#waiting.set(log, []);
      return taken;
    };
    const hasMore = async () => {
      for (let at = 0; at < PROMISES && !this.#isWaitedFor(log); at++) await Promise.resolve();
      return this.#isWaitedFor(log);
    };
    while (this.#isWaitedFor(log)) {
      taken = [];
      try {
        await this.#write(log, { take, hasMore });
      } catch (reason) {
        for (const { reject } of taken.length > 0 ? taken : take()) reject(reason);
      }
    }
    this.#waiting.delete(log);
    this.#writing.delete(log);
  }

  #isWaitedFor(log: string): boolean {
    return (this.#waiting.get(log)?.length ?? 0) > 0;
  }
}
