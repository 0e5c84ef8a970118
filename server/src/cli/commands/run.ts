import { Option } from "commander";
import type { ComparisonSummary } from "../../../protocol/results.ts";
import type { BoundQuery } from "../../query/bind.ts";
import type { RunOutcome, RunRequest } from "../../engine/api.ts";
import { toFailure } from "../../base/failure.ts";
import { selectsNothing } from "../../evq.ts";
import type { Evq, Reading } from "../../evq.ts";
import { EXIT, worst } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { printFailure } from "../failures.ts";
import { escapeText } from "../output/escape.ts";
import { FORMATS, FORMAT_NAMES } from "../output/formats.ts";
import type { Format } from "../output/formats.ts";
import { printedProblems, problemLine } from "../problems.ts";
import { ProgressLine } from "../progress.ts";
import { chosenQueries, parametersOf } from "../queries.ts";
import { EvqError } from "../../base/failure.ts";
import { TIME_ZONE } from "../verb.ts";
import { OutputClosed } from "../terminal.ts";
import type { Context, Verb } from "../verb.ts";

interface Options {
  readonly query?: string;
  readonly param?: readonly string[];
  readonly store?: string;
  readonly format: Format;
}

export const run: Verb = {
  register: (program, context) => {
    program
      .command("run")
      .summary("run the queries of a file and print their rows")
      .description(DESCRIPTION)
      .argument("<file>", "an .evq file, or - for standard input")
      .option("--query <title|number>", "run only the query of this title or number (from 1); else all run, in order")
      .option("--param <name=value>", "give a parameter a value; may be repeated", collect)
      .option("--store <folder>", "the store to read")
      .addOption(new Option("--format <format>", "how rows are printed").choices(FORMAT_NAMES).default("table"))
      .addHelpText("after", HELP)
      .action(context.act((file: string, options: Options) => runFile(context, file, options)));
  },
};

const DESCRIPTION = `Run the queries of a file, or of standard input for -, and print their rows.

  evq run report.evq
  evq run report.evq --query "Payments by hour" --param customer=ada
  echo 'from local.audit latest 20' | evq run - --format ndjson`;

const HELP = `
Formats:
  table     for people; on a terminal it fits the width and cuts long cells with …, elsewhere every cell is whole
  json      {columns, rows, completeness, elapsedMs, notes}; of several queries an array of these with their titles
  ndjson    one object a row, as rows come; without select or reduce, a row leaves out fields that it does not have
  csv       RFC 4180, one query a file; cells are exact, so beware of formulas when a spreadsheet opens it
  markdown  a table for GitHub and notes
A query with diff adds the columns changes, a JSON array of {kind, path, before?, after?, from?}, and compared_with. One with
compare to prints a row a difference: change (added, removed or changed), the key, for each compared column its value
before and after, and differs, the columns that changed; the counts go to standard error, in JSON also to comparison.

All rows are printed, also a million into a pipe. Integers are exact, times are RFC 3339 in UTC.

Parameters: a string as it is; a time as 2024-01-15, 2024-01-15T10:00:00Z or ago(1d); a list as a,b,c.
Exit codes: 0 done, 1 the query or an expectation failed, 2 wrong usage, 3 a source or the store failed or the result is partial.`;

export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function runFile(context: Context, file: string, options: Options): Promise<ExitCode> {
  const text = await context.readText(file);
  return context.withEvq(options.store, async (evq) => {
    const reading = await evq.read(text, TIME_ZONE);
    const queries = chosenQueries(reading.bound.queries, options.query);
    if (options.format === "csv" && queries.length > 1) throw oneTable(queries);
    if (!(await canRun(context, file, text, reading, queries))) return EXIT.failed;
    const { bound } = reading;
    const given = evq.parameters(parametersOf(options.param ?? []), bound.parameters, TIME_ZONE);
    const requests = queries.map((query): RunRequest => ({
      query,
      parameters: bound.parameters,
      given,
      timeZone: TIME_ZONE,
    }));
    return runAll(context, evq, requests, options.format);
  });
}

function oneTable(queries: readonly BoundQuery[]): EvqError {
  return new EvqError(
    "usage",
    `The text holds ${queries.length} queries, and CSV is one table.`,
    "Choose one with --query TITLE or --query N.",
  );
}

/** Prints what is wrong with the queries and what they use; whether all of them can run. */
async function canRun(
  { terminal }: Context,
  file: string,
  text: string,
  { problems }: Reading,
  queries: readonly BoundQuery[],
): Promise<boolean> {
  const isOurs = problems.filter(({ severity }) => severity === "error" || severity === "warning");
  for (const problem of printedProblems(file === "-" ? "<stdin>" : file, text, isOurs))
    await terminal.err.write(`${problemLine(problem)}\n`);
  return queries.every(({ query }) => query !== undefined);
}

async function runAll(context: Context, evq: Evq, requests: readonly RunRequest[], format: Format): Promise<ExitCode> {
  const { out } = context.terminal;
  const isSeries = requests.length > 1;
  const codes: ExitCode[] = [];
  for (const [i, request] of requests.entries()) {
    if (isSeries) await out.write(heading(format, request.query, i));
    codes.push(await runOne(context, evq, request, format, isSeries));
  }
  if (isSeries && format === "json") await out.write("]\n");
  return worst(codes);
}

/** What stands between the results of several queries. */
function heading(format: Format, { title = "" }: BoundQuery, place: number): string {
  const name = escapeText(title === "" ? `Query ${place + 1}` : title);
  switch (format) {
    case "table":
      return `${place === 0 ? "" : "\n"}── ${name} ──\n`;
    case "markdown":
      return `${place === 0 ? "" : "\n"}## ${name}\n\n`;
    case "json":
      return place === 0 ? "[" : ",";
    case "ndjson":
    case "csv":
      return "";
  }
}

async function runOne(
  context: Context,
  evq: Evq,
  request: RunRequest,
  format: Format,
  isSeries: boolean,
): Promise<ExitCode> {
  const { terminal, cancellation } = context;
  const { query, title } = request.query;
  const hidesEmpty = query !== undefined && selectsNothing(query);
  const writer = FORMATS[format](terminal.out, { hidesEmpty, ...(isSeries && { title: title ?? "" }) });
  const progress = new ProgressLine(terminal.err);
  try {
    const outcome = await evq.run(request, {
      cancellation,
      rows: (columns, rows) => writer.rows(columns, rows),
      progress: (scanned) => progress.show(`${scanned.toLocaleString("en")} events read …`),
    });
    progress.clear();
    await writer.end(outcome);
    return await printVerdict(context, outcome);
  } catch (thrown) {
    progress.clear();
    if (!isSeries || thrown instanceof OutputClosed || cancellation.cancelled) throw thrown;
    // The other queries of the file still run.
    if (format === "json")
      await terminal.out.write(`${JSON.stringify({ title: title ?? "", failure: toFailure(thrown) })}\n`);
    return await printFailure(terminal, thrown);
  } finally {
    writer.close();
  }
}

/** Prints whether that is all there is, what must be known of the values, and which expectations are not met. */
async function printVerdict({ terminal: { err } }: Context, outcome: RunOutcome): Promise<ExitCode> {
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
