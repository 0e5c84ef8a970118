import type { Database, SqlJsStatic } from "sql.js";
import { EventTable } from "./eventTable.ts";
import type { LogPaths, StoreFolder } from "./folder.ts";
import { START } from "./journal/cursor.ts";
import type { Cursor } from "./journal/cursor.ts";
import type { Frame } from "./journal/frames.ts";
import { readJournal } from "./journal/journal.ts";
import type { Journal } from "./journal/journal.ts";
import { readRows } from "./journal/rows.ts";
import { filedCursors } from "./segments/filedNames.ts";
import { LogEvents } from "./segments/logEvents.ts";
import type { FrameRows } from "./segments/seal.ts";

/** Beyond so many bytes the segments that another process has filed meanwhile are read sooner than the journal. */
const SHORT = 16_000_000;
/** Rows that go into the database in one step. */
const STEP = 4096;

/** What can be asked of a log, and how much of the journal is in it. */
export class LogIndex {
  /** Empty where the journal's header cannot be read. */
  readonly journalId: string;
  readonly events: LogEvents;
  cursor: Cursor;
  readonly #sql: SqlJsStatic;
  #table: EventTable | undefined;
  /** Of the last event in the table. */
  #tableLsn = 0;
  /** Whether the journal was read to its end once. */
  #wasCurrent = false;

  private constructor(journalId: string, events: LogEvents, cursor: Cursor, sql: SqlJsStatic) {
    this.journalId = journalId;
    this.events = events;
    this.cursor = cursor;
    this.#sql = sql;
  }

  /** Takes up the segments that are filed; what the journal has beyond them is for `catchUp`. */
  static open({ fileSystem, segmentEvents, cache }: StoreFolder, paths: LogPaths, sql: SqlJsStatic): LogIndex {
    const journal = readJournal(fileSystem, paths);
    const { journalId } = journal;
    const events = new LogEvents({ fileSystem, path: paths.columns, journalId, segmentEvents, cache });
    const cursor = events.load((earlier) => journal.resume(earlier)) ?? START;
    return new LogIndex(journalId, events, cursor, sql);
  }

  /**
   * Takes in what stands in the journal beyond what was read, up to `most` bytes of it.
   * @returns "behind" while there is more, "stale" when the log must, or had better, be opened anew
   * @throws EvqError `store.too-large`
   */
  catchUp(folder: StoreFolder, paths: LogPaths, most = Infinity): "current" | "behind" | "stale" {
    if (this.events.isDamaged) return "stale";
    const journal = readJournal(folder.fileSystem, paths);
    if (journal.journalId !== this.journalId) return "stale";
    const cursor = journal.resume(this.cursor);
    if (cursor === undefined) return "stale";
    const behind = journal.bytesBehind(cursor);
    if (behind > SHORT && this.#wasCurrent) {
      const [filed] = filedCursors({ fileSystem: folder.fileSystem, path: paths.columns });
      if (filed && filed.nextLsn > cursor.nextLsn && journal.resume(filed)) return "stale";
    }
    this.cursor = cursor;
    this.#replay(journal, most);
    if (behind > most && journal.bytesBehind(this.cursor) > 0 && this.cursor.nextLsn > cursor.nextLsn) return "behind";
    if (!this.#wasCurrent) this.events.fileLatest(this.cursor);
    this.#wasCurrent = true;
    return "current";
  }

  #replay(journal: Journal, most: number): void {
    let bytes = 0;
    const take = (rows: FrameRows) => {
      bytes += rows.rows.length;
      this.events.add({ ...rows, rows: rows.rows.slice() });
    };
    const frame = (_: Frame, cursor: Cursor) => this.events.settle(cursor);
    this.cursor = journal.replay(this.cursor, take, { frame, isEnough: () => bytes >= most });
  }

  /**
   * The log as SQL sees it, made when it is first asked for and brought up to date.
   * @throws EvqError `store.too-large`
   */
  database(): Database {
    const table = (this.#table ??= new EventTable(this.#sql));
    for (const segment of this.events.segments) {
      if (segment.lastLsn <= this.#tableLsn) continue;
      for (let first = 0; first < segment.count; first += STEP) {
        const last = Math.min(first + STEP, segment.count) - 1;
        if (segment.lsnAt(last) <= this.#tableLsn) continue;
        const rows = readRows(new TextDecoder().decode(segment.rowBytes(first, last)));
        const numbered = rows.map((row, at) => [segment.lsnAt(first + at), row] as const);
        table.insert(numbered.filter(([lsn]) => lsn > this.#tableLsn));
        this.#tableLsn = segment.lsnAt(last);
      }
    }
    table.index();
    return table.database;
  }

  close(): void {
    this.#table?.close();
    this.#table = undefined;
    this.#tableLsn = 0;
  }
}
