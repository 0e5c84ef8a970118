import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createReadStream, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { versionOf } from "./installed.ts";
import type { Peer, Spent } from "./peer.ts";

const CONFIG = `<clickhouse><logger><level>none</level></logger><mark_cache_size>67108864</mark_cache_size>
<users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile></default></users>
<profiles><default/></profiles></clickhouse>`;

const TABLE = `CREATE TABLE event(stream_id String, seq Int64, event_type LowCardinality(String), ts Int64, payload String,
  metadata String, duration Nullable(Float64), amount Nullable(Float64), country LowCardinality(Nullable(String)),
  message Nullable(String), user Nullable(String)) ENGINE = MergeTree ORDER BY (ts, seq, stream_id)`;

const LOAD = `INSERT INTO event SELECT stream_id, sequence_number, event_type,
  toUnixTimestamp64Micro(parseDateTime64BestEffort(timestamp, 6, 'UTC')), payload, metadata,
  JSONExtract(payload, 'duration', 'Nullable(Float64)'), JSONExtract(payload, 'amount', 'Nullable(Float64)'),
  JSONExtract(payload, 'geo', 'country', 'Nullable(String)'), JSONExtract(payload, 'message', 'Nullable(String)'),
  JSONExtract(payload, 'userId', 'Nullable(String)')
  FROM input('stream_id String, sequence_number Int64, event_type String, timestamp String, payload String, metadata String')
  FORMAT JSONEachRow`;

/** One ClickHouse server out of the npm package of its library, over a MergeTree whose columns are the paths the questions ask for. */
export function clickhousePeer(events: string, folder: string, packages: string): Peer {
  const data = join(folder, "clickhouse");
  let server: ChildProcess | undefined;
  let url = "";
  const ask = async (query: string, body?: ReadableStream): Promise<string> => {
    const settings = "output_format_json_quote_64bit_integers=0&input_format_json_read_objects_as_strings=1";
    const target = `${url}/?${settings}&query=${encodeURIComponent(query)}`;
    const reply = await fetch(target, { method: "POST", ...(body && { body, duplex: "half" as const }) });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`clickhouse: ${text.slice(0, 400)}`);
    return text;
  };
  const timed = async <T>(work: () => Promise<T>): Promise<Spent & { answer: T }> => {
    const cpu = cpuMs(server?.pid ?? 0);
    const began = performance.now();
    const answer = await work();
    return { answer, wallMs: performance.now() - began, cpuMs: cpuMs(server?.pid ?? 0) - cpu };
  };
  return {
    name: "clickhouse",
    version: versionOf("@chdb/lib-linux-x64-gnu"),
    load: async (isKept) => {
      if (!isKept) rmSync(data, { recursive: true, force: true });
      mkdirSync(data, { recursive: true });
      const config = join(folder, "clickhouse.xml");
      writeFileSync(config, CONFIG);
      const ports = [await freePort(), await freePort()].map(String);
      const program = join(import.meta.dirname, "clickhouseServer.ts");
      server = spawn(process.execPath, [program, packages, data, ...ports, config], { stdio: "ignore" });
      url = `http://127.0.0.1:${ports[0]}`;
      for (let tries = 0; !(await answers(url)); tries++) {
        if (tries > 200 || server.exitCode !== null) throw new Error("clickhouse did not start");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      if (isKept) return undefined;
      await ask(TABLE);
      const file = Readable.toWeb(createReadStream(events)) as ReadableStream;
      const { answer: _, ...spent } = await timed(() => ask(LOAD, file));
      await ask("OPTIMIZE TABLE event FINAL");
      return spent;
    },
    run: async ({ sql }) => {
      const query = `${sql("clickhouse")} FORMAT JSONCompactEachRow`;
      const { answer, ...spent } = await timed(() => ask(query));
      const rows = answer
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as readonly unknown[]);
      return { rows, ...spent };
    },
    close: () => server?.kill("SIGKILL"),
  };
}

/** CPU of all threads so far, in milliseconds; the process's own total counts in hundredths of a second only. */
function cpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) => {
    try {
      return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      return 0; // ended in between
    }
  });
  return nanoseconds.reduce((sum, part) => sum + part, 0) / 1e6;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/ping`)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
