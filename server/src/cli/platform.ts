import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFileSystem } from "../../node/fileSystem.ts";
import { commandLinePorts } from "../../node/commandLinePorts.ts";
import { fileFailure } from "../../node/fileFailure.ts";
import { loadSqlite } from "../../node/sqlite.ts";
import { storePath } from "../../node/storePath.ts";
import { EvqError } from "../base/failure.ts";
import type { Timer } from "../base/ports.ts";
import { openEvq } from "../evq.ts";
import type { Evq } from "../evq.ts";

/** The store's folder for a run of the command line: `--store`, `EVQ_STORE`, `.evq/store` upwards, the user's data. */
export function storeFolder(option: string | undefined): string {
  return storePath({ option, environment: process.env["EVQ_STORE"], folder: process.cwd() });
}

export function isThere(folder: string): boolean {
  return existsSync(folder);
}

/** Where connections are declared unless `--connections` says otherwise. */
const CONNECTIONS_FILE = join(".evq", "connections.json");

/** The connections file that a run of the command line reads; undefined when there is none. */
export function connectionsFile(option: string | undefined): string | undefined {
  return option ?? (existsSync(CONNECTIONS_FILE) ? CONNECTIONS_FILE : undefined);
}

/**
 * EVQ over the store of a folder, which need not exist, and the connections of a file; `program` is what the store's
 * lock tells other processes.
 * @throws EvqError `file.not-found`, `file.unreadable`
 */
export async function openStoreAt(folder: string, program: string, connections: string | undefined): Promise<Evq> {
  const text = connections === undefined ? undefined : await readText(connections);
  return openEvq(commandLinePorts, {
    path: folder,
    fileSystem: nodeFileSystem,
    sql: await loadSqlite(),
    program,
    // Whoever starts a program in a folder trusts what the folder says.
    readConnections: async () =>
      connections === undefined || text === undefined
        ? []
        : [{ place: "workspace", path: connections, text, trusted: true }],
  });
}

/** @throws EvqError `file.not-found`, `file.unreadable` */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (thrown) {
    throw fileFailure(file, thrown);
  }
}

/** Waits in real time. */
export const nodeTimer: Timer = commandLinePorts.timer;

export { nodeOutputs } from "../../node/outputs.ts";
export { serveStore } from "../../node/serve/server.ts";

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
  return commandLinePorts.files.read(file);
}

/** @throws EvqError `file.unreadable` */
export async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (thrown) {
    throw fileFailure(file, thrown, "written");
  }
}
