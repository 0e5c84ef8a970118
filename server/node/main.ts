import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { createConnection } from "vscode-languageserver/node";
import type { StorePlace } from "../src/lsp/backend.ts";
import { serve } from "../src/lsp/server.ts";
import { localPorts } from "./ports.ts";
import { storePath } from "./storePath.ts";
import { openWorkerBackend } from "./workerBackend.ts";
import type { WorkerStart } from "./workerProtocol.ts";

/** The language server as a process, started with `--node-ipc` or `--stdio`. The engine stands in a worker of its own. */
const connection = createConnection();

/** A defect that got past every guard is told and survived: the user's queries are worth more than a clean exit. */
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, (thrown: unknown) =>
    connection.console.error(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)),
  );
}

serve(connection, {
  openBackend: (place, events) => openWorkerBackend(() => startWorker(place), events),
  now: () => localPorts.clock.now(),
  schedule: (callback, milliseconds) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
});

function startWorker({ path, folders }: StorePlace): Worker {
  const folder = folders.find((uri) => uri.startsWith("file:"));
  const workerData: WorkerStart = {
    storePath: storePath({
      environment: process.env["EVQ_STORE"],
      setting: path,
      folder: folder === undefined ? undefined : fileURLToPath(folder),
    }),
  };
  return new Worker(join(__dirname, "store-worker.js"), { workerData });
}
