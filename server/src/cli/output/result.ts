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

export interface ResultOptions {
  /** Given where several results are told apart. */
  readonly title?: string;
  /** Told how the run came out, once its rows are handed to the output. */
  readonly done?: (outcome: RunOutcome) => void;
}

/**
 * Runs a query and writes its rows as they come; then, on standard error, what must be known of them.
 * @param target where the rows go; undefined for none of them
 */
export async function writeResult(
  { terminal, cancellation, outputs }: Context,
  evq: Evq,
  request: RunRequest,
  target: Target | undefined,
  { title, done }: ResultOptions = {},
): Promise<ExitCode> {
  const { query } = request.query;
  const hidesEmpty = query !== undefined && selectsNothing(query);
  const settings = {
    hidesEmpty,
    rawFormulas: target?.rawFormulas ?? false,
    spool: outputs.spool,
    ...(title !== undefined && { title }),
  };
  const writer = target && FORMATS[target.format](target.out, settings);
  const progress = new ProgressLine(terminal.err);
  const began = performance.now();
  try {
    const outcome = await evq.run(request, {
      cancellation,
      rows: (columns, rows) => writer?.rows(columns, rows),
      progress: (scanned, pages) => progress.show(readSoFar(scanned, pages, performance.now() - began)),
      status: (waiting) => waiting && progress.show(`${escapeText(waiting.text)} Until ${clockTime(waiting.until)}.`),
    });
    progress.clear();
    await writer?.end(outcome);
    done?.(outcome);
    return await printVerdict(terminal, outcome);
  } finally {
    progress.clear();
    writer?.close();
  }
}

/** How far a run is: pages where there are any, events, and how many a second. */
function readSoFar(scanned: number, pages: number | undefined, elapsedMs: number): string {
  const inPages = pages === undefined ? "" : ` in ${pages.toLocaleString("en")} ${pages === 1 ? "page" : "pages"}`;
  const rate = elapsedMs < 1000 ? "" : `, ${Math.round((scanned / elapsedMs) * 1000).toLocaleString("en")} a second`;
  return `${scanned.toLocaleString("en")} events read${inPages}${rate} …`;
}

/** As the other times of the command line: in UTC. */
function clockTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(11, 19)} UTC`;
}

/** Prints whether that is all there is, what must be known of the values, and which expectations are not met. */
async function printVerdict({ err }: Context["terminal"], outcome: RunOutcome): Promise<ExitCode> {
  const { completeness, notes, expectations, rowCount, elapsedMs, comparison, kept } = outcome;
  const { verdict, reason } = completeness;
  const isComplete = verdict === "complete";
  for (const { code, message } of notes) {
    if (
      code === "sum-overflow" ||
      code === "retention" ||
      code === "source" ||
      code === "comparison" ||
      code === "checkpoint"
    )
      await err.write(`note: ${escapeText(message)}\n`);
  }
  if (comparison) await err.write(`${escapeText(countsText(comparison))}\n`);
  if (kept)
    await err.write(`local.${escapeText(kept.log)}: ${kept.appended} appended, ${kept.repeated} were there already\n`);
  if (err.isTerminal)
    await err.write(`${rowCount} ${rowCount === 1 ? "row" : "rows"}, ${verdict}, ${Math.round(elapsedMs)} ms\n`);
  if (!isComplete) await err.write(`${verdict}: ${escapeText(reason ?? "the result is not all there is.")}\n`);
  const unmet = expectations.filter(({ met }) => !met);
  for (const { text, message } of unmet) await err.write(`not met: ${escapeText(`${text}. ${message}`)}\n`);
  if (outcome.cancelled) return EXIT.interrupted;
  return worst([verdict === "partial" ? EXIT.source : EXIT.done, unmet.length > 0 ? EXIT.failed : EXIT.done]);
}

/** Rows that are the same are not printed, so it is said how many they are. */
function countsText({ before, after, added, removed, changed, unchanged }: ComparisonSummary): string {
  return `${after} compared with ${before}: ${added} added, ${removed} removed, ${changed} changed, ${unchanged} unchanged`;
}
