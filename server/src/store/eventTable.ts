import type { Database, SqlJsStatic, Statement } from "sql.js";
import { EvqError } from "../base/failure.ts";
import { narrow } from "./journal/rows.ts";
import type { EventRow, Integer } from "./journal/rows.ts";
import { EVENT_INDEXES, EVENT_TABLE } from "./schema.ts";

/** Bytes of a database at most: WebAssembly and the machine suffer beyond. */
export const MAX_DATABASE_BYTES = 1_800_000_000;
const PAGE = 4096;

/** What a writer has to know of a log's events besides their ids. */
export interface Extent {
  /** The highest sequence number of each stream. */
  readonly streams: Map<string | null, Integer | null>;
  first: Integer | null;
  last: Integer | null;
}

/** Number of streams; events without one are in none. */
export function streamCount({ streams }: Extent): number {
  return streams.size - (streams.has(null) ? 1 : 0);
}

/** The table `event` in a sql.js database of its own. */
export class EventTable {
  readonly database: Database;
  #insert: Statement | undefined;
  #find: Statement | undefined;
  #extent: Extent | undefined;
  #indexed: boolean;

  /** `image` is what `export` gave; without one the table is empty and its indexes wait for `index`. */
  constructor(sql: SqlJsStatic, image?: Uint8Array) {
    this.database = new sql.Database(image);
    this.#indexed = image !== undefined;
    this.#configure();
    if (image !== undefined) return;
    this.database.run(EVENT_TABLE);
    this.database.run(EVENT_INDEXES[0] ?? "");
  }

  #configure(): void {
    this.database.run(
      `PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;
       PRAGMA cache_size=-32768; PRAGMA max_page_count=${Math.floor(MAX_DATABASE_BYTES / PAGE)}`,
    );
  }

  /**
   * Adds rows with numbers from `firstLsn` on.
   * @throws EvqError `store.too-large`
   */
  insert(firstLsn: number, rows: readonly EventRow[]): void {
    const { database } = this;
    this.#insert ??= database.prepare(`INSERT INTO event VALUES (${"?,".repeat(14)}?)`);
    database.run("BEGIN");
    try {
      let lsn = firstLsn;
      for (const row of rows) this.#insert.run(bindings(lsn++, row));
      database.run("COMMIT");
    } catch (error) {
      throw tooLarge(error) ?? error;
    }
    if (this.#extent) for (const row of rows) extend(this.#extent, row);
  }

  hasId(id: string): boolean {
    this.#find ??= this.database.prepare("SELECT 1 FROM event WHERE id = ?");
    const found = this.#find.bind([id]) && this.#find.step();
    this.#find.reset();
    return found;
  }

  /** Makes the indexes that a bulk load goes without. */
  index(): void {
    if (this.#indexed) return;
    try {
      for (const statement of EVENT_INDEXES.slice(1)) this.database.run(statement);
    } catch (error) {
      throw tooLarge(error) ?? error;
    }
    this.#indexed = true;
  }

  /** Bytes of the database now. */
  get size(): number {
    return Number(this.database.exec("PRAGMA page_count")[0]?.values[0]?.[0] ?? 0) * PAGE;
  }

  get extent(): Extent {
    return (this.#extent ??= this.#readExtent());
  }

  #readExtent(): Extent {
    const streams = new Map<string | null, Integer | null>();
    const query = "SELECT stream_id, CAST(max(sequence_number) AS TEXT) FROM event GROUP BY stream_id";
    for (const [stream, last] of this.database.exec(query)[0]?.values ?? [])
      streams.set(stream as string | null, integer(last));
    const bounds = "SELECT CAST(min(timestamp) AS TEXT), CAST(max(timestamp) AS TEXT) FROM event";
    const [first, last] = this.database.exec(bounds)[0]?.values[0] ?? [];
    return { streams, first: integer(first), last: integer(last) };
  }

  /** The database as bytes. Closes its statements and forgets its functions, so only where nobody reads. */
  export(): Uint8Array {
    this.#insert = undefined;
    this.#find = undefined;
    const image = this.database.export();
    this.#configure();
    return image;
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

function extend(extent: Extent, { stream, sequence, timestamp }: EventRow): void {
  const last = extent.streams.get(stream);
  if (last === undefined || last === null || (sequence !== null && sequence > last))
    extent.streams.set(stream, sequence);
  if (timestamp === null) return;
  if (extent.first === null || timestamp < extent.first) extent.first = timestamp;
  if (extent.last === null || timestamp > extent.last) extent.last = timestamp;
}

function integer(digits: unknown): Integer | null {
  return typeof digits === "string" ? narrow(BigInt(digits)) : null;
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
