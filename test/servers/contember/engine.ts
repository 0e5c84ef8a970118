import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { cachedFolder, npm } from "../../host/cache.mjs";
import { checkout } from "../../host/checkout.ts";
import { startGroup, stopGroup } from "../../host/processes.ts";
import { findPostgres, startPostgres } from "./postgres.ts";
import { freePort, saysOnStderr } from "./starting.ts";

/** A Contember engine that listens on loopback, with a database of its own. */
export interface ContemberEngine {
  readonly url: string;
  readonly rootToken: string;
  /** The port of its PostgreSQL; user `contember`, a database a project. */
  readonly databasePort: number;
  stop(): Promise<void>;
}

/** Gets the locked engine from the npm registry into the user's cache, about 120 MB. */
export function provisionContember(): string {
  const sources = ["package.json", "package-lock.json"].map((file) => join(checkout, "test/servers/contember", file));
  return cachedFolder("contember", sources, (empty) => {
    console.error("getting the Contember engine …");
    for (const file of sources) copyFileSync(file, join(empty, basename(file)));
    npm(empty, ["ci", "--ignore-scripts"]);
  });
}

/** Half a minute until it has made its tables. */
export async function startContember(): Promise<ContemberEngine> {
  const bin = findPostgres();
  const modules = join(provisionContember(), "node_modules/@contember/engine-server");
  const folder = mkdtempSync(join(tmpdir(), "evq-contember-"));
  const database = await startPostgres(bin, folder);
  const rootToken = "0".repeat(40);
  const [port, monitoringPort] = [await freePort(), await freePort()];
  const engine = startGroup(process.execPath, [join(modules, "dist/production/start.js")], {
    stdio: ["ignore", "ignore", "pipe"],
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      CONTEMBER_PACKAGE_JSON: join(modules, "package.json"),
      CONTEMBER_PORT: String(port),
      CONTEMBER_MONITORING_PORT: String(monitoringPort),
      CONTEMBER_ROOT_EMAIL: "root@localhost",
      CONTEMBER_ROOT_PASSWORD: "root of a database that is thrown away",
      CONTEMBER_ROOT_TOKEN: rootToken,
      CONTEMBER_LOGIN_TOKEN: "1".repeat(40),
      DEFAULT_DB_HOST: "127.0.0.1",
      DEFAULT_DB_PORT: String(database.port),
      DEFAULT_DB_USER: "contember",
      DEFAULT_DB_PASSWORD: "none is asked for",
      TENANT_DB_NAME: "tenant",
      TENANT_MAILER_HOST: "127.0.0.1",
      TENANT_MAILER_PORT: "1",
      TENANT_MAILER_FROM: "root@localhost",
    },
  });
  const stop = async () => {
    await stopGroup(engine);
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await saysOnStderr(engine, "Contember API running on");
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, rootToken, databasePort: database.port, stop };
}
