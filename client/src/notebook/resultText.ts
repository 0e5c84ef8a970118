import type { RunRecord, SavedOutput } from "../../protocol/notebook.ts";
import { markdownTable } from "../panels/copyText.ts";

/** What is known of a run in one line, for example `12 rows · 8 ms · complete`. */
export function factsOf({ phase, rowCount, elapsedMs, completeness, expectations = [] }: RunRecord): string {
  const verdict =
    phase === "done"
      ? completeness
        ? [wordOf(completeness.verdict), completeness.reason].filter(Boolean).join(": ")
        : "not known to be complete"
      : phase;
  const unmet = expectations.filter(({ met }) => !met).map(({ text, message }) => `not met: ${text} (${message})`);
  return [rowsText(rowCount), durationText(elapsedMs), verdict, ...unmet].join(" · ");
}

export function wordOf(verdict: string): string {
  return verdict.replaceAll("-", " ");
}

export function rowsText(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "row" : "rows"}`;
}

export function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** What an output says about rows that are not saved; undefined when all are. */
export function restText({ run, result }: SavedOutput): string | undefined {
  const saved = savedCount(result);
  if (run.phase === "running" || saved >= run.rowCount) return undefined;
  return saved === 0
    ? `None of ${rowsText(run.rowCount)} is saved in this notebook. Run the cell to see them.`
    : `The first ${saved.toLocaleString("en-US")} of ${rowsText(run.rowCount)} are saved in this notebook. Run the cell to see all.`;
}

/** How many rows can be looked at without their run. */
export function savedCount(result: SavedOutput["result"]): number {
  if (!result) return 0;
  return result.shape === "changes" && result.changes
    ? Math.min(result.changes.length, result.rows.length)
    : result.rows.length;
}

/** A result where nothing can draw it: its facts, and its rows as a table of text. */
export function resultText(output: SavedOutput): string {
  const { run, result } = output;
  const failure = run.failure && [run.failure.message, run.failure.wayOut?.text].filter(Boolean).join(" ");
  const table = result && result.rows.length > 0 ? markdownTable(result.columns, result.rows) : undefined;
  return [`${run.title}\n${factsOf(run)}`, failure, table, restText(output)].filter(Boolean).join("\n\n");
}
