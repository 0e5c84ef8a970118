import { cpSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { cachedFolder, npm } from "../host/cache.mjs";

const locked = join(import.meta.dirname, "../servers/bench");
const sources = ["package.json", "package-lock.json"].map((file) => join(locked, file));

/** The folder of the systems that come from npm; they are installed, once, into the user's cache. */
export function installedPeers(): string {
  return cachedFolder("bench-peers", sources, (folder) => {
    console.error("getting the systems to compare with (about 630 MB) …");
    for (const source of sources) cpSync(source, join(folder, basename(source)));
    npm(folder, ["ci", "--ignore-scripts"]);
  });
}

/** A package of that folder. */
export function requirePeer(folder: string, name: string): unknown {
  return createRequire(join(folder, "package.json"))(name);
}

export function versionOf(name: string): string {
  const { packages } = JSON.parse(readFileSync(join(locked, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version: string } | undefined>;
  };
  return packages[`node_modules/${name}`]?.version ?? "unknown";
}
