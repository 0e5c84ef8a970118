import type { Database } from "sql.js";

interface Known {
  readonly lsn: number;
  readonly odd: boolean;
}

const known = new WeakMap<Database, Known>();

/** Whether a log holds odd events (see `store/schema.ts`); looks only at what was appended since it was last asked. */
export function hasOddEvents(database: Database): boolean {
  const before = known.get(database) ?? { lsn: 0, odd: false };
  if (before.odd) return true;
  const statement = database.prepare("SELECT max(lsn), max(odd) FROM event WHERE lsn > ?");
  try {
    const [lsn, odd] = statement.get([before.lsn]);
    const now: Known = { lsn: typeof lsn === "number" ? lsn : before.lsn, odd: odd === 1 };
    known.set(database, now);
    return now.odd;
  } finally {
    statement.free();
  }
}
