import type { Column } from "../../protocol/results.ts";
import type { Spool } from "../base/ports.ts";
import type { Value } from "../base/value.ts";
import type { RunOutcome } from "../engine/api.ts";

/** Writes one result, whole, however long it is. */
export interface ResultWriter {
  rows(columns: readonly Column[], rows: readonly (readonly Value[])[]): Promise<void>;
  /** Writes what had to wait for the last row. */
  end(outcome: RunOutcome): Promise<void>;
  /** Lets go of what it holds, also when the run failed. */
  close(): void;
}

export interface WriterSettings {
  /** Whether the columns are those of events, of which only the ones that are not empty are shown. */
  readonly hidesEmpty: boolean;
  /** The query's title, where several results are told apart. */
  readonly title?: string;
  /** Whether text that a spreadsheet would take for a formula stays as it is (CSV, XLSX). */
  readonly rawFormulas?: boolean;
  /** Makes a place where rows wait that must be known to their last before the first can be written. */
  readonly spool: () => Spool;
}
