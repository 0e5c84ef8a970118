import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandLine } from "../support/cli.ts";
import { writeEvents } from "./events.ts";
import { checkParquet } from "./parquetCheck.ts";

interface Measured {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
}

interface ExportRow extends Measured {
  readonly format: string;
  readonly events: number;
  readonly mb: number;
  /** Beyond what a query takes that only opens the log. */
  readonly aboveOpenMb: number;
}

const FORMATS = ["ndjson", "json", "csv", "parquet", "xlsx"];
const SMALL = 100_000;

/** Told by the process itself as it ends, since no other can ask on every platform. */
const USAGE = `process.on("exit", () => require("node:fs").writeFileSync(process.env.EVQ_BENCH_USAGE, JSON.stringify(process.resourceUsage())));`;

/** `npm run bench -- export`: how fast whole logs are exported, and whether memory grows with them. */
export async function benchExports(folder: string, count: number, only: string): Promise<readonly ExportRow[]> {
  const cli = new CommandLine();
  const formats = FORMATS.filter((format) => only === "" || only.split(",").includes(format));
  try {
    const preload = join(cli.folder, "usage.cjs");
    writeFileSync(preload, USAGE);
    const run = (words: readonly string[]) => measured(cli, preload, words);
    const rows: ExportRow[] = [];
    console.log("format      events   CPU s     s  a CPU s      MB   peak MB   above the open log");
    for (const events of [Math.min(SMALL, count), count]) {
      // The one that `bench -- store` asks too, where it is there.
      const store = join(folder, String(events), "evq-store");
      if (!existsSync(store)) {
        const file = join(folder, `events-${events}.ndjson`);
        if (!existsSync(file)) writeEvents(file, events);
        await run(["import", file, "--into", "app", "--store", store]);
      }
      const query = join(cli.folder, "open.evq");
      writeFileSync(query, "from local.app\nreduce count()\n");
      const open = await run(["run", query, "--store", store]);
      for (const format of formats) {
        const output = join(cli.folder, `all.${format}`);
        const used = await run(["export", "app", "--store", store, "--format", format, "--output", output]);
        const mb = statSync(output).size / 1e6;
        const row = { format, events, mb, aboveOpenMb: used.peakMb - open.peakMb, ...used };
        console.log(line(row));
        rows.push(row);
        if (format !== "parquet" || events > SMALL) continue;
        const ndjson = join(cli.folder, "all.ndjson");
        await run(["export", "app", "--store", store, "--output", ndjson]);
        await checkParquet(output, ndjson, events);
        console.log("            DuckDB reads it exactly");
      }
    }
    return rows;
  } finally {
    cli.remove();
  }
}

async function measured(cli: CommandLine, preload: string, words: readonly string[]): Promise<Measured> {
  const usage = join(cli.folder, "usage.json");
  const environment = { NODE_OPTIONS: `--require ${JSON.stringify(preload)}`, EVQ_BENCH_USAGE: usage };
  const began = performance.now();
  const { code, err } = await cli.run(words, { environment });
  if (code !== 0) throw new Error(`evq ${words.join(" ")} ended with ${code}: ${err}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, "utf8")) as NodeJS.ResourceUsage;
  return {
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    wallMs: performance.now() - began,
    peakMb: maxRSS / 1024,
  };
}

function line({ format, events, cpuMs, wallMs, mb, peakMb, aboveOpenMb }: ExportRow): string {
  const rate = Math.round((events * 1000) / cpuMs).toLocaleString("en");
  const seconds = [cpuMs, wallMs].map((ms) => (ms / 1000).toFixed(1).padStart(6)).join("");
  const megabytes = [mb, peakMb, aboveOpenMb].map((number) => Math.round(number).toString());
  const [size = "", peak = "", above = ""] = megabytes;
  return `${format.padEnd(8)}${String(events).padStart(10)}  ${seconds}${rate.padStart(11)}${size.padStart(8)}${peak.padStart(10)}${above.padStart(21)}`;
}
