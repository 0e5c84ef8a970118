import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cacheFolder } from "../host/cache.mjs";
import { answerText } from "./answers.ts";
import { benchAppend } from "./append.ts";
import { benchCancel } from "./cancel.ts";
import { benchExports } from "./exports.ts";
import { benchImports } from "./imports.ts";
import { benchOpen } from "./open.ts";
import { writeEvents } from "./events.ts";
import type { Spent } from "./peer.ts";
import { peersOver } from "./peers.ts";
import { benchSources } from "./sources.ts";
import { benchSync } from "./sync.ts";
import { benchTyping } from "./typing.ts";
import { benchScroll } from "./scroll.ts";
import { benchServe } from "./serve.ts";
import { queries } from "./queries.ts";
import type { BenchQuery } from "./queries.ts";

/**
 * `npm run bench -- store [--events N] [--rounds N] [--peers A,B] [--only A,B] [--keep] [--json FILE]`: puts the questions of `queries.ts`
 * to EVQ and to what people would use instead in one run, interleaved, checks that all agree, and prints medians and
 * the ratio to the best peer. `--only` takes the questions whose names hold one of some texts, `--keep` what an earlier run
 * has loaded. What the systems took to read the events comes first where they were loaded.
 *
 * Of a store that was loaded, `-- open` measures the first query of a fresh language server, and `-- cancel` how soon queries
 * stop. `-- export` measures the export of whole logs, of 100,000 events and of all, and what memory it takes (`--only
 * FORMAT,FORMAT`), `-- import` that of a file beside DuckDB's load. `-- append` measures durable appends, `-- serve` those of applications beside a query, `-- typing` how long keystrokes take while a query runs, `-- scroll` how far
 * frames are apart while a million rows scroll, `-- sources` what it costs to read everything from each test server
 * (100,000 events unless told otherwise, `--only KIND`), `-- sync` the requests of syncs from faulty simulated systems
 * (`--rounds` stories a system).
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: "string" },
    rounds: { type: "string", default: "5" },
    peers: { type: "string" },
    only: { type: "string", default: "" },
    keep: { type: "boolean", default: false },
    json: { type: "string" },
  },
});
const isSources = positionals[0] === "sources";
const count = Number(values.events ?? (isSources ? "100000" : "1000000"));
const rounds = Number(values.rounds);
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(rounds) || rounds < 1) {
  console.error("bench: --events and --rounds take a whole number from 1");
  process.exit(2);
}
const folder = join(cacheFolder(), "bench");
const stores = join(folder, String(count));
mkdirSync(stores, { recursive: true });
const [which = "store"] = positionals;
const others: Readonly<Record<string, () => Promise<boolean>>> = {
  typing: () => benchTyping(folder),
  scroll: () => benchScroll(rounds),
  sync: async () => {
    save(await benchSync(rounds, values.only));
    return true;
  },
  sources: () => benchSources(count, rounds, values.only),
  open: () => benchOpen(join(stores, "evq-store")),
  cancel: () => benchCancel(join(stores, "evq-store")),
  export: async () => {
    save(await benchExports(folder, count, values.only));
    return true;
  },
  import: async () => {
    save(await benchImports(folder, count, rounds));
    return true;
  },
  serve: async () => {
    save(await benchServe(folder, count, rounds));
    return true;
  },
  append: async () => {
    save(await benchAppend(folder));
    return true;
  },
};
const other = others[which];
if (other) process.exit((await other()) ? 0 : 1);
if (which !== "store") {
  console.error(`bench: the benchmarks are store, ${Object.keys(others).join(", ")}`);
  process.exit(2);
}
const events = join(folder, `events-${count}.ndjson`);
if (!existsSync(events)) writeEvents(events, count);

const peers = peersOver(events, stores, values.peers?.split(","));
const wanted = values.only.split(",");
try {
  const loads = new Map<string, Spent>();
  for (const peer of peers) {
    const loaded = join(stores, `${peer.name}-${peer.version.replaceAll(" ", "-")}.loaded`);
    const isKept = values.keep && existsSync(loaded);
    if (!isKept) rmSync(loaded, { force: true });
    const spent = await peer.load(isKept);
    writeFileSync(loaded, "");
    if (spent && !peer.once) loads.set(peer.name, spent);
    const took = spent ? `: loaded in ${seconds(spent.cpuMs)} s of CPU, ${seconds(spent.wallMs)} s` : "";
    console.log(`${peer.name} ${peer.version}${took}`);
  }
  const results = await ask(queries.filter(({ name }) => wanted.some((part) => name.includes(part))));
  const rows = results.map(({ query, times }) => rowOf(query.name, times));
  if (loads.has("evq"))
    rows.unshift(rowOf("import", new Map([...loads].map(([name, spent]) => [name, [spent]] as const))));
  print(rows);
  save(rows);
} finally {
  for (const peer of peers) peer.close();
}

interface Result {
  readonly query: BenchQuery;
  readonly times: ReadonlyMap<string, readonly Spent[]>;
}

/** One round that counts for nothing but the answers, then the timed ones. */
async function ask(questions: readonly BenchQuery[]): Promise<readonly Result[]> {
  const results = questions.map((query) => ({ query, times: new Map<string, Spent[]>() }));
  for (let round = 0; round <= rounds; round++) {
    for (const { query, times } of results) {
      const answers = new Map<string, string>();
      for (const peer of peers) {
        if (peer.once && round > 0) continue;
        const timed = await peer.run(query);
        if (!timed) continue;
        const { cpuMs, wallMs } = timed;
        if (round > 0 || peer.once) times.set(peer.name, [...(times.get(peer.name) ?? []), { cpuMs, wallMs }]);
        if (round === 0) answers.set(peer.name, answerText(timed.rows, query.ordered));
      }
      checkSame(query, answers);
    }
  }
  return results;
}

