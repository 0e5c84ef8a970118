import { Option } from "commander";
import { CancellationSource } from "../../base/cancellation.ts";
import { EvqError } from "../../base/failure.ts";
import { escapeText } from "../../export/escape.ts";
import type { RunOutcome, RunRequest } from "../../engine/api.ts";
import type { Evq } from "../../evq.ts";
import { EXIT, worst } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { printFailure } from "../failures.ts";
import { writeResult } from "../output/result.ts";
import { writeTo } from "../output/target.ts";
import { printedProblems, problemLine } from "../problems.ts";
import { chosenQueries, parametersOf } from "../queries.ts";
import { OutputClosed } from "../terminal.ts";
import { TIME_ZONE } from "../verb.ts";
import type { Context, Verb } from "../verb.ts";
import { collect } from "./run.ts";

interface Options {
  readonly query?: string;
  readonly param?: readonly string[];
  readonly store?: string;
  readonly connections?: string;
  readonly format: "ndjson" | "json" | "table";
  readonly output?: string;
  readonly every?: string;
}

export const sync: Verb = {
  register: (program, context) => {
    program
      .command("sync")
      .summary("run the checkpoint queries of a file and move their checkpoints")
      .description(DESCRIPTION)
      .argument("<file>", "an .evq file, or - for standard input")
      .option("--query <title|number>", "only the query of this title or number (from 1)")
      .option("--param <name=value>", "give a parameter a value; may be repeated", collect)
      .option("--every <duration>", "again and again, such as 15m or 1h; ends at Ctrl+C or SIGTERM")
      .option("--store <folder>", "the store that keeps the checkpoints, and the events of into")
      .option("--connections <file>", "the connections that queries may name; else .evq/connections.json")
      .addOption(
        new Option("--format <format>", "how rows of queries without into are printed")
          .choices(["ndjson", "json", "table"])
          .default("ndjson"),
      )
      .option("--output <file>", "write those rows to a file, which is there once it is whole")
      .addHelpText("after", HELP)
      .action(context.act((file: string, options: Options) => syncFile(context, file, options)));
  },
};

const DESCRIPTION = `Run the queries of a file that say since checkpoint, in order, and move their checkpoints.

  evq sync erp.evq --format ndjson >> erp.ndjson
  evq sync archive.evq --every 1h`;

const HELP = `
The rows of a query with into are kept in that log of the store, in one step with the checkpoint. The rows of the others
are printed, and their checkpoints move once the output has taken all of them without an error: a closed pipe or a full
disk leaves them where they are, and the rows come again the next time.

Exit codes: 0 done, 1 a query or an expectation failed, 2 wrong usage or an output that cannot be written, 3 a source or
the store failed, or the result is partial or begins before what the source keeps. With --every each round is told on standard error, and a failed one is followed by the next.`;

async function syncFile(context: Context, file: string, options: Options): Promise<ExitCode> {
  const everyMs = options.every === undefined ? undefined : durationMs(options.every);
  const text = await context.readText(file);
  const work = async (evq: Evq): Promise<ExitCode> => {
    if (everyMs === undefined) return syncOnce(context, evq, file, text, options);
    const stopping = new CancellationSource();
    void context.untilStopped().then(() => stopping.cancel());
    const untilThen = { ...context, cancellation: stopping };
    while (!stopping.cancelled) {
      await round(untilThen, evq, file, text, options);
      await context.wait(everyMs, stopping).catch(() => {});
    }
    return EXIT.done;
  };
  return context.withEvq(options.store, work, options.connections);
}

/** One of many: how it failed is told, and the next one tries again. */
async function round(context: Context, evq: Evq, file: string, text: string, options: Options): Promise<void> {
  try {
    await syncOnce(context, evq, file, text, options);
  } catch (thrown) {
    if (!context.cancellation.cancelled) await printFailure(context.terminal, thrown);
  }
}

async function syncOnce(context: Context, evq: Evq, file: string, text: string, options: Options): Promise<ExitCode> {
  const requests = await requestsOf(context, evq, file, text, options);
  if (!requests) return EXIT.failed;
  const commits: (() => Promise<void>)[] = [];
  const printed = requests.filter(({ query }) => query.query?.into === undefined);
  const code = await inOrder(context, evq, requests, options, printed.length > 0, (outcome) => {
    if (outcome.commit) commits.push(outcome.commit);
  });
  for (const commit of commits) await commit();
  return code;
}

/** Runs all queries; gives back once what they print is written out. @throws EvqError `file.unwritable` when it is not */
async function inOrder(
  context: Context,
  evq: Evq,
  requests: readonly RunRequest[],
  options: Options,
  prints: boolean,
  done: (outcome: RunOutcome) => void,
): Promise<ExitCode> {
  const run = async (target: Parameters<Parameters<typeof writeTo>[3]>[0] | undefined): Promise<ExitCode> => {
    const codes: ExitCode[] = [];
    for (const request of requests) {
      const isKept = request.query.query?.into !== undefined;
      try {
        codes.push(await writeResult(context, evq, request, isKept ? undefined : target, { done }));
      } catch (thrown) {
        // One that fails does not keep the others of its file from running; an output that fails does.
        if (thrown instanceof OutputClosed) throw outputFailed();
        if (!(thrown instanceof EvqError) || context.cancellation.cancelled) throw thrown;
        codes.push(await printFailure(context.terminal, thrown));
      }
    }
    return worst(codes);
  };
  return prints ? writeTo(context, options, options.format, run) : run(undefined);
}

async function requestsOf(
  { terminal }: Context,
  evq: Evq,
  file: string,
  text: string,
  { query: choice, param = [] }: Options,
): Promise<readonly RunRequest[] | undefined> {
  const { bound, problems } = await evq.read(text, TIME_ZONE);
  const isOurs = problems.filter(({ severity }) => severity === "error" || severity === "warning");
  for (const problem of printedProblems(file === "-" ? "<stdin>" : file, text, isOurs))
    await terminal.err.write(`${problemLine(problem)}\n`);
  const chosen = chosenQueries(bound.queries, choice);
  if (chosen.some(({ query }) => query === undefined)) return undefined;
  const queries = chosen.filter(({ query }) => query?.since !== undefined);
  if (queries.length === 0)
    throw new EvqError(
      "query.none",
      "No query of the text says since checkpoint.",
      'Write since checkpoint "NAME" behind from, or run the queries with evq run.',
    );
  for (const { title = "" } of chosen.filter(({ query }) => query?.since === undefined))
    await terminal.err.write(`left out, as it has no checkpoint: ${escapeText(title === "" ? "(no title)" : title)}\n`);
  const given = evq.parameters(parametersOf(param), bound.parameters, TIME_ZONE);
  return queries.map((query) => ({ query, parameters: bound.parameters, given, timeZone: TIME_ZONE }));
}

function outputFailed(): EvqError {
  return new EvqError(
    "file.unwritable",
    "Whoever read the output has closed it, so the checkpoints stay where they are.",
    "Run it again; the same rows will come.",
  );
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function durationMs(text: string): number {
  const [, count = "", unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const milliseconds = Number(count) * (UNITS[unit] ?? 0);
  if (milliseconds > 0) return milliseconds;
  throw new EvqError("usage", `--every ${text} is no duration.`, "Write it as 30s, 15m, 1h or 1d.");
}
