import { toFailure } from "../base/failure.ts";
import { exitCodeOf } from "./exitCode.ts";
import type { ExitCode } from "./exitCode.ts";
import { escapeText } from "../export/escape.ts";
import type { Terminal } from "./terminal.ts";

/** Prints what failed and what to do now; gives the exit code. */
export async function printFailure({ err }: Terminal, thrown: unknown): Promise<ExitCode> {
  const { code, message, wayOut } = toFailure(thrown);
  const stack = code === "internal" && thrown instanceof Error ? `\n${thrown.stack ?? ""}` : "";
  const hint = code === "parameter.missing" ? "\nOn the command line: --param NAME=VALUE" : "";
  const text = `error ${code}: ${safe(message)}${wayOut ? `\n${safe(wayOut.text)}` : ""}${hint}${stack}`;
  await err.write(`${text}\n`);
  return exitCodeOf(code);
}

/** Messages may quote events. */
function safe(text: string): string {
  return text.split("\n").map(escapeText).join("\n");
}
