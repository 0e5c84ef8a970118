import type { ColumnType } from "../../protocol/results.ts";
import type { FieldRef } from "./query.ts";

/** What is known of sources before a query runs: data that binder, completion and hover share. */
export interface Catalog {
  readonly kinds: readonly SourceKind[];
  readonly connections: readonly ConnectionEntry[];
}

/** A kind of system, for example `akeneo`; each kind is also an implicit connection of its own name that is not set up. */
export interface SourceKind {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The logs such a system has; for instance-and-stream stores the list is the connection's. */
  readonly logs: readonly LogKind[];
  /** Native names in every log, for systems whose logs are the connection's. */
  readonly fields?: readonly NativeField[];
  /** Whether `fetch current` can ask such a system for the present state of what an event is about. */
  readonly current?: true;
  /** Whether `stream "…"` may be written. */
  readonly streams: boolean;
}

export interface LogKind {
  readonly name: string;
  readonly description: string;
  /** The source's own names; canonical names win over them. */
  readonly fields: readonly NativeField[];
  /** Days after which events vanish, where the system says so. */
  readonly retentionDays?: number;
  /** Why a count of its events is a lower bound; absent where it is exact. */
  readonly foldsEvents?: string;
  /** Why `since checkpoint` would miss events here; absent where it does not. */
  readonly noCheckpoint?: string;
}

/** A name of the source's own and the canonical field (or path below one) it stands for. */
export interface NativeField {
  readonly name: string;
  readonly field: FieldRef;
  readonly type: ColumnType;
  readonly description: string;
  /** Values it can have, where they are a closed list. */
  readonly values?: readonly string[];
  /** Which other field is meant by most who write this one, and why; absent where there is nothing to warn of. */
  readonly advice?: { readonly use: string; readonly reason: string };
}

export interface ConnectionEntry {
  readonly name: string;
  readonly kind: string;
  /** Whether it can be run against; an implicit connection cannot. */
  readonly connected: boolean;
  /** The logs that are there now, with what sampling found. Absent: not known, so any name is accepted. */
  readonly logs?: readonly LogEntry[];
  /** Where the logs are not known: what sampling found in some of them, when somebody asked for that. */
  readonly sampled?: readonly LogEntry[];
}

export interface LogEntry {
  readonly name: string;
  readonly events?: number;
  readonly streams?: readonly string[];
  readonly eventTypes?: readonly string[];
  /** Paths seen in sampled events, below `payload` and its kin. */
  readonly paths?: readonly KnownPath[];
}

export interface KnownPath {
  readonly field: FieldRef;
  readonly type: ColumnType;
  /** An example, printed. */
  readonly example?: string;
}
