import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { nodeFileSystem } from "../../node/fileSystem.ts";
import { fileFailure, nodePorts } from "../../node/ports.ts";
import { loadSqlite } from "../../node/sqlite.ts";
import { storePath } from "../../node/storePath.ts";
import { EvqError } from "../base/failure.ts";
import { openEvq } from "../evq.ts";
import type { Evq } from "../evq.ts";

/** The store's folder for a run of the command line: `--store`, `EVQ_STORE`, `.evq/store` upwards, the user's data. */
export function storeFolder(option: string | undefined): string {
  return storePath({ option, environment: process.env["EVQ_STORE"], folder: process.cwd() });
}

export function isThere(folder: string): boolean {
  return existsSync(folder);
}

/** EVQ over the store of a folder, which need not exist; `program` is what the store's lock tells other processes. */
export async function openStoreAt(folder: string, program: string): Promise<Evq> {
  return openEvq(nodePorts, { path: folder, fileSystem: nodeFileSystem, sql: await loadSqlite(), program });
}

/** @throws EvqError `file.not-found`, `file.unreadable` */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (thrown) {
    throw fileFailure(file, thrown);
  }
}

export { startServer } from "../../node/serve/server.ts";

/** The token that clients of a server have to know; a secret is better given by the environment than as an argument. */
export function serveToken(given: string | false | undefined): { token: string | undefined; isNew: boolean } {
  if (given === false) return { token: undefined, isNew: false };
  const known = given ?? process.env["EVQ_SERVE_TOKEN"];
  if (known !== undefined && !/^[\x21-\x7e]+$/.test(known))
    throw new EvqError("usage", "A token has letters, digits and signs of ASCII, and no blanks.");
  return known === undefined
    ? { token: randomBytes(24).toString("base64url"), isNew: true }
    : { token: known, isNew: false };
}

/** @throws EvqError `file.not-found`, `file.unreadable` */
export function readChunks(file: string): AsyncIterable<Uint8Array> {
  return nodePorts.files.read(file);
}

/** @throws EvqError `file.unreadable` */
export async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (thrown) {
    throw fileFailure(file, thrown, "written");
  }
}
