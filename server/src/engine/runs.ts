import type { Failure } from "../../protocol/failure.ts";
import type { Column, RunState } from "../../protocol/results.ts";
import { CancellationSource } from "../base/cancellation.ts";
import { EvqError, toFailure } from "../base/failure.ts";
import type { Clock } from "../base/ports.ts";
import type { BoundDocument, BoundQuery } from "../query/bind.ts";
import type { Engine, RunOutcome, RunRequest, Runs, StartRequest } from "./api.ts";
import { readParameters } from "./parameters.ts";
import type { ReadLiteral } from "./parameters.ts";
import { RowStore } from "./rowStore.ts";

export interface RunsParts {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Parses and binds a text against the connections as they are now. */
  readonly read: (text: string, timeZone: string) => Promise<BoundDocument>;
  readonly literal: (timeZone: string) => ReadLiteral;
  /** Told each new state of a run. */
  readonly changed: (state: RunState) => void;
  /** How many results are kept; the oldest go first. */
  readonly kept?: number;
}

/** Milliseconds between two states of a run that goes on. */
const PROGRESS_MS = 150;
const KEPT = 20;

interface Run {
  state: RunState;
  readonly rows: RowStore;
  /** Places of the columns that are shown now. */
  shown: readonly number[];
  readonly cancellation: CancellationSource;
  readonly began: number;
  told: number;
}

/** Runs by id, with their rows, for those who look at results page by page. */
export function createRuns(parts: RunsParts): Runs {
  const { engine, clock, changed } = parts;
  const runs = new Map<string, Run>();
  let last = 0;

  const find = (runId: string): Run => {
    const run = runs.get(runId);
    if (!run) throw new EvqError("result.gone", "This result is no longer kept.", "Run the query again.");
    return run;
  };
  const tell = (run: Run, change: Partial<RunState>): void => {
    run.state = { ...run.state, rowCount: run.rows.length, elapsedMs: clock.elapsed() - run.began, ...change };
    run.told = clock.elapsed();
    changed(run.state);
  };
  const tellSometimes = (run: Run, change: Partial<RunState>): void => {
    if (clock.elapsed() - run.told >= PROGRESS_MS) tell(run, change);
    else run.state = { ...run.state, ...change };
  };

  return {
    start: async (request) => {
      const prepared = await requestOf(parts, request);
      const run = newRun(`run-${++last}`, prepared.request.query, prepared.text, clock);
      runs.set(run.state.runId, run);
      forgetOldest(runs, parts.kept ?? KEPT);
      const heartbeat = beat(() => run.state.phase === "running" && tellSometimes(run, {}));
      engine
        .run(prepared.request, {
          cancellation: run.cancellation,
          rows: (columns, rows, shown) => {
            run.rows.add(rows);
            run.shown = shown;
            tellSometimes(run, { columns: shownOf(columns, shown) });
          },
          progress: (scanned) => tellSometimes(run, { scanned }),
        })
        .then(
          (outcome) => tell(run, finished(run, outcome)),
          (thrown: unknown) => tell(run, ended(toFailure(thrown))),
        )
        .finally(heartbeat);
      return run.state;
    },
    state: async (runId) => find(runId).state,
    page: async (runId, offset, count) => {
      const { rows, shown } = find(runId);
      return { offset, rows: rows.page(offset, count, shown) };
    },
    cancel: async (runId) => runs.get(runId)?.cancellation.cancel(),
    close: async (runId) => {
      runs.get(runId)?.cancellation.cancel();
      runs.delete(runId);
    },
    explain: async (request) => engine.explain((await requestOf(parts, request)).request),
  };
}

async function requestOf(
  { read, literal }: RunsParts,
  { text, query: place, parameters, timeZone }: StartRequest,
): Promise<{ request: RunRequest; text: string }> {
  const document = await read(text, timeZone);
  const query = document.queries[place];
  if (!query) throw new EvqError("query.none", "There is no query here.", "Write one: from local.LOG");
  const given = readParameters(parameters, document.parameters, literal(timeZone));
  return {
    request: { query, parameters: document.parameters, given, timeZone },
    text: text.slice(query.span.start, query.span.end),
  };
}

function newRun(runId: string, query: BoundQuery, text: string, clock: Clock): Run {
  const title = query.title ?? (text.split("\n", 1)[0] ?? "").trim();
  const state: RunState = { runId, title, text, phase: "running", columns: [], rowCount: 0, elapsedMs: 0, notes: [] };
  const began = clock.elapsed();
  return { state, rows: new RowStore(), shown: [], cancellation: new CancellationSource(), began, told: began };
}

function finished(
  run: Run,
  { columns, shown, completeness, notes, expectations, elapsedMs }: RunOutcome,
): Partial<RunState> {
  run.shown = shown;
  return {
    phase: "done",
    columns: shownOf(columns, shown),
    completeness,
    notes,
    elapsedMs,
    ...(expectations.length > 0 && { expectations }),
  };
}

function shownOf(columns: readonly Column[], shown: readonly number[]): readonly Column[] {
  return shown.flatMap((place) => columns[place] ?? []);
}

function ended(failure: Failure): Partial<RunState> {
  return failure.code === "cancelled" ? { phase: "cancelled" } : { phase: "failed", failure };
}

function forgetOldest(runs: Map<string, Run>, kept: number): void {
  for (const [runId, run] of runs) {
    if (runs.size <= kept) return;
    if (run.state.phase !== "running") runs.delete(runId);
  }
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
