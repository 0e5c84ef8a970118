import { spawnSync } from "node:child_process";
import { chownSync, existsSync, globSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { installPackage, isDebianRoot, onPath } from "../../host/debian.ts";
import { SetupError } from "../../host/cache.mjs";
import { startGroup, stopGroup } from "../../host/processes.ts";
import { freePort, saysOnStderr } from "./starting.ts";

export interface Postgres {
  /** On loopback; user `contember` needs no password. */
  readonly port: number;
  stop(): Promise<void>;
}

/** The folder with PostgreSQL's programs; on Debian as root it is installed when there is none. */
export function findPostgres(): string {
  const wanted = process.env["EVQ_PG_BIN"];
  if (wanted) {
    if (!existsSync(join(wanted, "initdb")))
      throw new SetupError(`EVQ_PG_BIN is ${wanted}, and there is no initdb in it.`);
    return wanted;
  }
  const found = installed();
  if (found !== undefined) return found;
  if (isDebianRoot()) {
    installPackage("postgresql", "PostgreSQL");
    const now = installed();
    if (now !== undefined) return now;
  }
  throw new SetupError(
    "Missing: PostgreSQL, which the tests against Contember need. Install it (Debian: apt-get install postgresql), " +
      "or set EVQ_PG_BIN to the folder that holds initdb and postgres.",
  );
}

function installed(): string | undefined {
  const initdb = onPath("initdb");
  const folders = globSync("/usr/lib/postgresql/*/bin").toSorted(byVersion);
  return [...(initdb === undefined ? [] : [dirname(initdb)]), ...folders].find((folder) =>
    ["initdb", "postgres"].every((program) => existsSync(join(folder, program))),
  );
}

/** The newest first. */
function byVersion(a: string, b: string): number {
  const version = (folder: string) => Number(folder.split("/")[4]);
  return version(b) - version(a);
}

/** Starts an empty database in a folder that is thrown away, so nothing in it needs to survive a crash. */
export async function startPostgres(bin: string, folder: string): Promise<Postgres> {
  const data = join(folder, "data");
  const user = unprivileged();
  mkdirSync(data, { recursive: true });
  if (user) for (const path of [folder, data]) chownSync(path, user.uid, user.gid);
  const options = ["--username=contember", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
  const made = spawnSync(join(bin, "initdb"), ["--pgdata", data, ...options], { encoding: "utf8", ...user });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
  };
  const server = startGroup(
    join(bin, "postgres"),
    ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { stdio: ["ignore", "ignore", "pipe"], ...user },
  );
  await saysOnStderr(server, "ready to accept connections");
  return { port, stop: () => stopGroup(server) };
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(spawnSync("id", [flag, "nobody"], { encoding: "utf8" }).stdout);
  return { uid: idOf("-u"), gid: idOf("-g") };
}
