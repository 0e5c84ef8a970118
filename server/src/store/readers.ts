import type { SqlJsStatic } from "sql.js";
import type { LogDatabase } from "./api.ts";
import type { StoreFolder } from "./folder.ts";
import { LogIndex } from "./logIndex.ts";

/** The databases that queries read, one a log, kept up to date; one that was replaced is closed when nobody holds it. */
export class Readers {
  readonly #folder: StoreFolder;
  readonly #sql: SqlJsStatic;
  readonly #shared = new Map<string, Shared>();
  readonly #released = new FinalizationRegistry<Shared>((shared) => {
    shared.held--;
    closeIfUnused(shared);
  });

  constructor(folder: StoreFolder, sql: SqlJsStatic) {
    this.#folder = folder;
    this.#sql = sql;
  }

  /** The index of a log that was read before, not brought up to date. */
  peek(log: string): LogIndex | undefined {
    return this.#shared.get(log)?.index;
  }

  /** The index of a log with everything that stands in its journal. */
  current(log: string): LogIndex {
    const paths = this.#folder.pathsOf(log);
    const shared = this.#shared.get(log);
    if (shared) {
      if (this.#catchUp(log, shared)) return shared.index;
      this.drop(log);
    }
    const index = LogIndex.load(this.#folder, paths, this.#sql);
    this.adopt(log, index);
    return index;
  }

  #catchUp(log: string, { index }: Shared): boolean {
    try {
      return index.catchUp(this.#folder, this.#folder.pathsOf(log));
    } catch (error) {
      this.drop(log);
      throw error;
    }
  }

  /** Counts who reads the log's database. */
  hold(log: string, database: LogDatabase): LogDatabase {
    const shared = this.#shared.get(log);
    if (shared) {
      shared.held++;
      this.#released.register(database, shared);
    }
    return database;
  }

  /** Takes an index for the one to read from now on. */
  adopt(log: string, index: LogIndex): void {
    this.drop(log);
    this.#shared.set(log, { index, held: 0, retired: false });
  }

  drop(log: string): void {
    const shared = this.#shared.get(log);
    if (!shared) return;
    this.#shared.delete(log);
    shared.retired = true;
    closeIfUnused(shared);
  }

  close(): void {
    for (const { index } of this.#shared.values()) index.close();
    this.#shared.clear();
  }
}

interface Shared {
  readonly index: LogIndex;
  /** Databases handed out that are still reachable. */
  held: number;
  retired: boolean;
}

function closeIfUnused({ index, held, retired }: Shared): void {
  if (retired && held === 0) index.close();
}
