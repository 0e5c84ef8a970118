import type { Forecast, RunState, Sort } from "../../protocol/results.ts";
import { EvqError, toFailure } from "../base/failure.ts";
import type { Clock } from "../base/ports.ts";
import type { BoundDocument } from "../query/bind.ts";
import { readParameters } from "../query/parameterText.ts";
import type { ReadLiteral } from "../query/parameterText.ts";
import type { Waiting } from "../connectors/connector.ts";
import type { Confirmation, Engine, RunRequest, Runs, StartRequest } from "./api.ts";
import { Breather } from "./breather.ts";
import { reducedTable } from "./reducedTable.ts";
import { rowOrder } from "./rowOrder.ts";
import { ResultCache } from "./resultCache.ts";
import {
  unsorted,
  withoutWaiting,
  withShape,
  newRun,
  placeOf,
  finished,
  movedCheckpoint,
  previewOf,
  shownOf,
  ended,
} from "./runRecord.ts";
import type { Run } from "./runRecord.ts";

export interface RunsParts {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Parses and binds a text against the connections as they are now. */
  readonly read: (text: string, timeZone: string, cuts?: readonly number[]) => Promise<BoundDocument>;
  readonly literal: (timeZone: string) => ReadLiteral;
  /** Told each new state of a run. */
  readonly changed: (state: RunState) => void;
  /** How many results are kept; the oldest go first. */
  readonly kept?: number;
  /** Bytes of memory that the rows of all results may take; a gigabyte when not given. */
  readonly mostBytes?: number;
}

/** Milliseconds between two states of a run that goes on. */
const PROGRESS_MS = 150;
const KEPT = 20;
const MOST_BYTES = 2 ** 30;

