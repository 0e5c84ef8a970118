import { Option } from "commander";
import type { BoundQuery } from "../../query/bind.ts";
import type { RunRequest } from "../../engine/api.ts";
import { toFailure } from "../../base/failure.ts";
import type { Evq, Reading } from "../../evq.ts";
import { EXIT, worst } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { printFailure } from "../failures.ts";
import { escapeText } from "../../export/escape.ts";
import { FORMAT_NAMES, ONE_TABLE } from "../output/formats.ts";
import type { Format } from "../output/formats.ts";
import { writeResult } from "../output/result.ts";
import { formatOf, writeTo } from "../output/target.ts";
import type { Target, TargetOptions } from "../output/target.ts";
import { printedProblems, problemLine } from "../problems.ts";
import { chosenQueries, parametersOf } from "../queries.ts";
import { EvqError } from "../../base/failure.ts";
import { TIME_ZONE } from "../verb.ts";
import { OutputClosed } from "../terminal.ts";
import type { Context, Verb } from "../verb.ts";

/** Which queries are run, with what, and where their rows go. */
export interface RunOptions extends TargetOptions {
  readonly query?: string;
  readonly param?: readonly string[];
  readonly store?: string;
  readonly connections?: string;
  readonly yes?: boolean;
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
      .option("--connections <file>", "the connections that queries may name; else .evq/connections.json")
      .addOption(
        new Option("--format <format>", "how rows are printed; else as the output's name says, else table").choices(
          FORMAT_NAMES,
        ),
      )
      .option("--output <file>", "write to a file, which is there once it is whole")
      .option("--yes", "do not ask before all of a remote log is read")
      .option("--raw-formulas", "leave text as it is that a spreadsheet would take for a formula (CSV, XLSX)")
      .addHelpText("after", HELP)
      .action(context.act((file: string, options: RunOptions) => runFile(context, file, options)));
  },
};

const DESCRIPTION = `Run the queries of a file, or of standard input for -, and print their rows.

  evq run report.evq
  evq run report.evq --query "Payments by hour" --param customer=ada
  evq run report.evq --query 2 --output report.xlsx
  echo 'from local.audit latest 20' | evq run - --format ndjson`;

const HELP = `
Formats:
  table     for people; on a terminal it fits the width and cuts long cells with …, elsewhere every cell is whole
  json      {columns, rows, completeness, elapsedMs, notes}; of several queries an array of these with their titles
  ndjson    one object a row, as rows come; without select or reduce, a row leaves out fields that it does not have
  csv       RFC 4180, one query a file; text that a spreadsheet would take for a formula gets an apostrophe before it
  markdown  a table for GitHub and notes
  parquet   one query a file; integers are INT64, other numbers DOUBLE or, where that is not exact, DECIMAL
  xlsx      one query a file of at most 1,048,575 rows; integers beyond 2^53 are text
A query with diff adds the columns changes, a JSON array of {kind, path, before?, after?, from?}, and compared_with. One with
compare to prints a row a difference: change (added, removed or changed), the key, for each compared column its value
before and after, and differs, the columns that changed; the counts go to standard error, in JSON also to comparison.

All rows are printed, also a million into a pipe. Integers are exact, times are RFC 3339 in UTC.

Parameters: a string as it is; a time as 2024-01-15, 2024-01-15T10:00:00Z or ago(1d); a list as a,b,c.
Before all of a remote log is read, standard error says how many requests that will be; on a terminal it asks, unless --yes.
Ctrl+C ends a run with the rows that came until then, as partial; a file of --output is not written then.
Exit codes: 0 done, 1 the query or an expectation failed, 2 wrong usage, 3 a source or the store failed or the result is
partial, 130 cancelled.`;

export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function runFile(context: Context, file: string, options: RunOptions): Promise<ExitCode> {
  return runText(context, file === "-" ? "<stdin>" : file, await context.readText(file), options);
}

