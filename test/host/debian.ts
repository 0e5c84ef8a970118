import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SetupError } from "./cache.mjs";

/** Whether system programs that are missing may be installed: as root, where apt is. */
export function isDebianRoot(): boolean {
  return process.getuid?.() === 0 && onPath("apt-get") !== undefined;
}

/** Installs a Debian package; `program` is what messages call it. */
export function installPackage(name: string, program: string): void {
  console.error(`installing ${name} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", name]]) {
    const { status } = spawnSync("apt-get", ["-q", ...args], { stdio: ["ignore", 2, 2], env });
    if (status !== 0) throw new SetupError(`Missing: ${program}; \`apt-get ${args.join(" ")}\` failed.`);
  }
}

/** The path of a program, as a shell would find it. */
export function onPath(program: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
