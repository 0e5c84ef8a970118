import { formatText } from "../../evq.ts";
import { EXIT, worst } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { printFailure } from "../failures.ts";
import { printedProblems, problemLine } from "../problems.ts";
import type { Context, Verb } from "../verb.ts";

interface Options {
  readonly check?: boolean;
}

export const format: Verb = {
  register: (program, context) => {
    program
      .command("format")
      .summary("write files in the one format")
      .description(DESCRIPTION)
      .argument("<file...>", "the .evq files")
      .option("--check", "write nothing; name the files that are not formatted and exit with 1")
      .addHelpText("after", "\nA file with syntax errors is left as it is, and what is wrong is printed (exit code 1).")
      .action(context.act((files: readonly string[], options: Options) => formatFiles(context, files, options)));
  },
};

const DESCRIPTION = `Write files in the one format: clauses in the order of their meaning, one a line. - formats standard input to standard
output.

  evq format report.evq
  evq format *.evq --check`;

async function formatFiles(context: Context, files: readonly string[], { check = false }: Options): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  for (const file of files) {
    try {
      codes.push(await formatFile(context, file, check));
    } catch (thrown) {
      codes.push(await printFailure(context.terminal, thrown));
    }
  }
  return worst(codes);
}

async function formatFile(
  { terminal, readText, writeText }: Context,
  file: string,
  isCheck: boolean,
): Promise<ExitCode> {
  const text = await readText(file);
  const { text: formatted, problems } = formatText(text);
  const errors = problems.filter(({ severity }) => severity === "error");
  for (const problem of printedProblems(file, text, errors)) await terminal.err.write(`${problemLine(problem)}\n`);
  const isSame = formatted === text;
  if (isCheck) {
    if (!isSame) await terminal.err.write(`${file} is not formatted\n`);
    return isSame && errors.length === 0 ? EXIT.done : EXIT.failed;
  }
  if (file === "-") await terminal.out.write(formatted);
  else if (!isSame) await writeText(file, formatted);
  return errors.length === 0 ? EXIT.done : EXIT.failed;
}
