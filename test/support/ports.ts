import { localPorts } from "../../server/node/ports.ts";
import { EvqError } from "../../server/src/base/failure.ts";
import type { Files, Ports } from "../../server/src/base/ports.ts";

/** What a test says of the platform; everything else is refused. */
export interface FakePlatform {
  /** Microseconds since 1970-01-01T00:00Z. */
  readonly now?: bigint;
  /** Texts of files by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A platform without a network, whose clock stands still but for `elapsed`, which grows with each look. */
export function fakePorts({ now = 1_704_153_600_000_000n, files = {} }: FakePlatform = {}): Ports {
  let elapsed = 0;
  return {
    clock: { now: () => now, elapsed: () => elapsed++ },
    timer: { wait: () => Promise.resolve(), random: () => 0.5 },
    transport: { send: nothingIsSent, connect: nothingIsSent },
    secrets: { get: () => Promise.resolve(undefined) },
    files: fakeFiles(files),
    outputs: {
      create: (path) =>
        Promise.reject(new EvqError("file.unwritable", `Nothing is written in this test, not ${path}.`)),
      spool: () => {
        throw new Error("nothing waits in this test");
      },
    },
  };
}

function nothingIsSent({ url }: { readonly url: string }): Promise<never> {
  return Promise.reject(new EvqError("source.failed", `Nothing is sent in this test, and ${url} was asked.`));
}

function fakeFiles(files: Readonly<Record<string, string>>): Files {
  const bytesOf = (path: string): Uint8Array => {
    const text = files[path];
    if (text === undefined) throw new EvqError("file.not-found", `There is no file ${path}.`);
    return new TextEncoder().encode(text);
  };
  return {
    absolute: (path) => `/${path}`,
    sha256: () => localPorts.files.sha256(),
    gunzip: (chunks) => localPorts.files.gunzip(chunks),
    size: async (path) => bytesOf(path).length,
    // In chunks of seven bytes, so that lines and letters are cut everywhere.
    read: async function* (path) {
      const bytes = bytesOf(path);
      for (let at = 0; at < bytes.length; at += 7) yield bytes.slice(at, at + 7);
    },
  };
}
