import { CancellationSource } from "../base/cancellation.ts";
import { EXIT } from "./exitCode.ts";
import type { ExitCode } from "./exitCode.ts";
import { printFailure } from "./failures.ts";
import { linesOf } from "./lines.ts";
import {
  connectionsFile,
  isThere,
  nodeOutputs,
  nodeTimer,
  openStoreAt,
  readChunks,
  readText,
  serveStore,
  serveToken,
  storeFolder,
  writeText,
} from "./platform.ts";
import { runProgram } from "./program.ts";
import { OutputClosed, processTerminal } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";
import type { Context } from "./verb.ts";
import { version } from "./version.ts";

/** The program `evq`: words in, an exit code out. The process ends by itself once everything is written. */
async function main(words: readonly string[]): Promise<void> {
  const terminal = processTerminal(process);
  const cancellation = new CancellationSource();
  process.once("SIGINT", () => cancellation.cancel());
  const { context, code } = contextOf(terminal, cancellation, words);
  try {
    const usage = await runProgram(words, version(), context);
    process.exitCode = code() ?? usage;
  } catch (thrown) {
    process.exitCode = await printFailure(terminal, thrown);
  }
}

function contextOf(
  terminal: Terminal,
  cancellation: CancellationSource,
  words: readonly string[],
): { context: Context; code: () => ExitCode | undefined } {
  let exitCode: ExitCode | undefined;
  const context: Context = {
    terminal,
    cancellation,
    readText: async (file) => withoutMark(await (file === "-" ? terminal.input() : readText(file))),
    readLines: (file) => linesOf(file === "-" ? terminal.inputChunks() : readChunks(file)),
    writeText,
    outputs: nodeOutputs,
    serve: (service, store, options) => serveStore(service, storeFolder(store), options),
    serveToken,
    untilStopped: () =>
      new Promise((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => resolve());
      }),
    wait: (milliseconds, cancellation) => nodeTimer.wait(milliseconds, cancellation),
    hasStore: (store) => isThere(storeFolder(store)),
    hasConnections: (connections) => connectionsFile(connections) !== undefined,
    withEvq: async (store, work, connections) => {
      const evq = await openStoreAt(storeFolder(store), `evq ${words[0] ?? ""}`, connectionsFile(connections));
      try {
        return await work(evq);
      } finally {
        await evq.close();
      }
    },
    act:
      (work) =>
      async (...given) => {
        try {
          exitCode = await work(...given);
        } catch (thrown) {
          // Whoever read our output has seen enough (`evq run … | head`).
          exitCode = thrown instanceof OutputClosed ? EXIT.done : await printFailure(terminal, thrown);
        }
      },
  };
  return { context, code: () => exitCode };
}

/** Some editors put a byte order mark first. */
function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

void main(process.argv.slice(2));
