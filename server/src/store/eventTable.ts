import type { Database, SqlJsStatic, Statement } from "sql.js";
import { EvqError } from "../base/failure.ts";
import type { EventRow, Integer } from "./journal/rows.ts";
import { EVENT_INDEXES, EVENT_TABLE } from "./schema.ts";

/** Bytes of a database at most: WebAssembly and the machine suffer beyond. */
const MAX_DATABASE_BYTES = 1_800_000_000;
const PAGE = 4096;

/** The table `event` in a sql.js database of its own. */
export class EventTable {
  readonly database: Database;
  #insert: Statement | undefined;
  #indexed = false;

  /** Empty; its indexes wait for `index`. */
  constructor(sql: SqlJsStatic) {
    this.database = new sql.Database();
    this.database.run(
      `PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;
       PRAGMA cache_size=-32768; PRAGMA max_page_count=${Math.floor(MAX_DATABASE_BYTES / PAGE)}`,
    );
    this.database.run(EVENT_TABLE);
  }

  /**
   * Adds rows under their numbers.
   * @throws EvqError `store.too-large`
   */
  insert(rows: readonly (readonly [number, EventRow])[]): void {
    const { database } = this;
    this.#insert ??= database.prepare(`INSERT INTO event VALUES (${"?,".repeat(14)}?)`);
    database.run("BEGIN");
    try {
      for (const [lsn, row] of rows) this.#insert.run(bindings(lsn, row));
      database.run("COMMIT");
    } catch (error) {
      throw tooLarge(error) ?? error;
    }
  }

  /** Makes the indexes that a bulk load goes without. */
  index(): void {
    if (this.#indexed) return;
    try {
      for (const statement of EVENT_INDEXES) this.database.run(statement);
    } catch (error) {
      throw tooLarge(error) ?? error;
    }
    this.#indexed = true;
  }

  close(): void {
    this.database.close();
  }
}

function bindings(lsn: number, row: EventRow): (number | string | null)[] {
  return [
    lsn,
    row.id,
    row.stream,
    row.type,
    bindable(row.timestamp),
    bindable(row.sequence),
    row.entityType,
    row.entityId,
    row.actor,
    row.payload,
    row.metadata,
    row.old,
    row.new,
    row.raw,
    row.odd ? 1 : 0,
  ];
}

/** The column's affinity makes an integer of digits. */
function bindable(value: Integer | null): number | string | null {
  return typeof value === "bigint" ? value.toString() : value;
}

/** SQLite says that it is full, and JavaScript that it cannot allocate, by message only. */
function tooLarge(error: unknown): EvqError | undefined {
  if (!/disk is full|out of memory|allocation failed|array length/i.test(String(error))) return undefined;
  return new EvqError(
    "store.too-large",
    `The log does not fit into ${MAX_DATABASE_BYTES / 1e9} GB of memory, which is what one log may take.`,
    "Split it into several logs.",
    error,
  );
}
