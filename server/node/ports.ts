import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { EvqError } from "../src/base/failure.ts";
import type { Clock, Files, Ports, Secrets, Transport } from "../src/base/ports.ts";

/** What Node gives the core. */
export const nodePorts: Ports = {
  clock: nodeClock(),
  files: nodeFiles(),
  transport: nodeTransport(),
  secrets: noSecrets(),
};

function nodeClock(): Clock {
  return {
    now: () => BigInt(Date.now()) * 1000n,
    elapsed: () => performance.now(),
  };
}

function nodeFiles(): Files {
  return {
    size: async (path) => {
      try {
        return (await stat(path)).size;
      } catch (thrown) {
        throw fileFailure(path, thrown);
      }
    },
    read: async function* (path) {
      try {
        for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) yield chunk as Uint8Array;
      } catch (thrown) {
        throw fileFailure(path, thrown);
      }
    },
  };
}

/** Why a file that the user named cannot be read or written. */
export function fileFailure(path: string, thrown: unknown, done: "read" | "written" = "read"): EvqError {
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (code === "ENOENT") {
    return new EvqError("file.not-found", `There is no file ${path}.`, "Check its name and folder.", thrown);
  }
  const reason = { EISDIR: "it is a folder", EACCES: "that is not allowed" }[code ?? ""] ?? message;
  return new EvqError(
    "file.unreadable",
    `${path} could not be ${done}: ${reason}.`,
    `Name a file that can be ${done}.`,
    thrown,
  );
}

/** Node's own fetch. A redirect is handed back and not followed, so that nothing is sent to an origin nobody named. */
function nodeTransport(): Transport {
  return {
    send: async ({ method, url, headers, body, timeoutMs }) => {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const response = await fetch(url, {
          method,
          headers,
          redirect: "manual",
          signal,
          ...(body !== undefined && { body }),
        });
        return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
      } catch (thrown) {
        const reason = signal.aborted ? `no answer within ${timeoutMs / 1000} s` : reasonOf(thrown);
        throw new EvqError(
          "source.failed",
          `${new URL(url).origin} could not be asked: ${reason}.`,
          "Check the address and the network.",
          thrown,
        );
      }
    },
  };
}

function reasonOf(thrown: unknown): string {
  const { message, cause } = thrown as Error;
  return cause instanceof Error ? cause.message : message;
}

/** No connection of this version has a secret. */
function noSecrets(): Secrets {
  return { get: () => Promise.resolve(undefined) };
}
