import type { Failure } from "../../../server/protocol/failure.ts";
import type { RunState } from "../../../server/protocol/results.ts";
import type { RunRecord } from "../../protocol/notebook.ts";

/** When a query was run, and with which values. */
export interface Occasion {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What is kept of a run. */
export function recordOf(state: RunState, { at, parameters }: Occasion): RunRecord {
  const { title, text, sources, elapsedMs, phase, rowCount, scanned } = state;
  const { completeness, expectations, failure, notes } = state;
  return {
    title,
    text: text.split(/\r?\n/),
    ...(Object.keys(parameters).length > 0 && { parameters }),
    ...(sources && { sources }),
    at: new Date(at).toISOString(),
    elapsedMs: Math.round(elapsedMs * 10) / 10,
    phase,
    rowCount,
    ...(scanned !== undefined && { scanned }),
    ...(completeness && { completeness }),
    ...(expectations && { expectations }),
    ...(failure && { failure }),
    notes,
  };
}

/** The state of a query that could not be begun, with the text that was to be run. */
export function failedState(runId: string, title: string, text: string, failure: Failure, at: number): RunState {
  return {
    runId,
    title,
    text,
    phase: "failed",
    columns: [],
    rowCount: 0,
    elapsedMs: Date.now() - at,
    notes: [],
    failure,
  };
}
