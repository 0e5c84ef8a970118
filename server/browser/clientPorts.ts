import { EvqError } from "../src/base/failure.ts";
import type { Files, FileSink, Outputs, Ports, Secrets, Spool, Timer, Transport } from "../src/base/ports.ts";
import { askClient } from "../src/lsp/askClient.ts";
import type { AskClient } from "../src/lsp/askClient.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { gunzip } from "./gunzip.ts";
import { Sha256 } from "./sha256.ts";

/** What a browser's worker gives the core. Files, secrets and everything that is sent are the editor's business. */
export function clientPorts(connection: Parameters<typeof askClient>[0]): Ports {
  const ask = askClient(connection);
  return {
    clock: { now: () => BigInt(Date.now()) * 1000n, elapsed: () => performance.now() },
    timer,
    files: files(ask),
    outputs: outputs(ask),
    secrets: secrets(ask),
    transport: transport(ask),
  };
}

const timer: Timer = {
  random: Math.random,
  wait: (milliseconds, cancellation) =>
    new Promise((resolve, reject) => {
      const waiting = setTimeout(() => {
        forget();
        resolve();
      }, milliseconds);
      const forget = cancellation.onCancel(() => {
        clearTimeout(waiting);
        reject(new EvqError("cancelled", "The run was cancelled."));
      });
    }),
};

/** Bytes that are given on in one piece, so that progress shows and the import can be stopped. */
const CHUNK = 1 << 20;

/** A path is the address of a file of the workspace. */
function files(ask: AskClient): Files {
  const bytesOf = async (uri: string) => fromBase64(await ask("evq/file/read", { uri }));
  return {
    size: async (uri) => (await bytesOf(uri)).length,
    absolute: (uri) => uri,
    sha256: () => new Sha256(),
    gunzip,
    read: async function* (uri) {
      const bytes = await bytesOf(uri);
      for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
    },
  };
}

function outputs(ask: AskClient): Outputs {
  return {
    create: async (uri) => new MemorySink((base64) => ask("evq/file/write", { uri, base64 })),
    spool: () => new MemorySpool(),
  };
}

/** Held until it is whole, and handed to the editor then. */
class MemorySink implements FileSink {
  readonly isTerminal = false;
  size = 0;
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  readonly #write: (base64: string) => Promise<null>;

  constructor(write: (base64: string) => Promise<null>) {
    this.#write = write;
  }

  async write(piece: string | Uint8Array): Promise<void> {
    const bytes = typeof piece === "string" ? new TextEncoder().encode(piece) : Uint8Array.from(piece);
    this.#pieces.push(bytes);
    this.size += bytes.length;
  }

  async commit(): Promise<void> {
    await this.#write(toBase64(new Uint8Array(await new Blob(this.#pieces).arrayBuffer())));
  }

  async abandon(): Promise<void> {
    this.#pieces.length = 0;
  }
}

class MemorySpool implements Spool {
  readonly #rows: (readonly string[])[] = [];

  add(row: readonly string[]): void {
    this.#rows.push(row);
  }

  rows(): Iterable<readonly string[]> {
    return this.#rows;
  }

  close(): void {
    this.#rows.length = 0;
  }
}

function secrets(ask: AskClient): Secrets {
  return {
    get: async ({ connection, origin, name }) =>
      (await ask("evq/transport/secret", { connection, origin, name })) ?? undefined,
  };
}

function transport(ask: AskClient): Transport {
  return {
    send: (request, cancellation) => ask("evq/transport/send", request, cancellation),
    connect: async (request, cancellation) => {
      const socket = await ask("evq/transport/connect", request, cancellation);
      const close = () => void ask("evq/transport/close", { socket }).catch(() => {});
      const forget = cancellation.onCancel(close);
      return {
        send: async (text) => void (await ask("evq/transport/post", { socket, text })),
        receive: async () => {
          const text = await ask("evq/transport/receive", { socket });
          cancellation.check();
          return text ?? undefined;
        },
        close: () => {
          forget();
          close();
        },
      };
    },
  };
}
