// @ts-check
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";

/** What the user has to put right before anything can run; scripts print it alone and exit 2. */
export class SetupError extends Error {}

/** Where downloaded hosts are kept between runs and checkouts. */
export function cacheFolder() {
  return join(process.env.EVQ_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "evq"));
}

/**
 * A folder of the user's cache, named by the content of the files it is made from and filled once.
 * It appears whole or not at all, so runs at the same time and interrupted ones do no harm.
 *
 * @param {string} name
 * @param {readonly string[]} sources paths of the files that decide what the folder holds
 * @param {(folder: string) => void} fill
 */
export function cachedFolder(name, sources, fill) {
  const hash = createHash("sha256");
  for (const source of sources) hash.update(basename(source)).update(readFileSync(source));
  const folder = join(cacheFolder(), `${name}-${hash.digest("hex").slice(0, 12)}`);
  const marker = join(folder, ".ready");
  if (existsSync(marker)) return folder;

  const unfinished = `${folder}.${process.pid}.tmp`;
  mkdirSync(unfinished, { recursive: true });
  try {
    fill(unfinished);
    writeFileSync(join(unfinished, ".ready"), "");
    try {
      renameSync(unfinished, folder);
    } catch (error) {
      if (!existsSync(marker)) throw error; // not another run that was first
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Runs npm with the running Node; its output goes to stderr.
 *
 * @param {string} folder
 * @param {readonly string[]} args
 */
export function npm(folder, args) {
  const own = process.env.npm_execpath;
  const [command, ...before] = own && basename(own) === "npm-cli.js" ? [process.execPath, own] : ["npm"];
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  const { status, error } = spawnSync(command ?? "npm", [...before, ...args, ...quiet], {
    cwd: folder,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32" && command === "npm",
  });
  if (status !== 0)
    throw new SetupError(`npm ${args.join(" ")} failed in ${folder}${error ? `: ${error.message}` : ""}`);
}
