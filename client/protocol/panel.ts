import type { Failure } from "../../server/protocol/failure.ts";
import type { ResultPage, RunState } from "../../server/protocol/results.ts";

/** Half open, by index from 0: rows of the result, or its columns. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What the results page tells the extension. It names runs and places only; what is to be done there is the extension's. */
export type FromPage =
  /** The page listens; before this nothing may be posted to it. */
  | { readonly type: "ready" }
  | { readonly type: "rows"; readonly runId: string; readonly offset: number; readonly count: number }
  | {
      readonly type: "copy";
      readonly runId: string;
      readonly rows: Range;
      readonly columns: Range;
      readonly header: boolean;
    }
  | { readonly type: "cancel"; readonly runId: string }
  /** Show the query in its editor. */
  | { readonly type: "reveal"; readonly runId: string }
  | { readonly type: "runAgain"; readonly runId: string }
  /** Do what the failure of this run offers. */
  | { readonly type: "wayOut"; readonly runId: string };

/** What the extension tells the results page. */
export type ToPage =
  /** The run to show, or that there is none yet; sent again whenever something changes. */
  | { readonly type: "run"; readonly run: ShownRun | null }
  | { readonly type: "rows"; readonly runId: string; readonly page: ResultPage }
  | { readonly type: "rowsFailed"; readonly runId: string; readonly offset: number; readonly failure: Failure };

/** A run as the page needs it: all but its text. */
export interface ShownRun extends Omit<RunState, "text"> {
  /** What the button of the failure's way out says, where a command belongs to it. */
  readonly wayOutTitle?: string;
}
