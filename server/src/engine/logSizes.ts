import { Instant } from "../base/value.ts";
import { limitOf, windowOf } from "../connectors/paging/window.ts";
import type { RowPage } from "../connectors/connector.ts";
import type { LogScan } from "../plan/plan.ts";
import { printSource } from "../plan/text.ts";
import type { LogSource } from "../query/query.ts";

interface Seen {
  /** Events a microsecond, between the first and the last that were seen. */
  density?: number;
  /** Events of the log, once all of it was seen. */
  all?: number;
  perRequest?: number;
}

/** Fewer say nothing about how dense the others lie. */
const FEWEST = 20;

/** What scans have shown of the size of remote logs, for forecasts. It is kept in memory only and never asked for. */
export class LogSizes {
  readonly #seen = new Map<string, Seen>();

  perRequest(source: LogSource): number | undefined {
    return this.#seen.get(printSource(source))?.perRequest;
  }

  /** How many events lie between two moments, about; undefined where nothing is known. */
  between(source: LogSource, from: bigint | undefined, to: bigint): number | undefined {
    const { density, all } = this.#seen.get(printSource(source)) ?? {};
    if (from === undefined) return all;
    if (density === undefined) return all;
    const dense = density * Math.max(0, Number(to - from));
    return all === undefined ? dense : Math.min(all, dense);
  }

  /** Follows a scan to its end; one that filters says nothing of the log. */
  follow({ source, query }: LogScan): {
    page: (page: RowPage) => void;
    progress: (events: number, pages: number) => void;
  } {
    if (query.where || query.reduce || query.select) return { page: () => {}, progress: () => {} };
    const { from, to } = windowOf(query);
    let rows = 0;
    let first: bigint | undefined;
    let last: bigint | undefined;
    return {
      page: ({ columns, rows: some, completeness }) => {
        rows += some.length;
        const place = columns.indexOf("timestamp");
        for (const values of some) {
          const at = values[place];
          if (!(at instanceof Instant)) continue;
          if (first === undefined || at.micros < first) first = at.micros;
          if (last === undefined || at.micros > last) last = at.micros;
        }
        if (!completeness) return;
        const isAll = completeness.verdict === "complete" && rows < limitOf(query);
        if (isAll && from === undefined && to === undefined) this.#learn(source, { all: rows });
        if (rows >= FEWEST && first !== undefined && last !== undefined && last > first)
          this.#learn(source, { density: rows / Number(last - first) });
      },
      progress: (events, pages) => {
        if (events > 0) this.#learn(source, { perRequest: Math.ceil(events / pages) });
      },
    };
  }

  #learn(source: LogSource, seen: Seen): void {
    const key = printSource(source);
    this.#seen.set(key, { ...this.#seen.get(key), ...seen });
  }
}
