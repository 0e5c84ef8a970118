// @ts-check
// What `npm start`, `npm test` and the other scripts begin with. Needs nothing installed and runs on any Node >= 18:
// gets the pinned Node 24 where another is running, installs the locked dependencies, and goes on in main.ts.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedFolder, npm, SetupError } from "./cache.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const checkout = join(here, "../..");

try {
  if (majorOf(process.version) < 18)
    throw new SetupError(`EVQ's scripts need Node.js 18 or later; this is ${process.version}.`);
  const node = majorOf(process.version) === 24 ? process.execPath : pinnedNode();
  process.env.PATH = dirname(node) + delimiter + process.env.PATH;
  if (!dependenciesMatchLock()) {
    console.error("installing dependencies …");
    npm(checkout, ["ci"]);
  }
  goOn(node);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exit(2);
}

/** @param {string} version */
function majorOf(version) {
  return Number.parseInt(version.replace("v", ""), 10);
}

/** The Node of test/servers/node, an npm package without an install script, so nothing but the npm registry is needed. */
function pinnedNode() {
  const locked = join(here, "../servers/node");
  const sources = ["package.json", "package-lock.json"].map((file) => join(locked, file));
  const platform = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const { packages } = JSON.parse(readFileSync(join(locked, "package-lock.json"), "utf8"));
  if (!packages[`node_modules/node-${platform}`]) {
    throw new SetupError(
      `EVQ's scripts run on Node.js 24; this is ${process.version}, and there is no package of it for ${platform}. ` +
        "Install Node.js 24 (https://nodejs.org) and try again.",
    );
  }
  const inFolder = join("node_modules", `node-${platform}`);
  const executable = join(inFolder, "bin", process.platform === "win32" ? "node.exe" : "node");
  const folder = cachedFolder(`node-${platform}`, sources, (empty) => {
    console.error(`getting Node.js 24 (this is ${process.version}) …`);
    for (const file of sources) cpSync(file, join(empty, basename(file)));
    npm(empty, ["ci", "--ignore-scripts"]);
    // npm takes an optional dependency that could not be fetched for granted
    if (!existsSync(join(empty, executable))) throw new SetupError(`npm could not get Node.js 24 for ${platform}.`);
    for (const part of ["include", "share"]) rmSync(join(empty, inFolder, part), { recursive: true, force: true });
  });
  return join(folder, executable);
}

/** Whether node_modules holds what package-lock.json says, by npm's own record of what it last installed. */
function dependenciesMatchLock() {
  const record = join(checkout, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const locked = JSON.parse(readFileSync(join(checkout, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  /** @param {string} path */
  const same = (path) =>
    installed[path].version === locked[path]?.version && installed[path].integrity === locked[path].integrity;
  /** @param {string} path */
  const present = (path) => path === "" || locked[path].optional || path in installed;
  return Object.keys(installed).every(same) && Object.keys(locked).every(present);
}

/** @param {string} node */
function goOn(node) {
  mkdirSync(join(checkout, ".cache"), { recursive: true });
  const flags = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--disable-warning=ExperimentalWarning"];
  const child = spawn(node, [...flags, join(here, "main.ts"), ...process.argv.slice(2)], {
    cwd: checkout,
    stdio: "inherit",
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
    process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(error.message);
    process.exit(2);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));
}
