/**
 * The table of one log. JSON columns hold compact JSON text as `normaliseJson` writes it, or NULL; timestamps are
 * microseconds. `odd` is 1 where an event's JSON holds something that SQLite reads otherwise than the language does
 * (a number that no double or 64-bit integer holds exactly, a NUL character, a lone surrogate): tests and keys on its
 * JSON go through functions of ours.
 */
export const EVENT_TABLE = `CREATE TABLE event(
  lsn INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  stream_id TEXT,
  event_type TEXT,
  timestamp INTEGER,
  sequence_number INTEGER,
  entity_type TEXT,
  entity_id TEXT,
  actor TEXT,
  payload TEXT,
  metadata TEXT,
  old TEXT,
  new TEXT,
  raw TEXT,
  odd INTEGER NOT NULL
)`;

/** Made after a bulk load, since filling them row by row is several times slower. */
export const EVENT_INDEXES = [
  "CREATE UNIQUE INDEX event_id ON event(id)",
  "CREATE INDEX event_time ON event(timestamp, sequence_number)",
  "CREATE INDEX event_stream ON event(stream_id, sequence_number)",
  "CREATE INDEX event_kind ON event(event_type, timestamp)",
];