/** Runs the queries of a text; `name` is what messages call it. */
export async function runText(context: Context, name: string, text: string, options: RunOptions): Promise<ExitCode> {
  const work = async (evq: Evq): Promise<ExitCode> => {
    const reading = await evq.read(text, TIME_ZONE);
    const queries = chosenQueries(reading.bound.queries, options.query);
    const format = formatOf(options, "table");
    if (ONE_TABLE.has(format) && queries.length > 1) throw oneTable(queries, format);
    if (!(await canRun(context, name, text, reading, queries))) return EXIT.failed;
    const { bound } = reading;
    const given = evq.parameters(parametersOf(options.param ?? []), bound.parameters, TIME_ZONE);
    const requests = queries.map((query): RunRequest => ({
      query,
      parameters: bound.parameters,
      given,
      timeZone: TIME_ZONE,
    }));
    return writeTo(context, options, format, (target) => runAll(context, evq, requests, options, target));
  };
  return context.withEvq(options.store, work, options.connections);
}

function oneTable(queries: readonly BoundQuery[], format: Format): EvqError {
  return new EvqError(
    "usage",
    `The text holds ${queries.length} queries, and ${format.toUpperCase()} is one table.`,
    "Choose one with --query TITLE or --query N.",
  );
}

/** Prints what is wrong with the queries and what they use; whether all of them can run. */
async function canRun(
  { terminal }: Context,
  name: string,
  text: string,
  { problems }: Reading,
  queries: readonly BoundQuery[],
): Promise<boolean> {
  const isOurs = problems.filter(({ severity }) => severity === "error" || severity === "warning");
  for (const problem of printedProblems(name, text, isOurs)) await terminal.err.write(`${problemLine(problem)}\n`);
  return queries.every(({ query }) => query !== undefined);
}

/**
 * Tells before all of a remote log is read how many requests that will be, and asks where somebody is there to be
 * asked. Who runs a program from a script has decided already.
 */
async function mayRead(
  { terminal }: Context,
  evq: Evq,
  request: RunRequest,
  { yes = false }: RunOptions,
): Promise<boolean> {
  // Whatever keeps it from running is told as the outcome of the run.
  const { whole, lines } = await evq.forecast(request).catch(() => ({ whole: [], lines: [] }));
  if (whole.length === 0) return true;
  for (const line of lines) await terminal.err.write(`${escapeText(line)}\n`);
  if (yes || !terminal.canAsk) return true;
  if (await terminal.confirm(`Read all of ${whole.map(escapeText).join(" and ")}?`)) return true;
  await terminal.err.write("Nothing was read. Bound the query with during last 1d, or with latest 100.\n");
  return false;
}

async function runAll(
  context: Context,
  evq: Evq,
  requests: readonly RunRequest[],
  options: RunOptions,
  target: Target,
): Promise<ExitCode> {
  const { out, format } = target;
  const isSeries = requests.length > 1;
  const codes: ExitCode[] = [];
  for (const [i, request] of requests.entries()) {
    if (!(await mayRead(context, evq, request, options))) return EXIT.interrupted;
    if (isSeries) await out.write(heading(format, request.query, i));
    codes.push(
      await (isSeries ? oneOfSeries(context, evq, request, target) : writeResult(context, evq, request, target)),
    );
    if (context.cancellation.cancelled) break;
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
    case "parquet":
    case "xlsx":
      return "";
  }
}

/** A query that fails does not keep the others of its file from running. */
async function oneOfSeries(context: Context, evq: Evq, request: RunRequest, target: Target): Promise<ExitCode> {
  const { title = "" } = request.query;
  try {
    return await writeResult(context, evq, request, target, { title });
  } catch (thrown) {
    if (thrown instanceof OutputClosed || context.cancellation.cancelled) throw thrown;
    if (target.format === "json") await target.out.write(`${JSON.stringify({ title, failure: toFailure(thrown) })}\n`);
    return printFailure(context.terminal, thrown);
  }
}
