import type { ComparisonSummary } from "../../../protocol/results.ts";
import { selectsNothing } from "../../evq.ts";
import type { Evq } from "../../evq.ts";
import type { RunOutcome, RunRequest } from "../../engine/api.ts";
import { escapeText } from "../../export/escape.ts";
import { EXIT, worst } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { ProgressLine } from "../progress.ts";
import type { Context } from "../verb.ts";
import { FORMATS } from "./formats.ts";
import type { Target } from "./target.ts";

/**
 * Runs a query and writes its rows as they come; then, on standard error, what must be known of them.
 * @param title given where several results are told apart
 */
export async function writeResult(
  { terminal, cancellation, outputs }: Context,
  evq: Evq,
  request: RunRequest,
  { out, format, rawFormulas }: Target,
  title?: string,
): Promise<ExitCode> {
  const { query } = request.query;
  const hidesEmpty = query !== undefined && selectsNothing(query);
  const settings = { hidesEmpty, rawFormulas, spool: outputs.spool, ...(title !== undefined && { title }) };
  const writer = FORMATS[format](out, settings);
  const progress = new ProgressLine(terminal.err);
  try {
    const outcome = await evq.run(request, {
      cancellation,
      rows: (columns, rows) => writer.rows(columns, rows),
      progress: (scanned) => progress.show(`${scanned.toLocaleString("en")} events read …`),
      status: (text) => text !== undefined && progress.show(escapeText(text)),
    });
    progress.clear();
    await writer.end(outcome);
    return await printVerdict(terminal, outcome);
  } finally {
    progress.clear();
    writer.close();
  }
}

/** Prints whether that is all there is, what must be known of the values, and which expectations are not met. */
async function printVerdict({ err }: Context["terminal"], outcome: RunOutcome): Promise<ExitCode> {
  const { completeness, notes, expectations, rowCount, elapsedMs, comparison } = outcome;
  const { verdict, reason } = completeness;
  const isComplete = verdict === "complete";
  for (const { code, message } of notes) {
    if (code === "sum-overflow" || code === "retention" || code === "source" || code === "comparison")
      await err.write(`note: ${escapeText(message)}\n`);
  }
  if (comparison) await err.write(`${escapeText(countsText(comparison))}\n`);
  if (err.isTerminal)
    await err.write(`${rowCount} ${rowCount === 1 ? "row" : "rows"}, ${verdict}, ${Math.round(elapsedMs)} ms\n`);
  if (!isComplete) await err.write(`${verdict}: ${escapeText(reason ?? "the result is not all there is.")}\n`);
  const unmet = expectations.filter(({ met }) => !met);
  for (const { text, message } of unmet) await err.write(`not met: ${escapeText(`${text}. ${message}`)}\n`);
  return worst([verdict === "partial" ? EXIT.source : EXIT.done, unmet.length > 0 ? EXIT.failed : EXIT.done]);
}

/** Rows that are the same are not printed, so it is said how many they are. */
function countsText({ before, after, added, removed, changed, unchanged }: ComparisonSummary): string {
  return `${after} compared with ${before}: ${added} added, ${removed} removed, ${changed} changed, ${unchanged} unchanged`;
}
