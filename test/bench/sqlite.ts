import { spawn, spawnSync } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { rmSync } from "node:fs";
import type { Peer, Spent, Timed } from "./peer.ts";

/** What a careful user would build: typed columns, one index an access path, payload as JSON text. */
const LOAD = (file: string) => `
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE line(text TEXT);
.mode ascii
.separator "\\001" "\\n"
.import ${file} line
CREATE TABLE event(id INTEGER PRIMARY KEY, stream_id TEXT, seq INTEGER, event_type TEXT, ts INTEGER, payload TEXT, metadata TEXT);
INSERT INTO event(stream_id, seq, event_type, ts, payload, metadata)
  SELECT text ->> '$.stream_id', text ->> '$.sequence_number', text ->> '$.event_type',
    unixepoch(text ->> '$.timestamp') * 1000000 + substr(text ->> '$.timestamp', 21, 3) * 1000, text -> '$.payload', text -> '$.metadata' FROM line;
DROP TABLE line;
CREATE UNIQUE INDEX event_stream ON event(stream_id, seq);
CREATE INDEX event_time ON event(ts, seq, stream_id);
CREATE INDEX event_kind ON event(event_type, ts);
ANALYZE;
`;

/** The native sqlite3 command line over a database file, kept open between queries; times are its own (`.timer on`). */
export function sqlitePeer(events: string, folder: string): Peer {
  const version = spawnSync("sqlite3", ["--version"], { encoding: "utf8" });
  if (version.status !== 0) throw new Error("sqlite3 is not installed (Debian: apt-get install sqlite3)");
  const database = `${folder}/sqlite.db`;
  let shell: ChildProcessWithoutNullStreams | undefined;
  return {
    name: "sqlite3",
    version: version.stdout.split(" ")[0] ?? "",
    load: (isKept) => {
      const spent = isKept ? undefined : fill(database, events);
      shell = spawn("sqlite3", [database]);
      shell.stdin.write(
        ".output /dev/null\nPRAGMA cache_size = -65536;\nPRAGMA mmap_size = 2000000000;\n.output\n.mode json\n.timer on\n",
      );
      return Promise.resolve(spent);
    },
    run: async ({ sql }) => {
      if (!shell) throw new Error("load first");
      return readAnswer(shell, sql("sqlite-json"));
    },
    close: () => shell?.kill(),
  };
}

function fill(database: string, events: string): Spent {
  rmSync(database, { force: true });
  const began = performance.now();
  const load = spawnSync("sqlite3", [database], { input: `.timer on\n${LOAD(events)}`, encoding: "utf8" });
  if (load.status !== 0 || load.stderr) throw new Error(`sqlite3 could not load the events: ${load.stderr}`);
  return { cpuMs: timersIn(load.stdout), wallMs: performance.now() - began };
}

/** CPU of the statements in milliseconds; the import itself is not among them. */
function timersIn(output: string): number {
  const timers = [...output.matchAll(/user ([\d.]+) sys ([\d.]+)/g)];
  return timers.reduce((sum, [, user, system]) => sum + (Number(user) + Number(system)) * 1000, 0);
}

/** Rows are printed as one JSON array of objects, then the timer's line. */
async function readAnswer(shell: ChildProcessWithoutNullStreams, sql: string): Promise<Timed> {
  const parts: string[] = [];
  const text = await new Promise<string>((resolve, reject) => {
    const failed = (chunk: Buffer) => reject(new Error(`sqlite3: ${chunk.toString()}`));
    const read = (chunk: Buffer) => {
      parts.push(chunk.toString("latin1"));
      if (!parts.slice(-2).join("").includes("BENCH-DONE")) return;
      shell.stdout.off("data", read);
      shell.stderr.off("data", failed);
      resolve(Buffer.from(parts.join(""), "latin1").toString("utf8"));
    };
    shell.stdout.on("data", read);
    shell.stderr.on("data", failed);
    shell.stdin.write(`${sql};\n.print BENCH-DONE\n`);
  });
  const timer = /Run Time: real ([\d.]+) user ([\d.]+) sys ([\d.]+)\s+BENCH-DONE/.exec(text);
  if (!timer) throw new Error(`sqlite3 printed no time: ${text.slice(-200)}`);
  const [, real, user, system] = timer.map(Number);
  const json = text.slice(text.indexOf("["), timer.index).trim();
  const rows =
    text.indexOf("[") < timer.index && json
      ? (JSON.parse(json) as object[]).map((row) => Object.values(row) as unknown[])
      : [];
  return { rows, wallMs: (real ?? 0) * 1000, cpuMs: ((user ?? 0) + (system ?? 0)) * 1000 };
}
