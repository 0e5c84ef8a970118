import type { AppendReceipt } from "./api.ts";
import type { AppendRequest } from "./logWriter.ts";

/** An append that waits for its turn. */
export interface Waiting {
  readonly request: AppendRequest;
  resolve(receipt: AppendReceipt): void;
  reject(reason: unknown): void;
}

/** Collects the appends that come while others are written, so that those to one log share one write and one sync. */
export class AppendQueue {
  readonly #waiting = new Map<string, Waiting[]>();
  /** Takes its turn, then what waits for the log, and answers each of them; where it fails, all fail. */
  readonly #write: (log: string, take: () => readonly Waiting[]) => Promise<void>;

  constructor(write: (log: string, take: () => readonly Waiting[]) => Promise<void>) {
    this.#write = write;
  }

  add(log: string, request: AppendRequest): Promise<AppendReceipt> {
    return new Promise((resolve, reject) => {
      const one: Waiting = { request, resolve, reject };
      const waiting = this.#waiting.get(log);
      if (waiting) waiting.push(one);
      else {
        this.#waiting.set(log, [one]);
        this.#start(log);
      }
    });
  }

  #start(log: string): void {
    let taken: readonly Waiting[] = [];
    const take = () => {
      taken = this.#waiting.get(log) ?? [];
      this.#waiting.delete(log);
      return taken;
    };
    this.#write(log, take).catch((reason: unknown) => {
      for (const { reject } of taken.length > 0 ? taken : take()) reject(reason);
    });
  }
}
