import type { Readable } from "node:stream";
import type { WriteStream } from "node:tty";
import { EvqError } from "../base/failure.ts";
import type { Sink } from "../base/ports.ts";

/** Where the command line reads and writes; a test has one that collects. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  /** All of standard input. */
  input(): Promise<string>;
  /** Standard input as it comes. */
  inputChunks(): AsyncIterable<Uint8Array>;
  /** Whether somebody is there to be asked. */
  readonly canAsk: boolean;
  /** Asks a question that is answered with yes or no. */
  confirm(question: string): Promise<boolean>;
}

export interface Output extends Sink {
  /** Resolves when more may be written. @throws OutputClosed when nobody reads any more */
  write(piece: string | Uint8Array): Promise<void>;
  /** Columns of the terminal; undefined where there is none. */
  readonly width: number | undefined;
}

/** The reader of our output went away (`evq run … | head`): no failure, and nothing more to do. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

type Stream = NodeJS.WriteStream & Partial<WriteStream>;

/** The process's own streams. */
export function processTerminal({ stdin, stdout, stderr }: typeof process): Terminal {
  const err = outputOf(stderr);
  return {
    out: outputOf(stdout),
    err,
    input: () => textOf(stdin),
    inputChunks: () => stdin,
    canAsk: Boolean(stdin.isTTY && stderr.isTTY),
    confirm: async (question) => {
      await err.write(`${question} [y/N] `);
      return /^y(es)?$/i.test((await lineOf(stdin)).trim());
    },
  };
}

function outputOf(stream: Stream): Output {
  let closed = false;
  stream.on("error", ({ code }: NodeJS.ErrnoException) => {
    closed ||= code === "EPIPE" || code === "ERR_STREAM_DESTROYED";
  });
  return {
    isTerminal: Boolean(stream.isTTY),
    width: stream.isTTY ? stream.columns : undefined,
    write: (piece) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new OutputClosed());
        stream.write(piece, (error) =>
          error ? reject(error.message.includes("EPIPE") ? new OutputClosed() : unwritable(error)) : resolve(),
        );
      }),
  };
}

function unwritable({ message }: Error): EvqError {
  return new EvqError(
    "file.unwritable",
    `The output could not be written: ${message}.`,
    "See whether the disk is full.",
  );
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}

function lineOf(stream: Readable): Promise<string> {
  return new Promise((resolve) => {
    let line = "";
    const end = () => {
      stream.off("data", take).off("end", end).pause();
      resolve(line);
    };
    const take = (chunk: Buffer) => {
      line += chunk.toString("utf8");
      if (line.includes("\n")) end();
    };
    stream.on("data", take).on("end", end).resume();
  });
}
