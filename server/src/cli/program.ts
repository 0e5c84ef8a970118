import { Command, CommanderError } from "commander";
import { VERBS } from "./commands/verbs.ts";
import { EXIT } from "./exitCode.ts";
import type { ExitCode } from "./exitCode.ts";
import type { Context } from "./verb.ts";

const DESCRIPTION = `Query event logs from any system with one text language. Every result says whether it is complete.

  evq import audit.ndjson --into audit         read a file of events into a log
  echo 'from local.audit latest 20' | evq run -
  evq run report.evq --format ndjson           run the queries of a file
  evq check *.evq                              find mistakes, for example in CI`;

const HELP = `
evq VERB --help says more. Rows go to standard output, all else to standard error.
Exit codes: 0 done; 1 the query, the check or an expectation failed; 2 wrong usage; 3 a source or the store failed, or
the result is partial.

The store is the folder of --store, else EVQ_STORE, else the nearest .evq/store here or above, else one of your user
account. The editor looks in the same places.`;

/** Reads the words of a command line and does what they say; gives the exit code, unless a verb set one. */
export async function runProgram(words: readonly string[], version: string, context: Context): Promise<ExitCode> {
  const program = new Command("evq")
    .description(DESCRIPTION)
    .version(version)
    .helpCommand(false)
    .showHelpAfterError("(evq --help says what there is)")
    .addHelpText("after", HELP);
  for (const { register } of VERBS) register(program, context);
  everyCommand(program, (command) => {
    command.exitOverride().configureOutput({
      writeOut: (text) => void context.terminal.out.write(text).catch(() => {}),
      writeErr: (text) => void context.terminal.err.write(text).catch(() => {}),
    });
  });
  if (words.length === 0) {
    program.outputHelp({ error: true });
    return EXIT.usage;
  }
  try {
    await program.parseAsync(words, { from: "user" });
    return EXIT.done;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw thrown;
  }
}

function everyCommand(command: Command, change: (command: Command) => void): void {
  change(command);
  for (const inner of command.commands) everyCommand(inner, change);
}
