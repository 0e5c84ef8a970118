import type { Note } from "../../../protocol/results.ts";
import { EvqError } from "../../base/failure.ts";
import type { LogSource, Query } from "../../query/query.ts";
import type { LogDatabase, Store } from "../../store/api.ts";
import type { Connector, RowPage, ScanContext } from "../connector.ts";
import { compile } from "../sql/compile.ts";
import type { Statement } from "../sql/compile.ts";
import { sqlite } from "../sql/sqlite.ts";
import { localLogCapabilities } from "./capabilities.ts";
import { hasOddEvents } from "./odd.ts";
import { overflowNote } from "../../query/evaluate/reduce.ts";
import { pagesOf } from "./rows.ts";
import { routeOf } from "./route.ts";
import { columnsOf, runOnColumns } from "./columns/run.ts";

/** Said of each result, lest somebody takes the log for one that is kept. */
const IN_MEMORY: Note = {
  code: "in-memory",
  message: "The local log is held in memory: it is gone when this window is closed or loaded anew.",
};

/** One row in so many is read faster from the rows than by making a column of a path. */
const SPARSE = 16;

/** The local store as a source: queries run on its columns, where the store is. */
export function storeConnector(store: Store, sparse = SPARSE): Connector {
  return {
    capabilities: localLogCapabilities,
    scan: (source, query, context) => scan(store, source, query, context, sparse),
  };
}

async function* scan(
  store: Store,
  source: LogSource,
  query: Query,
  context: ScanContext,
  sparse: number,
): AsyncGenerator<RowPage> {
  context.cancellation.check();
  const log = await store.read(source.log ?? (await onlyLog(store)), context);
  const bySql = routeOf(query, log.events) === "sql";
  try {
    yield* bySql ? runInTable(log, source, query, context) : runOnColumns(log, source, query, context, sparse);
  } finally {
    log.finished();
  }
  context.progress(log.events);
  const { problems } = log;
  yield {
    columns: columnsOf(query),
    rows: [],
    ...(store.inMemory && { notes: [IN_MEMORY] }),
    completeness: problems.length === 0 ? { verdict: "complete" } : { verdict: "partial", reason: problems.join(" ") },
  };
}

/** The query as one SQL statement over the log's table. */
async function* runInTable(
  log: LogDatabase,
  source: LogSource,
  query: Query,
  { cancellation, timeZone, progress }: ScanContext,
): AsyncGenerator<RowPage> {
  const statement = statementFor(log, source, query, timeZone);
  const { columns } = statement;
  let rows = 0;
  for await (const page of pagesOf(log.database(), statement, cancellation)) {
    rows += page.length;
    progress(Math.min(rows, log.events));
    yield { columns, rows: page };
  }
  yield { columns, rows: [], notes: [...statement.overflown].map(overflowNote) };
}

/** The statement that a query over a log becomes. */
export function statementFor(log: LogDatabase, source: LogSource, query: Query, timeZone: string): Statement {
  const hasOdd = hasOddEvents(log.database());
  return compile(query, source, { connection: source.connection, log: log.log, hasOdd, timeZone }, sqlite);
}

/** A source without a log means the only one there is. */
async function onlyLog(store: Store): Promise<string> {
  const { logs } = await store.summary();
  const [first] = logs;
  if (first && logs.length === 1) return first.name;
  const names = logs.map(({ name }) => name).join(", ");
  throw new EvqError(
    "log.unknown",
    first ? "The source names no log, and the store has several." : "The store has no logs yet.",
    first ? `Name one behind the connection: ${names}.` : "Import events into a log first: evq import FILE --into LOG.",
  );
}
