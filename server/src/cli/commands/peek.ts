import { EvqError } from "../../base/failure.ts";
import { FORMAT_NAMES } from "../output/formats.ts";
import type { Context, Verb } from "../verb.ts";
import type { ExitCode } from "../exitCode.ts";
import { Option } from "commander";
import { runText } from "./run.ts";
import type { RunOptions } from "./run.ts";

interface Options extends RunOptions {
  readonly count: string;
  readonly last?: string;
}

export const peek: Verb = {
  register: (program, context) => {
    program
      .command("peek")
      .summary("print the last events of a log")
      .description(DESCRIPTION)
      .argument("<source>", "a log as a query names it: local.audit, erp.eventlog, codebolt.app")
      .option("--count <n>", "how many events at most", "100")
      .option("--last <duration>", "only of this time until now, for example 15m or 7d")
      .option("--store <folder>", "the store to read")
      .option("--connections <file>", "the connections that the source may be of; else .evq/connections.json")
      .addOption(new Option("--format <format>", "how rows are printed; else table").choices(FORMAT_NAMES))
      .option("--output <file>", "write to a file, which is there once it is whole")
      .action(context.act((source: string, options: Options) => peekAt(context, source, options)));
  },
};

const DESCRIPTION = `Print the last events of a log, newest first. The query that does it goes to standard error, to go on from there.

  evq peek local.audit
  evq peek erp.eventlog --last 1h --count 20
  evq peek 'local.audit stream "ada"' --format ndjson`;

async function peekAt(context: Context, source: string, options: Options): Promise<ExitCode> {
  const { count, last } = options;
  if (!/^[1-9]\d{0,8}$/.test(count))
    throw new EvqError("usage", `--count ${count} is no number of events.`, "Write a whole number from 1.");
  if (last !== undefined && !/^(\d+(ms|s|m|h|d|w))+$/.test(last))
    throw new EvqError("usage", `--last ${last} is no duration.`, "Write one such as 15m, 1h30m or 7d.");
  const text = [`from ${source}`, ...(last === undefined ? [] : [`during last ${last}`]), `latest ${count}`].join("\n");
  await context.terminal.err.write(`${text}\n\n`);
  return runText(context, "<peek>", text, options);
}
