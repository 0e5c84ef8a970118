import { Option } from "commander";
import type { Query } from "../../query/query.ts";
import type { ExitCode } from "../exitCode.ts";
import { FORMAT_NAMES } from "../output/formats.ts";
import { writeResult } from "../output/result.ts";
import { formatOf, writeTo } from "../output/target.ts";
import type { TargetOptions } from "../output/target.ts";
import { TIME_ZONE } from "../verb.ts";
import type { Context, Verb } from "../verb.ts";

interface Options extends TargetOptions {
  readonly store?: string;
}

export const exportVerb: Verb = {
  register: (program, context) => {
    program
      .command("export")
      .summary("write a whole log to a file")
      .description(DESCRIPTION)
      .argument("<log>", "the log")
      .addOption(
        new Option("--format <format>", "the format; else as the output's name says, else ndjson").choices(
          FORMAT_NAMES,
        ),
      )
      .option("--output <file>", "the file, which is there once it is whole; else standard output")
      .option("--raw-formulas", "leave text as it is that a spreadsheet would take for a formula (CSV, XLSX)")
      .option("--store <folder>", "the store to read")
      .addHelpText("after", HELP)
      .action(context.act((log: string, options: Options) => exportLog(context, log, options)));
  },
};

const DESCRIPTION = `Write all events of a log of the local store, in the order of their time.

  evq export audit --output audit.parquet
  evq export audit --format ndjson | gzip > audit.ndjson.gz`;

const HELP = `
What evq export writes as NDJSON, evq import reads back: every field, exact integers, ids kept. Of a selection of events
run a query: evq run FILE --output FILE.`;

function exportLog(context: Context, log: string, options: Options): Promise<ExitCode> {
  return context.withEvq(options.store, (evq) => {
    const query: Query = { from: [{ kind: "log", connection: "local", log }] };
    const request = {
      query: { query, span: { start: 0, end: 0 }, columns: [], parameters: [] },
      parameters: [],
      given: new Map(),
      timeZone: TIME_ZONE,
    };
    return writeTo(context, options, formatOf(options, "ndjson"), (target) =>
      writeResult(context, evq, request, target),
    );
  });
}
