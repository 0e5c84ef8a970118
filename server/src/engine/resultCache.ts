import type { RunState } from "../../protocol/results.ts";
import type { Column } from "../../protocol/results.ts";
import type { Connector } from "../connectors/connector.ts";
import { windowOf } from "../connectors/paging/window.ts";
import type { LogScan, Plan } from "../plan/plan.ts";
import type { LogSource, Query } from "../query/query.ts";
import type { Changes } from "./changes.ts";
import type { ComparedRows } from "./comparedRows.ts";
import type { ComparisonPlan } from "./comparison.ts";
import type { RowStore } from "./rowStore.ts";

/** A result that is whole and that no later event can change. */
export interface CachedResult {
  readonly state: RunState;
  readonly rows: RowStore;
  readonly changes: Changes;
  readonly compared: ComparedRows;
  readonly columns: readonly Column[];
  readonly shown: readonly number[];
  /** When it was asked for, in milliseconds since 1970. */
  readonly at: number;
}

/** Results that are kept, and rows of all of them together. */
const MOST_RESULTS = 10;
const MOST_ROWS = 200_000;

/** The last results over closed windows of remote logs, in memory, by all that they depend on. */
export class ResultCache {
  readonly #results = new Map<string, CachedResult>();

  get(key: string | undefined): CachedResult | undefined {
    return key === undefined ? undefined : this.#results.get(key);
  }

  /** Takes a result in, unless it is not all there is. */
  add(key: string | undefined, result: CachedResult): void {
    const { phase, completeness, rowCount } = result.state;
    if (key === undefined || phase !== "done" || completeness?.verdict !== "complete" || rowCount > MOST_ROWS) return;
    this.#results.delete(key);
    this.#results.set(key, result);
    for (const oldest of this.#results.keys()) {
      const rows = [...this.#results.values()].reduce((sum, { state }) => sum + state.rowCount, 0);
      if (this.#results.size <= MOST_RESULTS && rows <= MOST_ROWS) return;
      this.#results.delete(oldest);
    }
  }
}

/** Where a source does not say how late its events may come, in microseconds. */
const LATE = 900_000_000n;

/**
 * Whether a result can be kept: all of it is sent over a network, and its windows ended so long ago that no event can
 * come into them any more. Local logs are read anew at once; present states, and what moves a checkpoint, change with
 * each run.
 * @param now microseconds since 1970
 */
export function isClosed(
  query: Query,
  planned: Plan | ComparisonPlan,
  connectorOf: (source: LogSource) => Connector,
  now: bigint,
): boolean {
  if (query.since || query.into || asksForStates(query)) return false;
  const scans = "compare" in planned ? [...scansOf(planned.before), ...scansOf(planned.after)] : scansOf(planned);
  return (
    scans.length > 0 &&
    scans.every((scan) => {
      const { eventsPerRequest, resumption } = connectorOf(scan.source);
      const late = resumption?.by === "time" ? resumption.overlap + resumption.settle : LATE;
      const { to } = windowOf(scan.query);
      return eventsPerRequest !== undefined && to !== undefined && to <= now - late;
    })
  );
}

function asksForStates({ fetchCurrent, from }: Query): boolean {
  return Boolean(fetchCurrent) || from.some((source) => source.kind === "subquery" && asksForStates(source.query));
}

/** The scans of logs that a plan makes, also inside named queries. */
export function scansOf({ scans }: Plan): readonly LogScan[] {
  return scans.flatMap((scan) => (scan.kind === "log" ? [scan] : scansOf(scan.plan)));
}
