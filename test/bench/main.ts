import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { answerText } from "./answers.ts";
import { writeEvents } from "./events.ts";
import { evqPeer } from "./evq.ts";
import { jqPeer } from "./jq.ts";
import type { Peer, Timed } from "./peer.ts";
import { queries } from "./queries.ts";
import type { BenchQuery } from "./queries.ts";
import { sqlitePeer } from "./sqlite.ts";

/**
 * `npm run bench -- [store] [--events N] [--rounds N] [--json FILE]`: puts the questions of `queries.ts` to EVQ and its
 * peers in one run, interleaved, checks that all agree, and prints medians and the ratio to the best peer.
 */
const { values } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "5" },
    json: { type: "string" },
  },
});
const count = Number(values.events);
const rounds = Number(values.rounds);
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(rounds) || rounds < 1) {
  console.error("bench: --events and --rounds take a whole number from 1");
  process.exit(2);
}

const folder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "evq", "bench");
mkdirSync(folder, { recursive: true });
const events = join(folder, `events-${count}.ndjson`);
if (!existsSync(events)) writeEvents(events, count);

const peers = [evqPeer(events, folder), sqlitePeer(events, folder), jqPeer(events)];
try {
  for (const peer of peers) {
    const began = performance.now();
    await peer.load();
    console.log(`${peer.name} ${peer.version}: ready in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  const results = await ask(peers);
  print(results);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results.map(asJson), null, 2)}\n`);
} finally {
  for (const peer of peers) peer.close();
}

interface Result {
  readonly query: BenchQuery;
  readonly times: ReadonlyMap<string, readonly Timed[]>;
}

async function ask(peers: readonly Peer[]): Promise<readonly Result[]> {
  const results: Result[] = queries.map((query) => ({ query, times: new Map(peers.map(({ name }) => [name, []])) }));
  for (let round = 0; round < rounds; round++) {
    for (const { query, times } of results) {
      const answers = new Map<string, string>();
      for (const peer of peers) {
        if (peer.once && round > 0) continue;
        const timed = await peer.run(query);
        (times.get(peer.name) as Timed[]).push(timed);
        if (round === 0) answers.set(peer.name, answerText(timed.rows, query.ordered));
      }
      if (new Set(answers.values()).size > 1)
        throw new Error(
          `${query.name}: the answers differ: ${[...answers].map(([name, text]) => `\n${name}: ${text.slice(0, 400)}`).join("")}`,
        );
    }
  }
  return results;
}

function asJson({ query, times }: Result) {
  const [evq, ...others] = [...times].map(([name, of]) => ({
    name,
    cpuMs: median(of.map(({ cpuMs }) => cpuMs)),
    wallMs: median(of.map(({ wallMs }) => wallMs)),
  }));
  const best = Math.min(...others.map(({ cpuMs }) => cpuMs));
  return {
    query: query.name,
    evq: { cpuMs: evq?.cpuMs ?? 0, wallMs: evq?.wallMs ?? 0 },
    peers: Object.fromEntries(others.map(({ name, cpuMs, wallMs }) => [name, { cpuMs, wallMs }])),
    ratioToBest: (evq?.cpuMs ?? 0) / best,
  };
}

function print(results: readonly Result[]): void {
  const rows = results.map(asJson);
  console.log(`\nmedian CPU ms over ${rounds} rounds, ${count} events; below 1 the ratio is in EVQ's favour\n`);
  console.log(
    [
      "query".padEnd(30),
      "evq".padStart(10),
      ...Object.keys(rows[0]?.peers ?? {}).map((name) => name.padStart(10)),
      "ratio".padStart(8),
    ].join(" "),
  );
  for (const { query, evq, peers: others, ratioToBest } of rows) {
    console.log(
      [
        query.padEnd(30),
        shown(evq.cpuMs),
        ...Object.values(others).map(({ cpuMs }) => shown(cpuMs)),
        ratioToBest.toFixed(2).padStart(8),
      ].join(" "),
    );
  }
}

function shown(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 10 ? 2 : 0).padStart(10);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
