import { spawnSync } from "node:child_process";
import type { Peer } from "./peer.ts";

/** jq over the file, a fresh process a question, as one uses it; it has nothing to load. */
export function jqPeer(events: string): Peer {
  const version = spawnSync("jq", ["--version"], { encoding: "utf8" });
  if (version.status !== 0) throw new Error("jq is not installed (Debian: apt-get install jq)");
  return {
    name: "jq",
    version: version.stdout.trim(),
    once: true,
    load: () => Promise.resolve(undefined),
    run: ({ jq }) => {
      const script = 'TIMEFORMAT="%R %U %S"; time jq -cn "$1" "$2"';
      const { status, stdout, stderr } = spawnSync("bash", ["-c", script, "bash", jq, events], {
        encoding: "utf8",
        maxBuffer: 1 << 30,
      });
      if (status !== 0) throw new Error(`jq failed: ${stderr}`);
      const [real = 0, user = 0, system = 0] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
      const rows = stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as unknown[]);
      return Promise.resolve({ rows, wallMs: real * 1000, cpuMs: (user + system) * 1000 });
    },
    close: () => {},
  };
}
