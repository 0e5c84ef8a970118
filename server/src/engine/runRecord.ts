import type { Preview } from "../../protocol/checkpoints.ts";
import type { Failure } from "../../protocol/failure.ts";
import type { Column, RunState } from "../../protocol/results.ts";
import { CancellationSource } from "../base/cancellation.ts";
import { EvqError } from "../base/failure.ts";
import type { Clock } from "../base/ports.ts";
import type { BoundQuery } from "../query/bind.ts";
import type { Query } from "../query/query.ts";
import type { RunOutcome } from "./api.ts";
import { Changes } from "./changes.ts";
import { ComparedRows } from "./comparedRows.ts";
import { RowStore } from "./rowStore.ts";

/** A run with its rows, as it is kept for those who look at its result. */
export interface Run {
  state: RunState;
  readonly rows: RowStore;
  /** Of a query with `diff`. */
  readonly changes: Changes;
  /** Of a query that compares. */
  readonly compared: ComparedRows;
  /** All columns that the rows have, also those that are not shown. */
  columns: readonly Column[];
  /** Which row stands at each place, where that is not the order of the query. */
  order: Uint32Array | undefined;
  /** Places of the columns that are shown now. */
  shown: readonly number[];
  /** The name of the checkpoint that it reads on from. */
  readonly checkpoint: string | undefined;
  /** Of a preview that is all there: moves its checkpoint. */
  commit: RunOutcome["commit"];
  readonly cancellation: CancellationSource;
  readonly began: number;
  told: number;
}

export function unsorted({ sort: _, sorting: _sorting, ...state }: RunState): RunState {
  return state;
}

export function withoutWaiting({ waiting: _, waitingUntil: _until, ...state }: RunState): RunState {
  return state;
}

/** @throws EvqError `usage` when the rows are something else */
export function withShape(run: Run, shape: RunState["shape"]): Run {
  if (run.state.shape === shape) return run;
  throw new EvqError("usage", `The rows of this result are no ${shape === "changes" ? "changes" : "comparison"}.`);
}

function shapeOf({ query }: BoundQuery): Pick<RunState, "shape"> {
  if (query?.compare) return { shape: "comparison" };
  return query?.diff ? { shape: "changes" } : {};
}

export function newRun(
  runId: string,
  { request: { query }, text }: { readonly request: { readonly query: BoundQuery }; readonly text: string },
  place: number,
  clock: Clock,
): Run {
  const began = clock.elapsed();
  return {
    state: {
      runId,
      title: query.title ?? (text.split("\n", 1)[0] ?? "").trim(),
      text,
      query: query.title ?? String(place),
      ...(query.query && { sources: sourcesOf(query.query) }),
      phase: "running",
      ...shapeOf(query),
      columns: [],
      rowCount: 0,
      elapsedMs: 0,
      notes: [],
    },
    rows: new RowStore(),
    changes: new Changes(),
    compared: new ComparedRows(),
    columns: [],
    order: undefined,
    shown: [],
    checkpoint: query.query?.since?.checkpoint,
    commit: undefined,
    cancellation: new CancellationSource(),
    began,
    told: began,
  };
}

function sourcesOf({ from }: Query): readonly string[] {
  const names = from.flatMap((source) =>
    source.kind === "subquery" ? sourcesOf(source.query) : [[source.connection, source.log].filter(Boolean).join(".")],
  );
  return [...new Set(names)];
}

/** @throws EvqError `usage` */
export function placeOf({ columns, shown }: Run, name: string): number {
  const place = shown.find((at) => columns[at]?.name === name);
  if (place === undefined) throw new EvqError("usage", `The result shows no column ${name} to sort by.`);
  return place;
}

export function finished(
  run: Run,
  { columns, shown, completeness, cancelled, notes, expectations, comparison, kept, commit, elapsedMs }: RunOutcome,
): Partial<RunState> {
  run.shown = shown;
  run.columns = columns;
  run.commit = commit;
  return {
    phase: cancelled ? "cancelled" : "done",
    columns: shownOf(columns, shown),
    completeness,
    notes,
    elapsedMs,
    ...(expectations.length > 0 && { expectations }),
    ...(comparison && { comparison }),
    ...(kept && { kept }),
    ...(run.checkpoint !== undefined && { checkpoint: { name: run.checkpoint, state: kept ? "moved" : "preview" } }),
  };
}

export function movedCheckpoint({ state: { checkpoint } }: Run): Partial<RunState> {
  return checkpoint ? { checkpoint: { ...checkpoint, state: "moved" } } : {};
}

export function previewOf({
  commit,
  state: { runId, title, checkpoint, sources, rowCount },
}: Run): Preview | undefined {
  if (!commit || !checkpoint || rowCount === 0) return undefined;
  return { runId, title, checkpoint: checkpoint.name, sources: sources ?? [], rowCount };
}

export function shownOf(columns: readonly Column[], shown: readonly number[]): readonly Column[] {
  return shown.flatMap((place) => columns[place] ?? []);
}

export function ended(failure: Failure): Partial<RunState> {
  return failure.code === "cancelled" ? { phase: "cancelled" } : { phase: "failed", failure };
}
