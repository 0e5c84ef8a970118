import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** What may say where the store is, the strongest first. */
export interface StoreWishes {
  /** `--store` of the command line. */
  readonly option?: string | undefined;
  /** `EVQ_STORE`. */
  readonly environment?: string | undefined;
  /** The setting `evq.store.path`. */
  readonly setting?: string | undefined;
  /** The folder to look in and above for `.evq/store`; relative paths begin here. Absent: there is no folder open. */
  readonly folder?: string | undefined;
}

/**
 * The store's folder, the same for editor and command line: the first wish that is one, else the nearest `.evq/store`
 * in the folder or above it, else the place where the system keeps a user's data. It need not exist yet.
 */
export function storePath({ option, environment, setting, folder }: StoreWishes): string {
  const wished = [option, environment, setting].find((path) => path !== undefined && path.trim() !== "");
  if (wished !== undefined) return resolve(folder ?? homedir(), fromHome(wished.trim()));
  return (folder === undefined ? undefined : nearest(resolve(folder))) ?? join(userData(), "evq", "store");
}

function nearest(folder: string): string | undefined {
  const store = join(folder, ".evq", "store");
  if (existsSync(store)) return store;
  const above = dirname(folder);
  return above === folder ? undefined : nearest(above);
}

function fromHome(path: string): string {
  return /^~(?=[/\\]|$)/.test(path) ? homedir() + path.slice(1) : path;
}

function userData(): string {
  switch (process.platform) {
    case "win32":
      return process.env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local");
    case "darwin":
      return join(homedir(), "Library", "Application Support");
    default:
      return process.env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share");
  }
}
