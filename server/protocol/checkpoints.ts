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
  /** A query that reads on from it. */
  readonly query: string;
  /** A moment (RFC 3339), or the number of an event where the log is read by numbers; absent at the beginning. */
  readonly position?: string;
  readonly by: "time" | "number";
  /** When it was moved last, RFC 3339. */
  readonly lastRun: string;
  /** Since the moment up to which all was read; absent before the first whole reading. */
  readonly lagSeconds?: number;
  readonly gaps: number;
  readonly deadLetters: number;
  /** Why it cannot be read: then only whose it is is known of it, and resetting it is all that can be done. */
  readonly problem?: string;
}

/** What a run did to the checkpoint that it reads on from. */
export interface RunCheckpoint {
  readonly name: string;
  /** `preview`: it stands where it stood, and can be moved behind the rows; `moved`: it stands behind them. */
  readonly state: "preview" | "moved";
}

/** A result whose rows come again the next time, unless its checkpoint is moved behind them. */
export interface Preview {
  readonly runId: string;
  /** Of its query. */
  readonly title: string;
  readonly checkpoint: string;
  readonly sources: readonly string[];
  readonly rowCount: number;
}

/** What the view *Checkpoints* shows. */
export interface CheckpointList {
  readonly checkpoints: readonly CheckpointSummary[];
  readonly previews: readonly Preview[];
}

/** What became of the rows of a query with `into`. */
export interface Kept {
  readonly log: string;
  readonly appended: number;
  /** Those that the log had already. */
  readonly repeated: number;
}
