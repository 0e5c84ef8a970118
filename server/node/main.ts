import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MessageChannel, Worker } from "node:worker_threads";
import { createConnection } from "vscode-languageserver/node";
import type { StorePlace } from "../src/lsp/backend.ts";
import { askClient } from "../src/lsp/askClient.ts";
import { serve } from "../src/lsp/server.ts";
import { localPorts } from "./ports.ts";
import { storePath } from "./storePath.ts";
import { openWorkerBackend } from "./workerBackend.ts";
import { hostAnswers } from "./hostAnswers.ts";
import { answerCalls } from "./workerLink.ts";
import type { HostRequests, WorkerStart } from "./workerProtocol.ts";

/** The language server as a process, started with `--node-ipc` or `--stdio`. The engine stands in a worker of its own. */
const connection = createConnection();

/** A defect that got past every guard is told and survived: the user's queries are worth more than a clean exit. */
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, (thrown: unknown) =>
    connection.console.error(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)),
  );
}

serve(connection, {
  openBackend: (place, events) => openWorkerBackend((kind) => startWorker(place, kind === "queries"), events),
  now: () => localPorts.clock.now(),
  schedule: (callback, milliseconds) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
});

function startWorker(
  { path, folders, workspace, trusted, userConnections, resultBytes }: StorePlace,
  standsBack: boolean,
): Worker {
  const folder = folders.find((uri) => uri.startsWith("file:"));
  const opened = workspace.find((uri) => uri.startsWith("file:"));
  const { port1, port2 } = new MessageChannel();
  answerCalls<HostRequests, object>(port1, hostAnswers(askClient(connection)));
  const workerData: WorkerStart = {
    host: port2,
    trusted,
    standsBack,
    userConnections,
    resultBytes,
    ...(opened !== undefined && { connectionsFile: join(fileURLToPath(opened), ".evq", "connections.json") }),
    storePath: storePath({
      environment: process.env["EVQ_STORE"],
      setting: path,
      folder: folder === undefined ? undefined : fileURLToPath(folder),
    }),
  };
  return new Worker(join(__dirname, "store-worker.js"), { workerData, transferList: [port2] });
}