function checkSame(query: BenchQuery, answers: ReadonlyMap<string, string>): void {
  if (new Set(answers.values()).size <= 1) return;
  const shown = [...answers].map(([name, text]) => `\n${name} (${text.length}): ${text.slice(0, 400)}`);
  throw new Error(`${query.name}: the answers differ: ${shown.join("")}`);
}

function save(rows: readonly object[]): void {
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}

function rowOf(query: string, times: Result["times"]) {
  const medians = [...times].map(([name, of]): readonly [string, Spent] => [
    name,
    { cpuMs: median(of.map(({ cpuMs }) => cpuMs)), wallMs: median(of.map(({ wallMs }) => wallMs)) },
  ]);
  const evq = medians.find(([name]) => name === "evq")?.[1] ?? { cpuMs: 0, wallMs: 0 };
  const others = medians.filter(([name]) => name !== "evq");
  const best = Math.min(...others.map(([, { cpuMs }]) => cpuMs));
  return { query, evq, peers: Object.fromEntries(others), ratioToBest: evq.cpuMs / best };
}

function print(rows: readonly ReturnType<typeof rowOf>[]): void {
  console.log(`\nmedian CPU ms over ${rounds} rounds, ${count} events; below 1 the ratio is in EVQ's favour\n`);
  const names = peers.map(({ name }) => name).filter((name) => name !== "evq");
  console.log(line("query", ["evq", ...names, "ratio"]));
  for (const { query, evq, peers: others, ratioToBest } of rows)
    console.log(line(query, [shown(evq), ...names.map((name) => shown(others[name])), ratioToBest.toFixed(3)]));
}

function line(name: string, cells: readonly string[]): string {
  return [name.padEnd(31), ...cells.map((cell) => cell.padStart(14))].join("");
}

function shown(spent: Spent | undefined): string {
  if (spent === undefined) return "-";
  return spent.cpuMs.toFixed(spent.cpuMs < 0.1 ? 4 : spent.cpuMs < 10 ? 2 : 0);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
