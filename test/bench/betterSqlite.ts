import { createReadStream, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { requirePeer } from "./installed.ts";
import { serve } from "./peerProcess.ts";
import { repeated } from "./repeated.ts";

/** better-sqlite3 with what one would index who knew the questions: the paths they ask for are columns. */
const [folder = "", path = ""] = process.argv.slice(2);

interface Database {
  exec(sql: string): void;
  pragma(text: string): void;
  prepare(sql: string): Statement;
}
interface Statement {
  run(...values: readonly unknown[]): void;
  raw(): Statement;
  all(): readonly (readonly unknown[])[];
}
interface Line {
  readonly stream_id: string;
  readonly sequence_number: number;
  readonly event_type: string;
  readonly timestamp: string;
  readonly payload: {
    readonly duration?: number;
    readonly amount?: number;
    readonly message?: string;
    readonly userId?: string;
    readonly geo?: { readonly country?: string };
  };
  readonly metadata: object;
}

const Better = requirePeer(folder, "better-sqlite3") as new (path: string) => Database;
const statements = new Map<string, Statement>();
let database: Database;

serve({
  load: async (events, isKept) => {
    if (!isKept) rmSync(path, { force: true });
    database = new Better(path);
    if (!isKept) await fill(events);
    database.pragma("cache_size = -262144");
    database.pragma("mmap_size = 4000000000");
  },
  run: async (sql) => {
    const statement = statements.get(sql) ?? database.prepare(sql).raw();
    statements.set(sql, statement);
    const { answer, ...spent } = await repeated(() => statement.all());
    return { rows: answer, ...spent };
  },
});

async function fill(events: string): Promise<void> {
  database.pragma("journal_mode = OFF");
  database.pragma("synchronous = OFF");
  database.exec(
    `CREATE TABLE event(id INTEGER PRIMARY KEY, stream_id TEXT, seq INTEGER, event_type TEXT, ts INTEGER, payload TEXT,
       metadata TEXT, duration REAL, amount REAL, country TEXT, message TEXT, user TEXT);
     BEGIN`,
  );
  const insert = database.prepare(`INSERT INTO event VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  for await (const text of createInterface({ input: createReadStream(events) })) {
    const line = JSON.parse(text) as Line;
    const { payload, metadata, stream_id, sequence_number, event_type, timestamp } = line;
    const { duration = null, amount = null, message = null, userId = null, geo } = payload;
    const row = [stream_id, sequence_number, event_type, Date.parse(timestamp) * 1000];
    const json = [JSON.stringify(payload), JSON.stringify(metadata)];
    insert.run(...row, ...json, duration, amount, geo?.country ?? null, message, userId);
  }
  database.exec(
    `COMMIT;
     CREATE UNIQUE INDEX event_stream ON event(stream_id, seq);
     CREATE INDEX event_time ON event(ts, seq, stream_id);
     CREATE INDEX event_kind ON event(event_type, ts);
     CREATE INDEX event_duration ON event(duration) WHERE duration IS NOT NULL;
     CREATE INDEX event_type_duration ON event(event_type, duration) WHERE duration IS NOT NULL;
     CREATE INDEX event_amount ON event(country, amount) WHERE amount IS NOT NULL;
     CREATE INDEX event_country ON event(country, event_type);
     CREATE INDEX event_message ON event(message) WHERE message IS NOT NULL;
     ANALYZE`,
  );
}
