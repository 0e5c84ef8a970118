export interface LogSummary {
  readonly name: string;
  readonly events: number;
  readonly streams: number;
  /** RFC 3339, absent in an empty log. */
  readonly first?: string;
  readonly last?: string;
  readonly bytes: number;
  /** Absent where nobody described it. */
  readonly description?: string;
  /** When the log was made, RFC 3339; unknown for logs of an older EVQ. */
  readonly created?: string;
  /** When something was last appended to it, or it was described anew. */
  readonly updated?: string;
}

/** What came of an append. */
export interface Appended {
  readonly appended: number;
  /** Events left out because the log has their id already. */
  readonly repeated: number;
}

/** Events of one type or stream; null is that of the events without one. */
export interface GroupCount {
  readonly name: string | null;
  readonly events: number;
  /** RFC 3339, absent where no event has a time. */
  readonly first?: string;
  readonly last?: string;
}

/** Counts of one log; lists hold the most frequent first. */
export interface LogStats {
  readonly log: LogSummary;
  readonly types: readonly GroupCount[];
  /** The most frequent, at most 100; `log.streams` counts all. */
  readonly streams: readonly GroupCount[];
  /** Events over time in steps of one length, empty steps included; absent where no event has a time. */
  readonly histogram?: Histogram;
}

export interface Histogram {
  /** As a query writes it, for example `1h`. */
  readonly step: string;
  readonly stepMs: number;
  /** Start of the first step, RFC 3339. */
  readonly start: string;
  readonly counts: readonly number[];
}

/** What a walk over the whole journal of a log found. */
export interface LogVerification {
  readonly log: string;
  /** The files that count, oldest first. */
  readonly files: readonly VerifiedFile[];
  readonly events: number;
  /** Number of the last event. */
  readonly lsn: number;
  /** SHA-256 over everything up to it, in hex. */
  readonly chain: string;
  /** What is not right, in sentences; empty when all is well. */
  readonly problems: readonly string[];
  /** What harms nothing, or is known since a repair. */
  readonly remarks: readonly string[];
}

export interface VerifiedFile {
  readonly name: string;
  /** That count. */
  readonly bytes: number;
  readonly frames: number;
  readonly events: number;
  readonly firstLsn: number;
}

/** A journal that was written anew. */
export interface LogRepair {
  readonly log: string;
  /** The new file, and how many events are in it. */
  readonly file: string;
  readonly events: number;
  /** Names of the files that were moved into the quarantine folder. */
  readonly moved: readonly string[];
  readonly quarantine: string;
}

export interface StoreSummary {
  readonly path: string;
  /** That its logs are held in memory and are gone when the editor's window is closed or loaded anew. */
  readonly inMemory?: true;
  /** Why nothing can be appended here; absent where that is possible as far as anybody knows. */
  readonly readOnly?: string;
  readonly logs: readonly LogSummary[];
  /** Who writes at the moment, when it is another process. */
  readonly writer?: string;
  readonly problems: readonly string[];
}
