import { rmSync } from "node:fs";
import { join } from "node:path";
import { clickhousePeer } from "./clickhouse.ts";
import { forkedPeer } from "./forked.ts";
import { installedPeers, versionOf } from "./installed.ts";
import { jqPeer } from "./jq.ts";
import type { Peer } from "./peer.ts";
import { sqlitePeer } from "./sqlite.ts";

/** EVQ first, then every system it is compared with. */
export function peersOver(events: string, folder: string, only: readonly string[] | undefined): readonly Peer[] {
  const wanted = (name: string) => name === "evq" || only === undefined || only.includes(name);
  const makers: readonly (readonly [string, () => Peer])[] = [
    ["evq", () => evqPeer(events, folder)],
    ["sqlite3", () => sqlitePeer(events, folder)],
    ["better-sqlite3", () => betterSqlitePeer(events, folder)],
    ["duckdb", () => duckdbPeer(events, folder, "table")],
    ["duckdb-ndjson", () => duckdbPeer(events, folder, "ndjson")],
    ["clickhouse", () => clickhousePeer(events, folder, installedPeers())],
    ["jq", () => jqPeer(events)],
  ];
  return makers.filter(([name]) => wanted(name)).map(([, make]) => make());
}

function evqPeer(events: string, folder: string): Peer {
  const store = join(folder, "evq-store");
  return forkedPeer(events, {
    name: "evq",
    version: "this checkout",
    module: "evqProcess.ts",
    arguments: [store],
    text: ({ evq }) => evq,
    prepare: () => rmSync(store, { recursive: true, force: true }),
  });
}

function betterSqlitePeer(events: string, folder: string): Peer {
  return forkedPeer(events, {
    name: "better-sqlite3",
    version: versionOf("better-sqlite3"),
    module: "betterSqlite.ts",
    arguments: [installedPeers(), join(folder, "better-sqlite.db")],
    text: ({ sql }) => sql("sqlite"),
  });
}

function duckdbPeer(events: string, folder: string, mode: "table" | "ndjson"): Peer {
  return forkedPeer(events, {
    name: mode === "table" ? "duckdb" : "duckdb-ndjson",
    version: versionOf("@duckdb/node-api"),
    module: "duckdb.ts",
    arguments: [installedPeers(), join(folder, `duckdb-${mode}.db`), mode],
    text: ({ sql }) => sql("duckdb"),
    ...(mode === "ndjson" && { once: true }),
  });
}
