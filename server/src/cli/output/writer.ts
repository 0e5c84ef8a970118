import type { Column } from "../../../protocol/results.ts";
import type { Value } from "../../base/value.ts";
import type { RunOutcome } from "../../engine/api.ts";

/** Prints one result to standard output, whole, however long it is. */
export interface ResultWriter {
  rows(columns: readonly Column[], rows: readonly (readonly Value[])[]): Promise<void>;
  /** Prints what had to wait for the last row. */
  end(outcome: RunOutcome): Promise<void>;
  /** Lets go of what it holds, also when the run failed. */
  close(): void;
}

export interface WriterSettings {
  /** Whether the columns are those of events, of which only the ones that are not empty are shown. */
  readonly hidesEmpty: boolean;
  /** The query's title, where several results are told apart. */
  readonly title?: string;
}
