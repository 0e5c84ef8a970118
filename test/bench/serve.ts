import { existsSync } from "node:fs";
import { join } from "node:path";
import { CommandLine } from "../support/cli.ts";
import { ServeClient, serveStore } from "../support/servedStore.ts";
import type { Answer } from "../support/servedStore.ts";
import { writeEvents } from "./events.ts";

/** Clients that append one event after the other, and how many each appends in a round. */
const CLIENTS = 4;
const APPENDS = 250;
/** What the issue asks of the slowest of a hundred appends, in milliseconds. */
const MOST_MS = 50;

interface Latency {
  readonly query: string;
  readonly appends: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

/**
 * How long an application waits for a durable append to `evq serve`, while nothing else runs and while a query sorts a
 * log of so many events, again and again, in turns.
 */
export async function benchServe(folder: string, count: number, rounds: number): Promise<readonly Latency[]> {
  const cli = new CommandLine();
  const store = join(folder, String(count), "evq-store");
  try {
    if (!existsSync(store)) {
      const file = join(folder, `events-${count}.ndjson`);
      if (!existsSync(file)) writeEvents(file, count);
      await cli.run(["import", file, "--into", "app", "--store", store]);
    }
    const { url, process, ended } = await serveStore(cli, ["--store", store, "--no-token"]);
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => ServeClient.open(url)));
    const asking = await ServeClient.open(url);
    const log = `bench-serve-${Date.now()}`;
    succeeded(await asking.ask("createInstance", { name: log }));
    const [alone, beside]: [number[], number[]] = [[], []];
    let asked = 0;
    for (let round = 0; round <= rounds; round++) {
      const first = await appendAll(clients, log);
      const state = { isOver: false };
      const querying = askUntil(asking, state);
      const second = await appendAll(clients, log);
      state.isOver = true;
      asked += await querying;
      // The first round warms up.
      if (round === 0) continue;
      alone.push(...first);
      beside.push(...second);
    }
    succeeded(await asking.ask("deleteInstance", { instanceId: log }));
    process.kill("SIGTERM");
    await ended;
    const rows = [rowOf("nothing else", alone), rowOf(`a query over ${count} events`, beside)];
    for (const { query, appends, medianMs, p99Ms, mostMs } of rows)
      console.log(
        `${query.padEnd(34)}${appends} appends: median ${medianMs.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms (at most ${MOST_MS} is wanted), slowest ${mostMs.toFixed(1)} ms`,
      );
    console.log(`${asked} queries were answered meanwhile`);
    return rows;
  } finally {
    cli.remove();
  }
}

/** Milliseconds that each append took. */
async function appendAll(clients: readonly ServeClient[], log: string): Promise<readonly number[]> {
  const times: number[] = [];
  const one = async (client: ServeClient) => {
    for (let n = 0; n < APPENDS; n++) {
      const began = performance.now();
      succeeded(
        await client.ask("appendEvent", { instanceId: log, eventType: "a", payload: { n, text: "x".repeat(80) } }),
      );
      times.push(performance.now() - began);
    }
  };
  await Promise.all(clients.map(one));
  return times;
}

/** Asks for what no column answers until it is over; gives how often that was answered. */
async function askUntil(client: ServeClient, state: { readonly isOver: boolean }): Promise<number> {
  const query = { from: { instance: "app" }, orderBy: { field: "payload.message", direction: "desc" }, limit: 1 };
  let answered = 0;
  for (; !state.isOver; answered++) succeeded(await client.ask("queryEvents", { query }));
  return answered;
}

function succeeded({ success, error }: Answer): void {
  if (!success) throw new Error(error);
}

function rowOf(query: string, times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { query, appends: sorted.length, medianMs: at(0.5), p99Ms: at(0.99), mostMs: at(1) };
}