/** Runs by id, with their rows, for those who look at results page by page. */
export function createRuns(parts: RunsParts): Runs {
  const { engine, clock, changed } = parts;
  const runs = new Map<string, Run>();
  const cache = new ResultCache();
  let last = 0;

  const find = (runId: string): Run => {
    const run = runs.get(runId);
    if (!run) throw new EvqError("result.gone", "This result is no longer kept.", "Run the query again.");
    return run;
  };
  const tell = (run: Run, change: Partial<RunState>): void => {
    const elapsedMs = run.state.phase === "running" ? clock.elapsed() - run.began : run.state.elapsedMs;
    run.state = { ...run.state, rowCount: run.rows.length, elapsedMs, ...change };
    run.told = clock.elapsed();
    changed(run.state);
  };
  /** Orders the rows as the state asks, unless the wish changes meanwhile. */
  const laySort = async (run: Run): Promise<void> => {
    const wish = run.state.sorting?.to;
    if (!wish) return;
    const isWished = () => run.state.sorting?.to === wish && runs.get(run.state.runId) === run;
    const keys = wish.map(({ column, direction }) => ({ place: placeOf(run, column), direction }));
    const order = await rowOrder(run.rows, keys, {
      breather: new Breather(clock),
      progress: (share) => {
        if (isWished()) tellSometimes(run, { sorting: { to: wish, share } });
        return isWished();
      },
    });
    if (order && isWished()) layOrder(run, order, wish);
  };
  const layOrder = (run: Run, order: Uint32Array | undefined, sort: Sort | undefined): void => {
    const { sort: _sort, sorting: _sorting, ...state } = run.state;
    run.order = order;
    run.state = sort ? { ...state, sort } : state;
    tell(run, {});
  };
  /** Tells at once what a run waits for, or that it goes on. */
  const tellWaiting = (run: Run, waiting: Waiting | undefined): void => {
    run.state = withoutWaiting(run.state);
    tell(run, waiting === undefined ? {} : { waiting: waiting.text, waitingUntil: waiting.until });
  };
  const end = (run: Run, change: Partial<RunState>): void => {
    run.state = withoutWaiting(run.state);
    tell(run, change);
    void laySort(run);
  };
  const tellSometimes = (run: Run, change: Partial<RunState>): void => {
    if (clock.elapsed() - run.told >= PROGRESS_MS) tell(run, change);
    else run.state = { ...run.state, ...change };
  };

  return {
    start: async (request) => {
      const prepared = await requestOf(parts, request);
      const key = await engine.cacheKey(prepared.request).catch(() => undefined);
      const known = request.fresh ? undefined : cache.get(key);
      if (known) {
        const { at: cachedAt, state: before, ...result } = known;
        const own = newRun(`run-${++last}`, prepared, request.query, clock);
        const { runId, title, text, query } = own.state;
        const state = { ...before, runId, title, text, ...(query !== undefined && { query }), cachedAt };
        const run: Run = { ...own, ...result, state };
        runs.set(runId, run);
        forgetOldest(runs, parts.kept ?? KEPT);
        setTimeout(() => changed(run.state), 0);
        return run.state;
      }
      const at = Number(clock.now() / 1000n);
      const expected = await expectedOf(engine, prepared.request, request);
      const run = newRun(`run-${++last}`, prepared, request.query, clock);
      if (expected !== undefined) run.state = { ...run.state, expected };
      runs.set(run.state.runId, run);
      forgetOldest(runs, parts.kept ?? KEPT);
      const heartbeat = beat(() => run.state.phase === "running" && tellSometimes(run, {}));
      engine
        .run(prepared.request, {
          cancellation: run.cancellation,
          rows: (columns, rows, shown) => {
            const areFirst = run.rows.length === 0 && rows.length > 0;
            run.rows.add(rows);
            makeRoom(runs, run, parts.mostBytes ?? MOST_BYTES);
            if (run.state.shape === "comparison") run.compared.add(rows);
            run.columns = columns;
            run.shown = shown;
            const change = { columns: shownOf(columns, shown) };
            if (areFirst)
              tell(run, change); // somebody waits for them
            else tellSometimes(run, change);
          },
          progress: (scanned, pages) => tellSometimes(run, { scanned, ...(pages !== undefined && { pages }) }),
          status: (waiting) => tellWaiting(run, waiting),
          changes: (changes) => run.changes.add(changes),
        })
        .then(
          (outcome) => {
            end(run, finished(run, outcome));
            const { rows, changes, compared, columns, shown } = run;
            cache.add(key, { state: unsorted(run.state), rows, changes, compared, columns, shown, at });
          },
          (thrown: unknown) => end(run, ended(toFailure(thrown))),
        )
        .finally(heartbeat);
      return run.state;
    },
    state: async (runId) => find(runId).state,
    page: async (runId, offset, count) => {
      const { rows, shown, order, state } = find(runId);
      return { offset, rows: rows.page(offset, count, shown, order), ...(state.sort && { sort: state.sort }) };
    },
    sort: async (runId, sort) => {
      const run = find(runId);
      if (sort) {
        for (const { column } of sort) placeOf(run, column);
        tell(run, { sorting: { to: sort, share: 0 } });
        if (run.state.phase !== "running") void laySort(run);
      } else layOrder(run, undefined, undefined);
      return run.state;
    },
    reduced: async (runId) => {
      const { rows, shown, order, state } = find(runId);
      if (state.phase === "running" || !state.columns.some(({ role }) => role)) {
        throw new EvqError("usage", "Only a result of `reduce` that is all there has groups and totals.");
      }
      const row = (at: number) => {
        const values = rows.row(at, order);
        return shown.map((place) => values[place] ?? null);
      };
      const overflown = state.notes.some(({ code }) => code === "sum-overflow");
      const reduced = { columns: state.columns, length: rows.length, row, overflown };
      const table = await reducedTable(reduced, new Breather(clock));
      return { ...table, ...(state.sort && { sort: state.sort }) };
    },
    changes: async (runId, offset, count) => ({
      offset,
      changes: withShape(find(runId), "changes").changes.page(offset, count),
    }),
    changeStates: async (runId, at) => withShape(find(runId), "changes").changes.states(at),
    comparison: async (runId, kinds, offset, count) => {
      const { compared, rows, state } = withShape(find(runId), "comparison");
      if (!state.comparison) throw new EvqError("usage", "The comparison is not all there.", "Wait for its end.");
      return compared.page(rows, state.comparison, kinds, offset, count);
    },
    commit: async (runId) => {
      const run = find(runId);
      const { commit } = run;
      if (!commit) throw new EvqError("usage", "This result has no checkpoint that could be moved.");
      run.commit = undefined;
      try {
        await commit();
      } catch (thrown) {
        run.commit = commit;
        throw thrown;
      }
      tell(run, movedCheckpoint(run));
      return run.state;
    },
    previews: async () => [...runs.values()].flatMap((run) => previewOf(run) ?? []),
    cancel: async (runId) => runs.get(runId)?.cancellation.cancel(),
    close: async (runId) => {
      runs.get(runId)?.cancellation.cancel();
      runs.delete(runId);
    },
    explain: async (request) => engine.explain((await requestOf(parts, request)).request),
  };
}

