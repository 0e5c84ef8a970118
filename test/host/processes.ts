import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./checkout.ts";

const groups = new Set<ChildProcess>();

process.on("exit", () => {
  for (const group of groups) killGroup(group, "SIGKILL");
});
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const) {
  process.on(signal, () => process.exit(code));
}

/** Starts a program that ends with this process, however this one ends, and takes its own children along. */
export function startGroup(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const withParent = process.platform === "linux" && existsSync("/usr/bin/setpriv");
  const [program, before] = withParent ? ["setpriv", ["--pdeathsig", "KILL", command]] : [command, []];
  const child = spawn(program, [...before, ...args], {
    cwd: checkout,
    ...options,
    detached: process.platform !== "win32",
  });
  groups.add(child);
  child.on("exit", () => {
    killGroup(child, "SIGKILL");
    groups.delete(child);
  });
  return child;
}

/** Asks a group to end and waits for it; after five seconds it is killed. */
export async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  killGroup(child, "SIGTERM");
  const timer = setTimeout(() => killGroup(child, "SIGKILL"), 5000);
  await ended;
  clearTimeout(timer);
}

/** Runs a program to its end with this terminal and gives its exit code. */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = startGroup(command, args, { stdio: "inherit", ...options });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/** Runs a Node script, or a tool of node_modules by its package and the path of its script. */
export function runNode(script: string, args: readonly string[] = [], options: SpawnOptions = {}): Promise<number> {
  return run(process.execPath, [...process.execArgv, script, ...args], options);
}

/** The script behind a command of node_modules/.bin, to run without a shell on every platform. */
export function tool(path: string): string {
  return join(checkout, "node_modules", path);
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // the group has already ended
  }
}
