/** How far a query with `since checkpoint` has read one log. */
export interface CheckpointSummary {
  /** Tells it from all others of the store. */
  readonly id: string;
  readonly name: string;
  /** The log that is read, as after `from`. */
  readonly source: string;
  /** The log of the local store whose journal keeps it. */
  readonly place: string;
  /** Whether that is the log that the events go into. */
  readonly isInto: boolean;
  /** A moment (RFC 3339) or the number of an event, for people. */
  readonly position: string;
  /** When it was moved last, RFC 3339. */
  readonly lastRun: string;
  /** Since the moment up to which all was read; absent before the first whole reading. */
  readonly lagSeconds?: number;
  readonly gaps: number;
  readonly deadLetters: number;
}

/** What became of the rows of a query with `into`. */
export interface Kept {
  readonly log: string;
  readonly appended: number;
  /** Those that the log had already. */
  readonly repeated: number;
}
