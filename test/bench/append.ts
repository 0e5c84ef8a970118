import { rmSync } from "node:fs";
import { join } from "node:path";
import { Json } from "../../server/src/base/value.ts";
import { START } from "./events.ts";
import { installedPeers, requirePeer } from "./installed.ts";
import { openEvq } from "./openEvq.ts";
import type { Spent } from "./peer.ts";

/** Events appended one by one, so many of them under way at once, and in batches. */
const SINGLE = 30_000;
const AT_ONCE = 64;
const BATCHES = 200;
const BATCH = 500;

interface Append {
  readonly query: string;
  /** Milliseconds for a thousand events. */
  readonly evq: Spent;
  readonly peers: Readonly<Record<string, Spent>>;
  readonly ratioToBest: number;
}

interface Database {
  pragma(text: string): void;
  exec(sql: string): void;
  prepare(sql: string): { run(...values: readonly unknown[]): void };
  transaction(work: () => void): () => void;
  close(): void;
}

/**
 * Durable appends in this process: each is answered when it is on the disk. better-sqlite3 does the same in WAL mode with
 * `synchronous = FULL`, as many events a transaction as EVQ is given at once.
 */
export async function benchAppend(folder: string): Promise<readonly Append[]> {
  const store = join(folder, "append-store");
  rmSync(store, { recursive: true, force: true });
  const evq = await openEvq(store);
  await evq.append("app", [eventAt(0)]);
  const single = await spent(SINGLE, async () => {
    let next = 0;
    const appendAll = async () => {
      while (next < SINGLE) await evq.append("app", [eventAt(next++)]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, appendAll));
  });
  const batches = await spent(BATCHES * BATCH, async () => {
    for (let at = 0; at < BATCHES; at++)
      await evq.append(
        "app",
        Array.from({ length: BATCH }, (_, i) => eventAt(at * BATCH + i)),
      );
  });
  const results = [
    row(`append, ${AT_ONCE} single events at once`, single, await sqliteAppend(folder, SINGLE, AT_ONCE)),
    row(`append in batches of ${BATCH}`, batches, await sqliteAppend(folder, BATCHES * BATCH, BATCH)),
  ];
  for (const { query, evq: own, peers } of results) {
    const shown = [["evq", own] as const, ...Object.entries(peers)].map(
      ([name, { cpuMs, wallMs }]) =>
        `${name} ${Math.round(1e6 / wallMs)} events/s, ${cpuMs.toFixed(1)} ms of CPU a thousand`,
    );
    console.log(`${query.padEnd(36)}${shown.join("; ")}`);
  }
  return results;
}

function row(query: string, evq: Spent, sqlite: Spent): Append {
  return { query, evq, peers: { "better-sqlite3": sqlite }, ratioToBest: evq.wallMs / sqlite.wallMs };
}

function eventAt(at: number) {
  const payload = JSON.stringify({
    at,
    userId: `user-${at % 997}`,
    message: "checkpoint written, lease renewed",
    n: at / 7,
  });
  return {
    stream: `stream-${at % 1000}`,
    type: `type-${at % 50}`,
    timestamp: BigInt(START + at) * 1000n,
    payload: new Json(payload),
  };
}

async function sqliteAppend(folder: string, count: number, transaction: number): Promise<Spent> {
  const Better = requirePeer(installedPeers(), "better-sqlite3") as new (path: string) => Database;
  const path = join(folder, "append.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
  const database = new Better(path);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec(
    `CREATE TABLE event(id INTEGER PRIMARY KEY, stream_id TEXT, seq INTEGER, event_type TEXT, ts INTEGER, payload TEXT);
     CREATE UNIQUE INDEX event_stream ON event(stream_id, seq)`,
  );
  const insert = database.prepare("INSERT INTO event VALUES (NULL, ?, ?, ?, ?, ?)");
  const result = await spent(count, () => {
    for (let from = 0; from < count; from += transaction)
      database.transaction(() => {
        for (let at = from; at < Math.min(from + transaction, count); at++) {
          const { stream, type, timestamp, payload } = eventAt(at);
          insert.run(stream, Math.floor(at / 1000), type, Number(timestamp), payload.text);
        }
      })();
  });
  database.close();
  return result;
}

/** What some work takes for a thousand of its events. */
async function spent(events: number, work: () => void | Promise<void>): Promise<Spent> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await work();
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / events, wallMs: (wallMs / events) * 1000 };
}
