import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { ProcessIdentity, Processes } from "../src/store/fileSystem.ts";

const self: ProcessIdentity = {
  pid: process.pid,
  started: startOf(process.pid),
  boot: bootId(),
  host: hostname(),
};

/** The processes of this machine, as Node sees them. */
export const nodeProcesses: Processes = { self, isRunning };

function isRunning(other: ProcessIdentity): boolean | undefined {
  if (other.host !== self.host) return undefined;
  if (other.boot !== self.boot) return false;
  if (!exists(other.pid)) return false;
  return other.started === "" || startOf(other.pid) === "" || other.started === startOf(other.pid);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Clock ticks between the start of the machine and that of the process: field 22 of Linux's `/proc/<pid>/stat`. */
function startOf(pid: number): string {
  const text = readText(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

/** Linux says it; elsewhere a restart of the machine is not seen, and a process number that came back keeps a stale lock. */
function bootId(): string {
  return readText("/proc/sys/kernel/random/boot_id").trim();
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
