import type { Database } from "sql.js";
import type { LogRepair, LogSummary, LogVerification, StoreSummary } from "../../protocol/logs.ts";
import type { EventDraft } from "./drafts.ts";
import type { Cancellation } from "../base/cancellation.ts";
import type { Json, Value } from "../base/value.ts";
import type { Segment } from "./segments/segment.ts";

/** The local store: logs of events, each an append-only journal that is the truth, and segments of columns made of it. */
export interface Store {
  readonly path: string;
  /** That its logs are gone when this process ends. */
  readonly inMemory?: true;
  summary(): Promise<StoreSummary>;
  /**
   * The log with everything that any process has appended until now; for reading only.
   * @throws EvqError `log.unknown`, `store.corrupt`, `store.newer-format`, `store.too-large`, `cancelled`
   */
  read(log: string, reading?: Reading): Promise<LogDatabase>;
  /** Whether there is a log of that name. @throws EvqError `log.name-invalid`, `store.corrupt` */
  has(log: string): Promise<boolean>;
  /** What `summary` says of one log. @throws EvqError `log.unknown` */
  describe(log: string): Promise<LogSummary>;
  /**
   * Appends in one step: all of them or none, safe on disk when it resolves. Creates the log if it is not there.
   * Events whose id is in the log already are left out and counted.
   * @throws EvqError `store.locked` naming the process that writes, `store.read-only`, `store.write-failed`, `log.name-invalid`
   */
  append(log: string, events: readonly NewEvent[], options?: AppendOptions): Promise<AppendReceipt>;
  /**
   * Many appends to a log, for bulk loads; creates the log if it is not there. What was appended stays when the work
   * fails. Others write to the store between one append and the next.
   * @throws EvqError as `append` does
   */
  write<T>(log: string, work: (appender: LogAppender) => Promise<T>): Promise<T>;
  /**
   * Makes a log without events.
   * @throws EvqError `log.exists`, `log.name-invalid`, `usage` for a description that is too long, and those of `append`
   */
  create(log: string, description: string): Promise<void>;
  /**
   * Changes the name or the description of a log, or both. Its events have the new name as their `instance_id`.
   * @throws EvqError `log.unknown`, `log.exists`, `log.name-invalid`, `store.locked`, `store.read-only`
   */
  update(log: string, change: LogChange): Promise<void>;
  /** @throws EvqError `log.unknown`, `store.locked`, `store.read-only` */
  delete(log: string): Promise<void>;
  /**
   * The latest checkpoint of each key that was appended to the log.
   * @throws EvqError as `read` does
   */
  checkpoints(log: string): Promise<ReadonlyMap<string, Json>>;
  /**
   * How far the log goes, and what stands for all of it: whoever keeps both can prove later that nothing of it was changed.
   * @throws EvqError as `read` does
   */
  position(log: string): Promise<LogPosition>;
  /**
   * Walks the whole journal of a log and says what it found; writes nothing.
   * @throws EvqError as `read` does
   */
  verify(log: string): Promise<LogVerification>;
  /**
   * Writes a fresh journal from all that can be read, and puts the files it was read from aside; no byte is deleted.
   * @throws EvqError `log.unknown`, `store.locked`, `store.read-only`, `store.write-failed`, `store.corrupt` where nothing can be read
   */
  repair(log: string): Promise<LogRepair>;
  close(): Promise<void>;
}

/** Who waits for a log that takes long to read, as one does whose segments are to be made anew. */
export interface Reading {
  readonly cancellation: Cancellation;
  /** Events taken in so far. */
  progress(events: number): void;
}

/** What shall be otherwise about a log; what is absent stays. */
export interface LogChange {
  readonly name?: string;
  readonly description?: string;
}

export interface AppendOptions {
  /**
   * How far the source of the events was read with them. It is in the log if and only if the events are, those included
   * that the log had already.
   */
  readonly checkpoint?: Checkpoint;
}

export interface Checkpoint {
  /** A source's own name for where it reads from; the latest checkpoint of a key counts. */
  readonly key: string;
  readonly value: Json;
}

export interface LogPosition {
  /** Number of the last event; 0 in a log without any. */
  readonly lsn: number;
  /** SHA-256 over everything up to it, in hex. */
  readonly chain: string;
}

/** Appends to one log, many times. */
export interface LogAppender {
  /** All of them or none, safe on disk when it resolves; an event that the log has by its id is left out and counted. */
  append(drafts: readonly EventDraft[], options?: AppendOptions): Promise<AppendReceipt>;
  /** Whether an id is one that the log itself may give to an event to come; such a draft is refused. */
  isReserved(id: string): boolean;
}

/** A log as queries read it. It stays as it was when it was read, but for `database`. */
export interface LogDatabase {
  /** All events, in the order in which they were appended. */
  readonly segments: readonly Segment[];
  /**
   * The events as table `event` with the columns of `store/schema.ts`, made when first asked for. Later appends may show
   * in it while it is held; who no longer needs it lets go of this object.
   * @throws EvqError `store.too-large`
   */
  database(): Database;
  /** Called when a query is done, so that memory can be given back. */
  finished(): void;
  /** Value of `instance_id` of every event; `source` is the connection's name. */
  readonly log: string;
  readonly events: number;
  /** What is not right with the log, in sentences; each belongs to the verdict of every query over it. */
  readonly problems: readonly string[];
}

/** An event as it comes in; the store gives what is absent: id, sequence number within the stream, timestamp (now). */
export interface NewEvent {
  readonly id?: string;
  readonly stream?: string;
  readonly type: string;
  /** Microseconds since 1970-01-01T00:00Z. */
  readonly timestamp?: bigint;
  readonly sequenceNumber?: bigint;
  readonly entityType?: string;
  readonly entityId?: string;
  readonly actor?: string;
  readonly payload: Value;
  readonly metadata?: Value;
  readonly old?: Value;
  readonly new?: Value;
  readonly raw?: Value;
}

export interface AppendReceipt {
  readonly appended: number;
  readonly repeated: number;
  /** The log's last sequence number over all streams, after this append. */
  readonly lsn: number;
  /** What the events were given, one for each that was appended, in their order. */
  readonly identities: readonly EventIdentity[];
}

/** What the store gives to an event that came without it. */
export interface EventIdentity {
  readonly id: string;
  /** Null where the stream has no higher number left. */
  readonly sequence: number | bigint | null;
  /** Microseconds since 1970-01-01T00:00Z. */
  readonly timestamp: number | bigint | null;
}
