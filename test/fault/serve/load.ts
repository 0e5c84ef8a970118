import { performance } from "node:perf_hooks";
import { CommandLine } from "../../support/cli.ts";
import { ServeClient, serveStore } from "../../support/servedStore.ts";
import type { ServedStore } from "../../support/servedStore.ts";
import { randomOf } from "../store/random.ts";

/** What a load did; `lost` and `altered` name events that were acknowledged and are not there as they were sent. */
export interface LoadReport {
  readonly acknowledged: number;
  readonly queries: number;
  readonly kills: number;
  readonly lost: readonly string[];
  readonly altered: readonly string[];
  readonly repeated: readonly string[];
  /** Queries that saw fewer events than had been acknowledged before they were asked. */
  readonly blind: readonly string[];
  /** Milliseconds from request to reply: median and the slowest of a hundred. */
  readonly appendMs: readonly [median: number, p99: number];
  readonly queryMs: readonly [median: number, p99: number];
}

export interface Load {
  readonly seed: number;
  readonly seconds: number;
  readonly writers: number;
  readonly askers: number;
  /** How often the server is killed, evenly over the time. */
  readonly kills: number;
}

const LOG = "load";
/** Requests of a writer that wait for their reply. */
const IN_FLIGHT = 8;

/** Several clients append and query at once while their server is killed and started again; then everything is read. */
export async function serveUnderLoad(cli: CommandLine, load: Load): Promise<LoadReport> {
  const store = `load-${load.seed}`;
  const run = new LoadRun(load);
  let served = await start(cli, store);
  for (let life = 0; ; life++) {
    const isLast = life === load.kills;
    await run.life(served, (load.seconds * 1000) / (load.kills + 1), life, !isLast);
    if (isLast) break;
    served = await start(cli, store);
  }
  served.process.kill("SIGTERM");
  const code = await served.ended;
  if (code !== 0) throw new Error(`evq serve ended with ${code}: ${served.said.err}`);
  const input = `from local.${LOG} select id, payload.text as text`;
  const { out, err } = await cli.run(["run", "-", "--store", store, "--format", "ndjson"], { input });
  if (err !== "") throw new Error(err);
  return run.report(out);
}

/** A minute of load with three kills; gives how many events were acknowledged. @throws Error naming what is not right */
export async function loadRound(seed: number): Promise<number> {
  const cli = new CommandLine();
  try {
    const report = await serveUnderLoad(cli, { seed, seconds: 60, writers: 6, askers: 2, kills: 3 });
    console.log(JSON.stringify(report));
    const { lost, altered, repeated, blind } = report;
    if (lost.length + altered.length + repeated.length + blind.length > 0) throw new Error(JSON.stringify(report));
    return report.acknowledged;
  } finally {
    cli.remove();
  }
}

function start(cli: CommandLine, store: string): Promise<ServedStore> {
  return serveStore(cli, ["--store", store, "--no-token"]);
}

class LoadRun {
  readonly #load: Load;
  /** Text by id, of every event whose append was answered. */
  readonly #acknowledged = new Map<string, string>();
  readonly #appendMs: number[] = [];
  readonly #queryMs: number[] = [];
  readonly #blind: string[] = [];
  #kills = 0;

  constructor(load: Load) {
    this.#load = load;
  }

  /** From the start of a server to its death, or to the end of the time; in each some queries are answered. */
  async life({ url, process, ended }: ServedStore, milliseconds: number, life: number, kill: boolean): Promise<void> {
    const { writers, askers, seed } = this.#load;
    const isOver = { now: false };
    const before = this.#queryMs.length;
    const first = await ServeClient.open(url);
    await first.ask("createInstance", { name: LOG }); // refused where it is there
    first.socket.close();
    const working = [
      ...Array.from({ length: writers }, (_, i) =>
        this.#writer(url, isOver, `${life}.${i}`, seed * 1000 + life * 100 + i),
      ),
      ...Array.from({ length: askers }, () => this.#asker(url, isOver)),
    ];
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    await Promise.race([this.#aQuery(before), Promise.all(working)]);
    if (kill) {
      this.#kills++;
      process.kill("SIGKILL");
      await ended;
    }
    isOver.now = true;
    await Promise.all(working);
  }

  /** Resolves once more queries were answered than so many. */
  async #aQuery(before: number): Promise<void> {
    while (this.#queryMs.length === before) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async #writer(url: string, isOver: { now: boolean }, name: string, seed: number): Promise<void> {
    const numbers = randomOf(seed);
    const random = (below: number) => Math.floor(numbers() * below);
    const client = await ServeClient.open(url);
    let number = 0;
    const one = async (): Promise<void> => {
      while (!isOver.now) {
        const events = Array.from({ length: random(4) === 0 ? 1 + random(20) : 1 }, () =>
          eventOf(`${name}.${++number}`, random),
        );
        const began = performance.now();
        const request = events.length === 1 ? { ...events[0] } : { events };
        const { success, error } = await client.ask(events.length === 1 ? "appendEvent" : "appendEvents", {
          instanceId: LOG,
          ...request,
        });
        if (!success) throw new Error(error);
        this.#appendMs.push(performance.now() - began);
        for (const { id, payload } of events) this.#acknowledged.set(id, payload.text);
      }
    };
    await untilClosed(client, Array.from({ length: IN_FLIGHT }, one)); // prettier-ignore
  }

  async #asker(url: string, isOver: { now: boolean }): Promise<void> {
    const client = await ServeClient.open(url);
    const ask = async (): Promise<void> => {
      while (!isOver.now) {
        const least = this.#acknowledged.size;
        const began = performance.now();
        const query = { from: { instance: LOG }, orderBy: { field: "timestamp", direction: "desc" }, limit: 20 };
        const { success, data, error } = await client.ask("queryEvents", { query });
        if (!success) throw new Error(error);
        this.#queryMs.push(performance.now() - began);
        const { total = -1 } = (data?.["result"] ?? {}) as { readonly total?: number };
        if (total < least) this.#blind.push(`${total} of ${least}`);
      }
    };
    await untilClosed(client, [ask()]);
  }

  report(output: string): LoadReport {
    const found = new Map<string, string>();
    const repeated: string[] = [];
    for (const line of output.trimEnd().split("\n")) {
      const { id, text } = JSON.parse(line) as { id: string; text: string };
      if (found.has(id)) repeated.push(id);
      found.set(id, text);
    }
    const acknowledged = [...this.#acknowledged];
    return {
      acknowledged: acknowledged.length,
      queries: this.#queryMs.length,
      kills: this.#kills,
      lost: acknowledged.filter(([id]) => !found.has(id)).map(([id]) => id),
      altered: acknowledged.filter(([id, text]) => found.has(id) && found.get(id) !== text).map(([id]) => id),
      repeated,
      blind: this.#blind,
      appendMs: spread(this.#appendMs),
      queryMs: spread(this.#queryMs),
    };
  }
}

/** A connection that dies with its server ends the work; what it did not answer may or may not be there. */
async function untilClosed(client: ServeClient, working: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(working);
  for (const outcome of outcomes)
    if (outcome.status === "rejected" && !/^closed with|not open/.test((outcome.reason as Error).message))
      throw outcome.reason as Error;
  client.socket.close();
}

function eventOf(id: string, random: (below: number) => number) {
  const text = `${id} ${"é".repeat(random(100))}`;
  return { id, eventType: `type-${random(5)}`, streamId: `stream-${random(50)}`, payload: { text } };
}

function spread(times: readonly number[]): readonly [number, number] {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  return [at(0.5), at(0.99)];
}
