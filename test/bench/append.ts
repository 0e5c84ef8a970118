import { rmSync } from "node:fs";
import { join } from "node:path";
import { Json } from "../../server/src/base/value.ts";
import { START } from "./events.ts";
import { installedPeers, requirePeer } from "./installed.ts";
import { openEvq } from "./openEvq.ts";
import type { Spent } from "./peer.ts";

interface Way {
  readonly name: string;
  readonly events: number;
  /** Events of one append, and how many appends are under way at once. */
  readonly batch: number;
  readonly atOnce: number;
}

const WAYS: readonly Way[] = [
  { name: "single events, 64 at once", events: 30_000, batch: 1, atOnce: 64 },
  { name: "single events, 512 at once", events: 60_000, batch: 1, atOnce: 512 },
  { name: "batches of 500", events: 100_000, batch: 500, atOnce: 1 },
  { name: "batches of 500, 8 at once", events: 100_000, batch: 500, atOnce: 8 },
  { name: "batches of 5,000", events: 200_000, batch: 5_000, atOnce: 1 },
];

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
  const results: Append[] = [];
  for (const { name, events, batch, atOnce } of WAYS) {
    const own = await spent(events, async () => {
      let next = 0;
      const appendAll = async () => {
        for (let first = next; first < events; first = next) {
          next += batch;
          await evq.append(
            "app",
            Array.from({ length: batch }, (_, i) => eventAt(first + i)),
          );
        }
      };
      await Promise.all(Array.from({ length: atOnce }, appendAll));
    });
    const result = row(name, own, await sqliteAppend(folder, events, batch * atOnce));
    const shown = [["evq", own] as const, ...Object.entries(result.peers)].map(
      ([system, { cpuMs, wallMs }]) =>
        `${system} ${Math.round(1e6 / wallMs)} events/s, ${cpuMs.toFixed(1)} ms of CPU a thousand`,
    );
    console.log(`${name.padEnd(28)}${shown.join("; ")}`);
    results.push(result);
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
