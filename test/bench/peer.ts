import type { BenchQuery } from "./queries.ts";

/** A system the questions are put to, loaded once with the events. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Too slow to ask more than once. */
  readonly once?: boolean;
  /**
   * Gives what it took to read the events, where that is known; `isKept` takes what an earlier run has loaded instead, and
   * then there is nothing to tell.
   */
  load(isKept: boolean): Promise<Spent | undefined>;
  /** Undefined where the system has no way to ask that. */
  run(query: BenchQuery): Promise<Timed | undefined>;
  close(): void;
}

export interface Spent {
  /** Milliseconds of CPU, user and system. */
  readonly cpuMs: number;
  /** Milliseconds of the wall clock. */
  readonly wallMs: number;
}

/** An answer, with what it took alone. */
export interface Timed extends Spent {
  readonly rows: readonly (readonly unknown[])[];
}
