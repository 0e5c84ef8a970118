import type { SqlJsStatic } from "sql.js";
import { EventTable } from "./eventTable.ts";
import { isFileError } from "./fileSystem.ts";
import type { LogPaths, StoreFolder } from "./folder.ts";
import { START } from "./journal/cursor.ts";
import type { Cursor } from "./journal/cursor.ts";
import { readJournal } from "./journal/journal.ts";
import type { Journal } from "./journal/journal.ts";
import { readRows } from "./journal/rows.ts";
import { readSnapshot, snapshotCursor, writeSnapshot } from "./snapshot.ts";

/** So many events behind the journal, or behind the last snapshot, a snapshot is worth its price. */
export const TAIL = 20_000;
/** Below this many bytes no tail is that long. */
const SHORT = 1_000_000;

/** The database of a log and how much of the journal is in it. */
export class LogIndex {
  /** Empty where the journal's header cannot be read. */
  readonly journalId: string;
  readonly table: EventTable;
  cursor: Cursor;
  /** Events that the snapshot on disk does not have. */
  tail: number;

  private constructor(journalId: string, table: EventTable, cursor: Cursor, tail: number) {
    this.journalId = journalId;
    this.table = table;
    this.cursor = cursor;
    this.tail = tail;
  }

  /**
   * Loads the snapshot, if there is a right one, and what the journal has beyond it; else all of the journal.
   * Without `indexed` an empty log stays ready for a bulk load.
   * @throws EvqError `store.too-large`
   */
  static load(folder: StoreFolder, paths: LogPaths, sql: SqlJsStatic, indexed = true): LogIndex {
    const journal = readJournal(folder.fileSystem, paths);
    const { journalId } = journal;
    const snapshot = readSnapshot(folder.fileSystem, paths.snapshot);
    const isUsable = snapshot?.journalId === journalId && journalId !== "";
    const cursor = isUsable ? journal.resume(snapshot.cursor) : undefined;
    const index =
      isUsable && cursor
        ? new LogIndex(journalId, new EventTable(sql, snapshot.image), cursor, 0)
        : new LogIndex(journalId, new EventTable(sql), START, 0);
    try {
      index.replay(journal);
      if (indexed || index.cursor.events > 0) index.table.index();
    } catch (error) {
      index.table.close();
      throw error;
    }
    return index;
  }

  /** Takes in what was appended since; false when the log must be loaded anew, or is better loaded from a newer snapshot. */
  catchUp(folder: StoreFolder, paths: LogPaths): boolean {
    const journal = readJournal(folder.fileSystem, paths);
    if (journal.journalId !== this.journalId) return false;
    const cursor = journal.resume(this.cursor);
    if (cursor === undefined) return false;
    if (journal.bytesBehind(cursor) > SHORT) {
      const ahead = (snapshotCursor(folder.fileSystem, paths.snapshot)?.nextLsn ?? 0) - cursor.nextLsn;
      if (ahead > TAIL) return false;
    }
    this.cursor = cursor;
    this.replay(journal);
    return true;
  }

  /** Takes in the frames that stand in the journal beyond the cursor. */
  replay(journal: Journal): void {
    const decoder = new TextDecoder();
    const before = this.cursor.events;
    this.cursor = journal.replay(this.cursor, ({ firstLsn, rows }) =>
      this.table.insert(firstLsn, readRows(decoder.decode(rows))),
    );
    this.tail += this.cursor.events - before;
  }

  /**
   * Writes the snapshot; only while holding the lock, and where nobody reads the database. A failure leaves things as
   * they were: a snapshot is a cache.
   */
  save(folder: StoreFolder, paths: LogPaths): void {
    const { journalId, cursor } = this;
    if (journalId === "" || cursor.lastFrame === undefined) return;
    try {
      readJournal(folder.fileSystem, paths).sync();
      writeSnapshot(folder, paths.snapshot, { journalId, cursor, image: this.table.export() });
      this.tail = 0;
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  }
}
