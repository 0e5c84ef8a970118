import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { EvqError } from "../src/base/failure.ts";
import { fileFailure } from "./fileFailure.ts";
import { nodeOutputs } from "./outputs.ts";
import type { Clock, Files, Hash, Ports, Timer } from "../src/base/ports.ts";

/** What Node gives the core, but for what reaches other machines. */
export const localPorts: Pick<Ports, "clock" | "files" | "outputs" | "timer"> = {
  clock: nodeClock(),
  files: nodeFiles(),
  outputs: nodeOutputs,
  timer: nodeTimer(),
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
    absolute: (path) => resolve(path),
    sha256,
    gunzip,
    read: async function* (path) {
      try {
        for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) yield chunk as Uint8Array;
      } catch (thrown) {
        throw fileFailure(path, thrown);
      }
    },
  };
}

function sha256(): Hash {
  const hash = createHash("sha256");
  return { add: (bytes) => void hash.update(bytes), digest: () => hash.copy().digest("hex") };
}

function nodeTimer(): Timer {
  return {
    random: Math.random,
    wait: (milliseconds, cancellation) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          forget();
          resolve();
        }, milliseconds);
        const forget = cancellation.onCancel(() => {
          clearTimeout(timer);
          reject(new EvqError("cancelled", "The run was cancelled."));
        });
      }),
  };
}

/** zlib looks at the checksum and at the end of each member. */
async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacking = createGunzip();
  const feeding = pipeline(Readable.from(chunks), unpacking);
  feeding.catch(() => {}); // told by the loop below
  for await (const chunk of unpacking) yield chunk as Uint8Array;
  await feeding;
}
