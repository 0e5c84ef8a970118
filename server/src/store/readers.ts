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
    for (;;) {
      const index = this.advance(log, Infinity);
      if (index) return index;
    }
  }

  /** The same if no more than so many bytes of the journal had to be read for it, else undefined: then there are more. */
  advance(log: string, most: number): LogIndex | undefined {
    const paths = this.#folder.pathsOf(log);
    const shared = this.#shared.get(log);
    const state = shared && this.#catchUp(log, shared.index, most);
    if (shared && state !== "stale") return state === "current" ? shared.index : undefined;
    const index = LogIndex.open(this.#folder, paths, this.#sql);
    this.adopt(log, index);
    return this.#catchUp(log, index, most) === "current" ? index : undefined;
  }

  #catchUp(log: string, index: LogIndex, most: number): "current" | "behind" | "stale" {
    try {
      return index.catchUp(this.#folder, this.#folder.pathsOf(log), most);
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
