import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeEvents } from "./events.ts";
import type { Spent } from "./peer.ts";
import { peersOver } from "./peers.ts";

interface Import {
  readonly query: string;
  readonly evq: Spent;
  readonly peers: Readonly<Record<string, Spent>>;
  /** In wall time; DuckDB loads in several threads. */
  readonly ratioToBest: number;
}

/**
 * A file of NDJSON into a new log, and into a table of DuckDB that has the paths the questions of `queries.ts` ask for as
 * columns: processes of their own, in turns. EVQ's events are then safe, and its columns made.
 */
export async function benchImports(folder: string, count: number, rounds: number): Promise<readonly Import[]> {
  const events = join(folder, `events-${count}.ndjson`);
  if (!existsSync(events)) writeEvents(events, count);
  const times = new Map<string, Spent[]>();
  for (let round = 0; round < rounds; round++) {
    const stores = join(folder, "imports");
    rmSync(stores, { recursive: true, force: true });
    mkdirSync(stores);
    for (const peer of peersOver(events, stores, ["duckdb"])) {
      const spent = await peer.load(false);
      peer.close();
      if (spent) times.set(peer.name, [...(times.get(peer.name) ?? []), spent]);
    }
    rmSync(stores, { recursive: true, force: true });
  }
  const [evq, duckdb] = ["evq", "duckdb"].map((name) => medians(times.get(name) ?? []));
  if (!evq || !duckdb) throw new Error("nothing was loaded");
  for (const [name, { cpuMs, wallMs }] of Object.entries({ evq, duckdb }))
    console.log(
      `${name.padEnd(8)}${Math.round((count / wallMs) * 1000)} events/s, ${(cpuMs / 1000).toFixed(1)} s of CPU`,
    );
  console.log(
    `evq takes ${(evq.wallMs / duckdb.wallMs).toFixed(2)} times as long, and ${(evq.cpuMs / duckdb.cpuMs).toFixed(2)} times the CPU`,
  );
  return [{ query: `import of ${count} events`, evq, peers: { duckdb }, ratioToBest: evq.wallMs / duckdb.wallMs }];
}

function medians(of: readonly Spent[]): Spent {
  const median = (pick: (spent: Spent) => number) => of.map(pick).toSorted((a, b) => a - b)[of.length >> 1] ?? 0;
  return { cpuMs: median(({ cpuMs }) => cpuMs), wallMs: median(({ wallMs }) => wallMs) };
}
