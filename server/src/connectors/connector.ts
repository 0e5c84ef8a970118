import type { Completeness, Note } from "../../protocol/results.ts";
import type { Cancellation } from "../base/cancellation.ts";
import type { Value } from "../base/value.ts";
import type { Capabilities } from "../plan/capabilities.ts";
import type { LogSource, Query } from "../query/query.ts";
import type { Resumption } from "./resumption.ts";

/** A source that can be run against: capabilities as data, and rows for a scan. */
export interface Connector {
  readonly capabilities: Capabilities;
  /**
   * Present where a scan sends requests: how many events one of them brings at most, undefined where the source decides
   * that.
   */
  eventsPerRequest?(query: Query): number | undefined;
  /** How its log is read on from where one stopped; absent where it cannot be. */
  readonly resumption?: Resumption;
  /**
   * Rows of a grounded query (`query/ground.ts`) over one log of this source, in pages, in the order the query asks
   * for. The query uses nothing that the capabilities do not have. The last page carries the verdict.
   * @throws EvqError `source.failed` and its kin, `log.unknown`, `cancelled`
   */
  scan(source: LogSource, query: Query, context: ScanContext): AsyncIterable<RowPage>;
  /**
   * The present states of what events are about, for `fetch current`: one for each entity, in their order. Absent where
   * the source has none.
   * @throws as `scan`, for what concerns all of them
   */
  current?(
    source: LogSource,
    entities: readonly EntityKey[],
    context: ScanContext,
  ): AsyncIterable<readonly CurrentState[]>;
}

/** What an event is about, by its `entity_type` and `entity_id`. */
export interface EntityKey {
  readonly type: string | null;
  readonly id: string;
}

/** What has become of an entity. */
export interface CurrentState {
  readonly status: "found" | "deleted" | "forbidden" | "failed";
  /** Of one that was found. */
  readonly value?: Value;
  /** Of one that failed. */
  readonly reason?: string;
}

export interface ScanContext {
  readonly cancellation: Cancellation;
  /** IANA name, for calendar bins. */
  readonly timeZone: string;
  /** Events looked at so far, and the pages that they came in where they came in pages, for the progress message. */
  progress(scanned: number, pages?: number): void;
  /** The columns that anything reads behind the scan; absent: every one. Others may be left null where they are dear. */
  readonly reads?: ReadonlySet<string>;
  /** What is waited for, such as the next attempt; undefined when it goes on. */
  status?(waiting: Waiting | undefined): void;
  /** Told what the source's own clock shows, in microseconds since 1970, with each of its answers. */
  heard?(serverTime: bigint): void;
  /**
   * Present where the log is read on from where one stopped: the order of the rows means nothing then, and a record
   * that cannot be read comes as a dead letter (`deadLetter.ts`) instead of failing its page.
   */
  readonly resumes?: true;
}

/** A pause before a source is asked again. */
export interface Waiting {
  /** Why, for people. */
  readonly text: string;
  /** When it is over, in milliseconds since 1970. */
  readonly until: number;
}

/**
 * Rows by column. Without `reduce` and `select` in the scan the columns are the canonical fields (`EVENT_FIELDS`);
 * with `reduce` the group keys and then the aggregates; with `select` its names.
 */
export interface RowPage {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  readonly completeness?: Completeness;
  readonly notes?: readonly Note[];
}
