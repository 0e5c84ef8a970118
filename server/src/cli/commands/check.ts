import { Option } from "commander";
import type { Problem } from "../../syntax/problem.ts";
import { checkText } from "../../evq.ts";
import { EXIT, worst } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { printFailure } from "../failures.ts";
import { escapeJson } from "../../export/escape.ts";
import { printedProblems, problemLine } from "../problems.ts";
import type { PrintedProblem } from "../problems.ts";
import { TIME_ZONE } from "../verb.ts";
import type { Context, Verb } from "../verb.ts";

interface Options {
  readonly format: "text" | "json";
  readonly store?: string;
  readonly connections?: string;
}

export const check: Verb = {
  register: (program, context) => {
    program
      .command("check")
      .summary("say what is wrong in files, without running them")
      .description(DESCRIPTION)
      .argument("<file...>", "the .evq files")
      .addOption(
        new Option("--format <format>", "text: a line a problem; json: one array")
          .choices(["text", "json"])
          .default("text"),
      )
      .option("--store <folder>", "the store whose logs may be named; without one, any name of a log is accepted")
      .option("--connections <file>", "the connections that queries may name; else .evq/connections.json")
      .addHelpText("after", HELP)
      .action(context.act((files: readonly string[], options: Options) => checkFiles(context, files, options)));
  },
};

const DESCRIPTION = `Say what is wrong in files, without running them. - is standard input.

  evq check report.evq
  evq check *.evq --format json`;

const HELP = `
JSON: [{ file, line, column, endLine, endColumn, severity, code, message }]. Lines and columns count from 1, columns in
UTF-16 units; the end is exclusive. Severities are error, warning, information and hint.
Exit codes: 0 no file has an error, 1 some has, 2 a file cannot be read.`;

async function checkFiles(
  context: Context,
  files: readonly string[],
  { format, store, connections }: Options,
): Promise<ExitCode> {
  const read = await reader(context, store, connections);
  const found: PrintedProblem[] = [];
  const codes: ExitCode[] = [];
  for (const file of files) {
    try {
      const text = await context.readText(file);
      found.push(...printedProblems(file, text, read(text)));
    } catch (thrown) {
      codes.push(await printFailure(context.terminal, thrown));
    }
  }
  const { out, err } = context.terminal;
  if (format === "json")
    await out.write(
      `[${found.map((problem) => `\n${escapeJson(JSON.stringify(problem))}`).join(",")}${found.length > 0 ? "\n" : ""}]\n`,
    );
  else
    for (const problem of found.filter(({ severity }) => severity !== "hint"))
      await out.write(`${problemLine(problem)}\n`);
  const errors = found.filter(({ severity }) => severity === "error").length;
  if (format === "text")
    await err.write(
      `${summary(files.length, errors, found.filter(({ severity }) => severity === "warning").length)}\n`,
    );
  return worst([...codes, errors > 0 ? EXIT.failed : EXIT.done]);
}

/** Reads texts against the connections there are, and the store's logs where there is a store that can be read. */
async function reader(
  context: Context,
  store: string | undefined,
  file: string | undefined,
): Promise<(text: string) => readonly Problem[]> {
  const hasStore = context.hasStore(store);
  const isBare = !hasStore && !context.hasConnections(file);
  const found = isBare ? undefined : await context.withEvq(store, (evq) => evq.connections(), file);
  const connections = hasStore ? found : found?.map(({ logs: _, ...entry }) => entry);
  return (text) => checkText(text, connections, { timeZone: TIME_ZONE, now: BigInt(Date.now()) * 1000n }).problems;
}

function summary(files: number, errors: number, warnings: number): string {
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? "" : "s"}`;
  return `${count(errors, "error")}, ${count(warnings, "warning")} in ${count(files, "file")}`;
}