/** The requests that a run will make, where that is known. @throws EvqError `query.unbounded` */
async function expectedOf(
  engine: Engine,
  request: RunRequest,
  { confirmed = false }: Confirmation,
): Promise<number | undefined> {
  let forecast: Forecast;
  try {
    forecast = await engine.forecast(request);
  } catch {
    // Whatever keeps it from running is told as the outcome of the run.
    return undefined;
  }
  const { whole, lines, requests } = forecast;
  if (!confirmed && whole.length > 0)
    throw new EvqError(
      "query.unbounded",
      `This reads all of ${whole.join(" and ")}. ${lines.join(" ")}`,
      "Bound it with during last 1d, or with latest 100.",
    );
  return lines.length > 0 ? requests : undefined;
}

async function requestOf(
  { read, literal }: RunsParts,
  { text, cuts, query: place, parameters, timeZone }: StartRequest,
): Promise<{ request: RunRequest; text: string }> {
  const document = await read(text, timeZone, cuts);
  const query = document.queries[place];
  if (!query) throw new EvqError("query.none", "There is no query here.", "Write one: from local.LOG");
  const given = readParameters(parameters, document.parameters, literal(timeZone));
  return {
    request: { query, parameters: document.parameters, given, timeZone },
    text: text.slice(query.span.start, query.span.end),
  };
}

function forgetOldest(runs: Map<string, Run>, kept: number): void {
  for (const [runId, run] of runs) {
    if (runs.size <= kept) return;
    if (run.state.phase !== "running") runs.delete(runId);
  }
}

/**
 * Lets results that are there go, the oldest first, until the rows of all fit into memory.
 * @throws EvqError `result.too-large` when a run alone has more, whose rows go too
 */
function makeRoom(runs: Map<string, Run>, run: Run, most: number): void {
  let bytes = 0;
  for (const { rows } of runs.values()) bytes += rows.bytes;
  for (const [runId, other] of runs) {
    if (bytes <= most) return;
    if (other === run || other.state.phase === "running") continue;
    runs.delete(runId);
    bytes -= other.rows.bytes;
  }
  if (bytes <= most) return;
  const found = run.rows.length;
  run.rows.clear();
  throw new EvqError(
    "result.too-large",
    `The result has more rows than fit into the ${Math.round(most / 2 ** 20)} MB of memory that results may take: there were ${found} when it was stopped.`,
    "Ask for less with limit, select or reduce, write the rows to a file with evq run --output FILE, or raise evq.results.memory.",
  );
}

/** Calls again and again until told to stop, so that a run that finds nothing for long still shows its time. */
function beat(call: () => void): () => void {
  let timer: unknown;
  const next = () => {
    timer = setTimeout(() => {
      call();
      next();
    }, PROGRESS_MS);
  };
  next();
  return () => clearTimeout(timer);
}
