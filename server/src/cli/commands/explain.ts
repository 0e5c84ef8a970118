import type { Evq } from "../../evq.ts";
import { EXIT } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { escapeText } from "../../export/escape.ts";
import { chosenQueries, parametersOf } from "../queries.ts";
import { TIME_ZONE } from "../verb.ts";
import type { Context, Verb } from "../verb.ts";
import { collect } from "./run.ts";
import { printedProblems, problemLine } from "../problems.ts";

interface Options {
  readonly query?: string;
  readonly param?: readonly string[];
  readonly store?: string;
  readonly connections?: string;
}

export const explain: Verb = {
  register: (program, context) => {
    program
      .command("explain")
      .summary("say what of a query runs at its source, what runs here, and why")
      .description(DESCRIPTION)
      .argument("<file>", "an .evq file, or - for standard input")
      .option("--query <title|number>", "explain only the query of this title or number (from 1)")
      .option("--param <name=value>", "give a parameter a value; may be repeated", collect)
      .option("--store <folder>", "the store whose logs are meant")
      .option("--connections <file>", "the connections that queries may name; else .evq/connections.json")
      .action(context.act((file: string, options: Options) => explainFile(context, file, options)));
  },
};

const DESCRIPTION = `Say what of a query runs at its source, what runs here, and why. Nothing is run.

  evq explain report.evq --query 2`;

async function explainFile(context: Context, file: string, options: Options): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const text = await context.readText(file);
  const work = async (evq: Evq): Promise<ExitCode> => {
    const { bound, problems } = await evq.read(text, TIME_ZONE);
    const queries = chosenQueries(bound.queries, options.query);
    if (queries.some(({ query }) => query === undefined)) {
      const errors = problems.filter(({ severity }) => severity === "error");
      for (const problem of printedProblems(file, text, errors)) await err.write(`${problemLine(problem)}\n`);
      return EXIT.failed;
    }
    const given = evq.parameters(parametersOf(options.param ?? []), bound.parameters, TIME_ZONE);
    for (const [i, query] of queries.entries()) {
      const explanation = await evq.explain({ query, parameters: bound.parameters, given, timeZone: TIME_ZONE });
      const title = queries.length > 1 ? `${i === 0 ? "" : "\n"}── ${query.title ?? `Query ${i + 1}`} ──\n` : "";
      await out.write(`${title}${explanation.text.split("\n").map(escapeText).join("\n")}\n`);
    }
    return EXIT.done;
  };
  return context.withEvq(options.store, work, options.connections);
}
