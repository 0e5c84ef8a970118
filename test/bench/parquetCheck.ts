import { installedPeers, requirePeer } from "./installed.ts";

interface DuckDb {
  DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection> }> };
}
interface Connection {
  runAndReadAll(sql: string): Promise<{ getRowsJson(): readonly (readonly unknown[])[] }>;
}

const COLUMNS = ["id", "stream_id", "event_type", "sequence_number", "us", "payload", "metadata"].join(", ");

/**
 * Requires DuckDB to read from the Parquet file of a log, with its types, what stands in its NDJSON, digit by digit.
 * @throws Error saying how many rows differ
 */
export async function checkParquet(parquet: string, ndjson: string, events: number): Promise<void> {
  const { DuckDBInstance } = requirePeer(installedPeers(), "@duckdb/node-api") as DuckDb;
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const text = "payload::VARCHAR AS payload, metadata::VARCHAR AS metadata";
  const common = "id, stream_id, event_type, sequence_number";
  const written =
    `SELECT ${common}, epoch_us(CAST("timestamp" AS TIMESTAMPTZ)) AS us, ${text} FROM read_json('${quoted(ndjson)}', format = 'newline_delimited',` +
    ` columns = {id: 'VARCHAR', stream_id: 'VARCHAR', event_type: 'VARCHAR', sequence_number: 'BIGINT', "timestamp": 'VARCHAR', payload: 'JSON', metadata: 'JSON'})`;
  const read = `SELECT ${common}, epoch_us("timestamp") AS us, ${text} FROM '${quoted(parquet)}'`;
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();
  const types = (await rows(`DESCRIBE SELECT "timestamp", sequence_number, payload FROM '${quoted(parquet)}'`)).map(
    ([, type]) => type,
  );
  if (types.join() !== "TIMESTAMP WITH TIME ZONE,BIGINT,JSON") throw new Error(`DuckDB reads ${types.join()}`);
  const counts =
    `WITH written AS (${written}), read AS (${read}) SELECT (SELECT count(*) FROM read)::VARCHAR,` +
    ` (SELECT count(*) FROM (SELECT ${COLUMNS} FROM written EXCEPT ALL SELECT ${COLUMNS} FROM read))::VARCHAR`;
  const [[count, different] = []] = await rows(counts);
  if (count !== String(events) || different !== "0")
    throw new Error(`DuckDB reads ${String(count)} of ${events} events, of which ${String(different)} differ`);
}

function quoted(path: string): string {
  return path.replaceAll("'", "''");
}
