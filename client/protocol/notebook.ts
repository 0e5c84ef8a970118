import type { Failure } from "../../server/protocol/failure.ts";
import type {
  Change,
  Column,
  ComparedRow,
  ComparisonSummary,
  Completeness,
  ExpectationState,
  Note,
  RowGroup,
  RunPhase,
  WireValue,
} from "../../server/protocol/results.ts";
import type { FromPage, ToPage } from "./panel.ts";

/** What one run of a query left in a notebook, and what its renderer is given: the JSON of our MIME type. */
export interface SavedOutput {
  readonly run: RunRecord;
  /** Absent while the query runs, and where it left no rows. */
  readonly result?: SavedResult;
}

/** What is known of a run for good, whatever becomes of its rows. */
export interface RunRecord {
  readonly title: string;
  /** Lines of the query as it was run. */
  readonly text: readonly string[];
  /** Values that it was run with, as a user writes them; absent where it has no parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What it reads, for example `local.shop`. */
  readonly sources?: readonly string[];
  /** When it began, RFC 3339 in UTC. */
  readonly at: string;
  readonly elapsedMs: number;
  readonly phase: RunPhase;
  /** How many there were; of them `result` has the first ones. */
  readonly rowCount: number;
  readonly scanned?: number;
  readonly completeness?: Completeness;
  readonly expectations?: readonly ExpectationState[];
  readonly failure?: Failure;
  readonly notes: readonly Note[];
}

/** The first rows of a run, in the order of the query, and what is shown around them. */
export interface SavedResult {
  readonly shape?: "changes" | "comparison";
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly WireValue[])[];
  /** Of a reduced result: a value a column. */
  readonly totals?: readonly WireValue[];
  readonly grouping?: "grouped" | "scattered" | "single" | "too-many";
  /** With the grouping `grouped`. */
  readonly groups?: readonly RowGroup[];
  /** The first rows as changes, with the shape `changes`. */
  readonly changes?: readonly Change[];
  readonly comparison?: ComparisonSummary;
  /** The first rows as differences, with a comparison. */
  readonly compared?: readonly ComparedRow[];
}

/** What an output that was made in this session says of its run besides: the server has its rows for a while. */
export interface OutputMetadata {
  readonly runId: string;
  /** What the button of the failure's way out says, where a command belongs to it. */
  readonly wayOutTitle?: string;
}

/** What a renderer asks of the extension, about a run whose rows are not all saved. */
export type FromRenderer =
  | FromPage
  /** Copy these cells, which are saved: their run may be gone. */
  | {
      readonly type: "copyCells";
      readonly format: "tsv" | "json" | "markdown";
      readonly columns: readonly Column[];
      readonly cells: readonly (readonly WireValue[])[];
    };

/** What the extension tells the renderers of a notebook. */
export type ToRenderer =
  | ToPage
  /** The rows of this run are not kept any more: what is saved is all there is. */
  | { readonly type: "gone"; readonly runId: string };
