import type { ConnectionTest } from "../../protocol/connections.ts";
import type { Cancellation } from "../base/cancellation.ts";
import { EvqError, toFailure } from "../base/failure.ts";
import { formatInstant } from "../base/instant.ts";
import { Instant } from "../base/value.ts";
import type { Value } from "../base/value.ts";
import type { Query } from "../query/query.ts";
import type { Engine } from "./api.ts";

/** Asks a connection for its newest event: that shows at once whether address, secret and rights are right. */
export async function testConnection(
  engine: Pick<Engine, "run" | "connectionList">,
  name: string,
  cancellation: Cancellation,
): Promise<ConnectionTest> {
  try {
    const { connections } = await engine.connectionList();
    const connection = connections.find((candidate) => candidate.name === name);
    if (!connection) throw new EvqError("source.unknown", `There is no connection named ${name}.`);
    const newest = await newestEvent(engine, connection.name, connection.logs[0], cancellation);
    const found = newest === undefined ? "it has no events" : `its newest event is of ${newest}`;
    return { name, message: `${connection.title} answered: ${found}.` };
  } catch (thrown) {
    const failure = toFailure(thrown);
    return { name, message: failure.message, failure };
  }
}

async function newestEvent(
  engine: Pick<Engine, "run">,
  connection: string,
  log: string | undefined,
  cancellation: Cancellation,
): Promise<string | undefined> {
  const query: Query = {
    from: [{ kind: "log", connection, ...(log !== undefined && { log }) }],
    orderBy: [{ value: { kind: "field", field: { column: "timestamp", path: [] } }, direction: "desc" }],
    limit: { kind: "constant", value: 1n },
  };
  const bound = { span: { start: 0, end: 0 }, query, columns: [], parameters: [] };
  let newest: Value = null;
  await engine.run(
    { query: bound, parameters: [], given: new Map(), timeZone: "UTC" },
    {
      cancellation,
      rows: (columns, rows) => {
        newest = rows[0]?.[columns.findIndex(({ name }) => name === "timestamp")] ?? newest;
      },
      progress: () => {},
    },
  );
  const at = newest as Value;
  return at instanceof Instant ? formatInstant(at.micros) : undefined;
}
