import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { localPorts } from "../../server/node/ports.ts";
import { nodeTransport } from "../../server/node/transport/transport.ts";
import { neverCancelled } from "../../server/src/base/cancellation.ts";
import type { Ports } from "../../server/src/base/ports.ts";
import { createEvq } from "../../server/src/evq.ts";
import { NO_STORE } from "../support/engine.ts";
import { DRAINED } from "./sources/drains.ts";
import type { Drained } from "./sources/drains.ts";
import type { Addresses } from "./sources/servers.ts";

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

interface Drain extends Cost {
  /** Requests that had been sent when the first rows came. */
  readonly firstRowsAfter: number;
  /** Bytes of the heap that were in use after a tenth and after nine tenths of the events. */
  readonly heap: readonly [number, number];
}

/**
 * `npm run bench -- sources`: reads all events of each test server with EVQ and with the barest client there can be, in
 * turns. Gives whether EVQ has at least 0.8 of its throughput everywhere.
 */
export async function benchSources(events: number, rounds: number, only: string): Promise<boolean> {
  const child = fork(join(import.meta.dirname, "sources/servers.ts"), [String(events)]);
  try {
    const [addresses] = (await once(child, "message")) as [Addresses];
    console.log(`medians of ${rounds} rounds over ${events} events; µs are a process's CPU time for one event\n`);
    console.log(line(["source", "throughput", "barest", "ratio", "CPU µs", "barest", "first rows", "heap growth"]));
    let isFast = true;
    for (const source of DRAINED.filter(({ kind }) => kind.includes(only))) {
      const [evq, barest] = await compare(source, addresses, events, rounds);
      const ratio = median(barest.map(({ wallMs }) => wallMs)) / median(evq.map(({ wallMs }) => wallMs));
      const perSecond = (costs: readonly Cost[]) => `${Math.round(events / median(costs.map((c) => c.wallMs)))} k/s`;
      const micros = (costs: readonly Cost[]) => ((median(costs.map((c) => c.cpuMs)) * 1000) / events).toFixed(1);
      const growth = median(evq.map(({ heap: [early, late] }) => late - early)) / 1e6;
      const first = `request ${Math.max(...evq.map(({ firstRowsAfter }) => firstRowsAfter))}`;
      const cells = [perSecond(evq), perSecond(barest), ratio.toFixed(2), micros(evq), micros(barest), first];
      console.log(line([source.kind, ...cells, `${growth.toFixed(1)} MB`]));
      isFast &&= ratio >= 0.8;
    }
    return isFast;
  } finally {
    child.kill();
  }
}

/** One round that counts for nothing, in which the servers learn their answers, then the timed ones. */
async function compare(source: Drained, addresses: Addresses, events: number, rounds: number) {
  const evq: Drain[] = [];
  const barest: Cost[] = [];
  for (let round = 0; round <= rounds; round++) {
    const isMemory = round === 1;
    const drain = await drainWithEvq(source, addresses, events, isMemory);
    const bare = await timed(async () => {
      const count = await source.barest(addresses);
      if (count !== events) throw new Error(`the barest client read ${count} events of ${source.kind}`);
    });
    if (round > 1) evq.push({ ...drain, heap: evq[0]?.heap ?? drain.heap });
    if (isMemory) evq.push(drain);
    if (round > 0) barest.push(bare);
  }
  const [memory, ...others] = evq;
  return [others.map((drain) => ({ ...drain, heap: memory?.heap ?? drain.heap })), barest] as const;
}

async function drainWithEvq(source: Drained, at: Addresses, events: number, isMemory: boolean): Promise<Drain> {
  let sent = 0;
  const ports: Ports = {
    ...localPorts,
    secrets: { get: async () => source.secret },
    transport: {
      send: (request, cancellation) => (sent++, nodeTransport.send(request, cancellation)),
      connect: async (request, cancellation) => {
        const socket = await nodeTransport.connect(request, cancellation);
        return { ...socket, send: (text) => (sent++, socket.send(text)) };
      },
    },
  };
  const text = JSON.stringify({ connections: { [source.kind]: { kind: source.kind, ...source.connection(at) } } });
  const evq = createEvq(ports, {
    store: NO_STORE,
    importFile: () => Promise.reject(new Error("nothing is imported")),
    profiles: { list: () => [], save: () => {} },
    readConnections: async () => [{ place: "user", path: "bench", text, trusted: true }],
  });
  const { bound, problems } = await evq.read(source.query, "UTC");
  const [query] = bound.queries;
  if (!query?.query) throw new Error(problems.map(({ message }) => message).join("; "));
  const request = { query, parameters: [], given: new Map(), timeZone: "UTC" };
  let count = 0;
  let firstRowsAfter = 0;
  const heap: [number, number] = [0, 0];
  const cost = await timed(async () => {
    const outcome = await evq.run(request, {
      cancellation: neverCancelled,
      progress: () => {},
      rows: (_columns, rows) => {
        if (count === 0 && rows.length > 0) firstRowsAfter = sent;
        count += rows.length;
        if (!isMemory) return;
        if (heap[0] === 0 && count > events / 10) heap[0] = heapInUse();
        if (heap[1] === 0 && count > (events * 9) / 10) heap[1] = heapInUse();
      },
    });
    if (count !== events || outcome.completeness.verdict !== "complete")
      throw new Error(`EVQ read ${count} events of ${source.kind}: ${JSON.stringify(outcome.completeness)}`);
  });
  return { ...cost, firstRowsAfter, heap };
}

async function timed(work: () => Promise<void>): Promise<Cost> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - began, cpuMs: (user + system) / 1000 };
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function line(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(13))).join("");
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
