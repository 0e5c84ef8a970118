import type { Failure } from "../../server/protocol/failure.ts";
import type {
  ChangePage,
  ComparedKind,
  ComparisonPage,
  ReducedTable,
  ResultPage,
  RunState,
  Sort,
  Verdict,
  WireValue,
} from "../../server/protocol/results.ts";

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
      readonly format: CopyFormat;
    }
  /** Choose a format, then copy what is selected. */
  | { readonly type: "copyAs"; readonly runId: string }
  /** Order the rows by columns; null: as the query has them. */
  | { readonly type: "sort"; readonly runId: string; readonly sort: Sort | null }
  /** Choose columns, then order the rows by them. */
  | { readonly type: "sortAs"; readonly runId: string }
  /** Groups and totals of a reduced result. */
  | { readonly type: "reduced"; readonly runId: string }
  /** Changes of a query with `diff`; differences of one that compares, of these kinds. */
  | { readonly type: "changes"; readonly runId: string; readonly offset: number; readonly count: number }
  | {
      readonly type: "comparison";
      readonly runId: string;
      readonly kinds: readonly ComparedKind[];
      readonly offset: number;
      readonly count: number;
    }
  /** Show the entity before and after a change side by side in the editor. */
  | { readonly type: "openDiff"; readonly runId: string; readonly at: number }
  /** All rows, as many as a chart can use. */
  | { readonly type: "chartRows"; readonly runId: string }
  /** Show this result in a tab of the editor. */
  | { readonly type: "openBeside"; readonly runId: string }
  | { readonly type: "selectTab" | "closeTab" | "closeOtherTabs"; readonly tab: string }
  | { readonly type: "pinTab"; readonly tab: string; readonly pinned: boolean }
  | { readonly type: "cancel"; readonly runId: string }
  /** Move the checkpoint of a preview behind its rows. */
  | { readonly type: "commit"; readonly runId: string }
  /** Show the query in its editor. */
  | { readonly type: "reveal"; readonly runId: string }
  | { readonly type: "runAgain"; readonly runId: string }
  /** Run it again and ask the sources, though the rows are known. */
  | { readonly type: "refresh"; readonly runId: string }
  /** Do what the failure of this run offers. */
  | { readonly type: "wayOut"; readonly runId: string };

export type CopyFormat = "tsv" | "json" | "markdown";

/** What the extension tells the results page. */
export type ToPage =
  /** Every result that is open, in order, and which of them is shown. */
  | { readonly type: "tabs"; readonly tabs: readonly ShownTab[]; readonly active: string | null }
  /** The run to show, or that there is none yet; sent again whenever something changes. */
  | { readonly type: "run"; readonly run: ShownRun | null }
  | { readonly type: "rows"; readonly runId: string; readonly page: ResultPage }
  | { readonly type: "reduced"; readonly runId: string; readonly table: ReducedTable }
  | { readonly type: "changes"; readonly runId: string; readonly page: ChangePage }
  | { readonly type: "comparison"; readonly runId: string; readonly page: ComparisonPage }
  /** Rows from the first one on; fewer than there are when a chart could not use more. */
  | { readonly type: "chartRows"; readonly runId: string; readonly rows: readonly (readonly WireValue[])[] }
  /** A command asks to copy what is selected. */
  | { readonly type: "copySelection"; readonly format: CopyFormat }
  /** Rows, changes or differences cannot be had. */
  | { readonly type: "rowsFailed"; readonly runId: string; readonly offset: number; readonly failure: Failure }
  | { readonly type: "chartFailed"; readonly runId: string; readonly failure: Failure }
  /** Something else that the page asked for could not be done. */
  | {
      readonly type: "requestFailed";
      readonly runId: string;
      readonly request: FailingRequest;
      readonly failure: Failure;
    };

/** Messages of the page that are answered with `requestFailed` where they cannot be done. */
export type FailingRequest = "reduced" | "sort" | "copy" | "openDiff";

/** A run as the page needs it: all but its text. */
export interface ShownRun extends Omit<RunState, "text"> {
  /** What the button of the failure's way out says, where a command belongs to it. */
  readonly wayOutTitle?: string;
  /** Present when the run is from before the window was reloaded: its rows are gone. When it ran, in milliseconds since 1970. */
  readonly ranAt?: number;
  /** The query's text, of a run whose rows are gone. */
  readonly ranText?: string;
  /** What the page remembers, so that its editor tab finds this result again after the window was reloaded. */
  readonly keptAs?: string;
  /** Present in a notebook when only the first rows can be had: how many. */
  readonly savedRows?: number;
}

/** How a result stands, for the mark of its tab. */
export type TabMark = Verdict | "unmet" | "unknown" | "running" | "failed" | "cancelled" | "gone";

export interface ShownTab {
  readonly id: string;
  readonly title: string;
  /** The last part of the document's address. */
  readonly file: string;
  readonly mark: TabMark;
  readonly pinned: boolean;
}
