import type { BenchQuery } from "./queries.ts";

/** A system the questions are put to, loaded once with the events. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Too slow to ask more than once. */
  readonly once?: boolean;
  load(): Promise<void>;
  run(query: BenchQuery): Promise<Timed>;
  close(): void;
}

export interface Timed {
  readonly rows: readonly (readonly unknown[])[];
  /** Milliseconds of CPU (user and system) and of the wall clock, for the query alone. */
  readonly cpuMs: number;
  readonly wallMs: number;
}
