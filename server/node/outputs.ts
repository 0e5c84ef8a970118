import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import type { EvqError } from "../src/base/failure.ts";
import type { FileSink, Outputs } from "../src/base/ports.ts";
import { fileFailure } from "./fileFailure.ts";
import { FileSpool } from "./spool.ts";

/** Files that a user names, written by Node. */
export const nodeOutputs: Outputs = {
  create: async (path) => {
    const aside = `${path}.${randomBytes(6).toString("hex")}.part`;
    try {
      // Exclusive, so that no link that someone put there is followed.
      return new NodeFileSink(path, aside, await open(aside, "wx"));
    } catch (thrown) {
      throw unwritable(path, thrown);
    }
  },
  spool: () => new FileSpool(),
};

/** Written beside its place and renamed when it is whole. */
class NodeFileSink implements FileSink {
  readonly isTerminal = false;
  size = 0;
  readonly #path: string;
  readonly #aside: string;
  readonly #handle: FileHandle;

  constructor(path: string, aside: string, handle: FileHandle) {
    this.#path = path;
    this.#aside = aside;
    this.#handle = handle;
  }

  async write(piece: string | Uint8Array): Promise<void> {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    try {
      for (let at = 0; at < bytes.length;) at += (await this.#handle.write(bytes, at, bytes.length - at)).bytesWritten;
    } catch (thrown) {
      throw unwritable(this.#path, thrown);
    }
    this.size += bytes.length;
  }

  async commit(): Promise<void> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#aside, this.#path);
    } catch (thrown) {
      throw unwritable(this.#path, thrown);
    }
  }

  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.#aside, { force: true });
  }
}

function unwritable(path: string, thrown: unknown): EvqError {
  return fileFailure(path, thrown, "written");
}
