import type { Note } from "../../protocol/results.ts";
import type { LogSource, Query } from "../query/query.ts";
import type { Capabilities } from "./capabilities.ts";

/**
 * A grounded query split at the first stage that its sources cannot finish (the cut): each `scan` runs at its source,
 * their rows are merged by the event order, and `residual` runs here over the merged rows. The law, for every source:
 * `evaluate(residual, source(scan)) = evaluate(query, events)`.
 */
export interface Plan {
  /** A source of which no row is wanted (an empty `in` list) has none. */
  readonly scans: readonly Scan[];
  /** Its `from` is the query's; its stages are what is left to do here. */
  readonly residual: Query;
  readonly notes: readonly Note[];
}

export type Scan = LogScan | SubqueryScan;

export interface LogScan {
  readonly kind: "log";
  readonly source: LogSource;
  /** `from` holds just this source. */
  readonly query: Query;
  /** Whether its rows come in the order that `residual` asks for, so what is left can be done row by row. */
  readonly ordered: boolean;
  /** The columns of its rows that `residual` reads; absent: every one. */
  readonly reads?: ReadonlySet<string>;
}

/** A named query whose rows are made by a plan of their own. */
export interface SubqueryScan {
  readonly kind: "subquery";
  readonly name: string;
  readonly plan: Plan;
}

export type CapabilitiesOf = (source: LogSource) => Capabilities;
