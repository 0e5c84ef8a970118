import { rmSync } from "node:fs";
import { requirePeer } from "./installed.ts";
import { serve } from "./peerProcess.ts";
import { repeated } from "./repeated.ts";

/** DuckDB over a table of its own, whose columns are the paths the questions ask for, or straight over the file. */
const [folder = "", path = "", mode = "table"] = process.argv.slice(2);

interface Connection {
  run(sql: string): Promise<unknown>;
  prepare(sql: string): Promise<{ runAndReadAll(): Promise<{ getRowsJson(): readonly (readonly unknown[])[] }> }>;
}
const { DuckDBInstance } = requirePeer(folder, "@duckdb/node-api") as {
  DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection> }> };
};
let connection: Connection;
const statements = new Map<string, Awaited<ReturnType<Connection["prepare"]>>>();

serve({
  load: async (events, isKept) => {
    if (!isKept) rmSync(path, { force: true });
    connection = await (await DuckDBInstance.create(path)).connect();
    if (isKept) return;
    const lines =
      `SELECT stream_id, sequence_number AS seq, event_type, epoch_us(CAST("timestamp" AS TIMESTAMP)) AS ts,` +
      ` payload, metadata, CAST(payload ->> '$.duration' AS DOUBLE) AS duration, CAST(payload ->> '$.amount' AS DOUBLE) AS amount,` +
      ` payload ->> '$.geo.country' AS country, payload ->> '$.message' AS message, payload ->> '$.userId' AS "user"` +
      ` FROM read_json('${events.replaceAll("'", "''")}', format = 'newline_delimited', columns = {stream_id: 'VARCHAR',` +
      ` sequence_number: 'BIGINT', event_type: 'VARCHAR', "timestamp": 'VARCHAR', payload: 'JSON', metadata: 'JSON'})`;
    await connection.run(mode === "table" ? `CREATE TABLE event AS ${lines}` : `CREATE VIEW event AS ${lines}`);
  },
  run: async (sql) => {
    const statement = statements.get(sql) ?? (await connection.prepare(sql));
    statements.set(sql, statement);
    const { answer, ...spent } = await repeated(() => statement.runAndReadAll());
    // JSON keeps 64-bit integers as text.
    const rows = answer.getRowsJson().map((row) => row.map((cell) => (isInteger(cell) ? Number(cell) : cell)));
    return { rows, ...spent };
  },
});

function isInteger(cell: unknown): boolean {
  return typeof cell === "string" && /^-?\d+$/.test(cell);
}
