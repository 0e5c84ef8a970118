import type { SourceKind } from "../catalog.ts";

/** One table of a ClickHouse database; which column is which field is a setting of the connection. */
export const clickhouse: SourceKind = {
  name: "clickhouse",
  title: "ClickHouse",
  description: "A table of a ClickHouse database, read as an event log.",
  logs: [{ name: "events", description: "The rows of the connection's table.", fields: [] }],
  streams: false,
};
