import { EvqError } from "../../base/failure.ts";
import { EXIT } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import type { Output } from "../terminal.ts";
import type { Context } from "../verb.ts";
import { BINARY, formatOfFile } from "./formats.ts";
import type { Format } from "./formats.ts";

/** How and where results are written. */
export interface Target {
  readonly out: Output;
  readonly format: Format;
  /** Whether text that a spreadsheet would take for a formula stays as it is. */
  readonly rawFormulas: boolean;
}

/** The flags of a verb that writes results. */
export interface TargetOptions {
  readonly format?: Format;
  readonly output?: string;
  readonly rawFormulas?: boolean;
}

/** The format that was asked for, else the one of the file's name, else the verb's own. */
export function formatOf({ format, output }: TargetOptions, otherwise: Format): Format {
  return format ?? (output === undefined ? undefined : formatOfFile(output)) ?? otherwise;
}

/**
 * Lets results be written to standard output, or to a file that is there once they are whole.
 * @throws EvqError `usage` for bytes that a terminal would get, `file.unwritable`
 */
export async function writeTo(
  { terminal, outputs }: Pick<Context, "terminal" | "outputs">,
  { output, rawFormulas = false }: TargetOptions,
  format: Format,
  work: (target: Target) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (output === undefined) {
    if (BINARY.has(format) && terminal.out.isTerminal)
      throw new EvqError("usage", `${format} is no text for a terminal.`, "Write it to a file with --output FILE.");
    return work({ out: terminal.out, format, rawFormulas });
  }
  const file = await outputs.create(output);
  try {
    const out: Output = { isTerminal: false, width: undefined, write: (piece) => file.write(piece) };
    const code = await work({ out, format, rawFormulas });
    if (code === EXIT.interrupted) await file.abandon();
    else await file.commit();
    return code;
  } catch (thrown) {
    await file.abandon();
    throw thrown;
  }
}
