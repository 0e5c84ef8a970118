import type { LogDatabase } from "./api.ts";
import { isFileError } from "./fileSystem.ts";
import type { FileStat, FileSystem } from "./fileSystem.ts";
import type { LogPaths } from "./folder.ts";
import type { Cursor } from "./journal/cursor.ts";
import type { LogIndex } from "./logIndex.ts";

/** A file that was changed so lately may be changed again with neither its time nor its length telling. */
const UNSETTLED_MS = 100;

interface Stamp {
  readonly folder: FileStat;
  readonly last: FileStat;
  /** The journal's last segment. */
  readonly path: string;
}

interface Known {
  readonly index: LogIndex;
  readonly cursor: Cursor;
  readonly stamp: Stamp;
  readonly database: LogDatabase;
}

/**
 * What was read of each log last, as long as its journal is what it was then: every append makes the last segment longer
 * or puts a new one beside it. So a query on a log at rest costs two looks at the file system.
 */
export class Unchanged {
  readonly #fileSystem: FileSystem;
  readonly #known = new Map<string, Known>();

  constructor(fileSystem: FileSystem) {
    this.#fileSystem = fileSystem;
  }

  /** What is to be compared later, if taken before the log is read; `index` is what is known of it so far. */
  stamp(paths: LogPaths, index: LogIndex | undefined): Stamp | undefined {
    if (!index?.cursor.segment) return undefined;
    return this.#stampOf(paths.segments, `${paths.segments}/${index.cursor.segment}`);
  }

  /** @param now milliseconds since 1970 */
  keep(log: string, stamp: Stamp | undefined, index: LogIndex, database: LogDatabase, now: number): void {
    this.#known.delete(log);
    if (!stamp?.path.endsWith(`/${index.cursor.segment}`) || database.problems.length > 0) return;
    const isSettled = ({ modified }: FileStat) => now - modified > UNSETTLED_MS;
    if (isSettled(stamp.folder) && isSettled(stamp.last))
      this.#known.set(log, { index, cursor: index.cursor, stamp, database });
  }

  /** The log as it was read last, if that is what it is now. */
  get(log: string, index: LogIndex | undefined): LogDatabase | undefined {
    const known = this.#known.get(log);
    if (!known) return undefined;
    const { path, folder, last } = known.stamp;
    if (known.index === index && known.cursor === index.cursor && !index.events.isDamaged) {
      const now = this.#stampOf(path.slice(0, path.lastIndexOf("/")), path);
      if (now && isSame(now.folder, folder) && isSame(now.last, last)) return known.database;
    }
    this.#known.delete(log);
    return undefined;
  }

  #stampOf(folderPath: string, path: string): Stamp | undefined {
    try {
      const folder = this.#fileSystem.stat(folderPath);
      const last = this.#fileSystem.stat(path);
      return folder?.kind === "folder" && last?.kind === "file" ? { folder, last, path } : undefined;
    } catch (error) {
      if (isFileError(error)) return undefined;
      throw error;
    }
  }
}

function isSame(a: FileStat, b: FileStat): boolean {
  return a.kind === b.kind && a.size === b.size && a.modified === b.modified;
}
