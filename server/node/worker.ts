import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { sampleLog } from "../src/engine/sample.ts";
import { openEvq } from "../src/evq.ts";
import type { Evq } from "../src/evq.ts";
import { nodeFileSystem } from "./fileSystem.ts";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { neverCancelled } from "../src/base/cancellation.ts";
import type { ConnectionsText } from "../src/engine/connections.ts";
import { hostPorts, localOnlyPorts } from "./hostPorts.ts";
import { loadSqlite } from "./sqlite.ts";
import { watchStore } from "./storeWatch.ts";
import { answerCalls } from "./workerLink.ts";
import type { WorkerNotifications, WorkerRequests, WorkerStart } from "./workerProtocol.ts";

/** How far a query stands back; 19 would starve it beside anything else that the machine does. */
const QUERY_NICENESS = 10;

/** The worker of the language server: holds the store and runs queries, one thread away from the editor's questions. */
if (!parentPort) throw new Error("This file is started as a worker by the language server.");
const { storePath, connectionsFile, trusted, host, standsBack, ...start } = workerData as WorkerStart;
/** The engine looks at them again before each query. */
let { userConnections } = start;

// Where processors are short, the thread that answers keystrokes comes first. Only Linux has priorities a thread.
if (standsBack && process.platform === "linux") setPriority(QUERY_NICENESS);

const opening = open();
const unwatch = watchStore(storePath, connectionsFile, () => notify("store/changed", { path: storePath }));

const notify = answerCalls<WorkerRequests, WorkerNotifications>(parentPort, {
  connections: async () => (await opening).connections(),
  "connection/list": async () => (await opening).connectionList(),
  "connection/kinds": async () => (await opening).connectionKinds(),
  "connection/test": async ({ name }) => (await opening).testConnection(name, neverCancelled),
  "connection/declare": async (declared) => {
    ({ userConnections } = declared);
    return null;
  },
  "log/sample": async ({ connection, log }) => sampleLog(await opening, connection, log),
  "run/start": async (request) => (await opening).runs.start(request),
  "run/state": async ({ runId }) => (await opening).runs.state(runId),
  "run/page": async ({ runId, offset, count }) => (await opening).runs.page(runId, offset, count),
  "run/sort": async ({ runId, sort }) => (await opening).runs.sort(runId, sort),
  "run/reduced": async ({ runId }) => (await opening).runs.reduced(runId),
  "run/export": async (request, cancellation) => (await opening).exportRun(request, cancellation),
  "run/changes": async ({ runId, offset, count }) => (await opening).runs.changes(runId, offset, count),
  "run/changeStates": async ({ runId, at }) => (await opening).runs.changeStates(runId, at),
  "run/comparison": async ({ runId, kinds, offset, count }) =>
    (await opening).runs.comparison(runId, kinds, offset, count),
  "run/commit": async ({ runId }) => (await opening).runs.commit(runId),
  "run/previews": async () => (await opening).runs.previews(),
  "checkpoint/list": async () => (await opening).checkpoints.list(),
  "checkpoint/reset": async ({ id }) => {
    await (await opening).checkpoints.reset(id);
    return null;
  },
  "checkpoint/rewind": async ({ id, to }) => {
    await (await opening).checkpoints.rewind(id, to);
    return null;
  },
  "checkpoint/copy": async ({ id, name }) => {
    await (await opening).checkpoints.copy(id, name);
    return null;
  },
  "run/cancel": async ({ runId }) => {
    await (await opening).runs.cancel(runId);
    return null;
  },
  "run/close": async ({ runId }) => {
    await (await opening).runs.close(runId);
    return null;
  },
  explain: async (request) => (await opening).runs.explain(request),
  "log/summary": async () => (await opening).logs.summary(),
  "log/preview": async (request) => (await opening).logs.preview(request),
  "import/profiles": async () => (await opening).logs.profiles(),
  "import/saveProfile": async (profile) => {
    await (await opening).logs.saveProfile(profile);
    return null;
  },
  "log/import": async ({ import: number, request }, cancellation) =>
    (await opening).logs.import(request, {
      cancellation,
      progress: (progress) => notify("import/progress", { import: number, progress }),
    }),
  "log/create": async ({ log, description }) => {
    await (await opening).logs.create(log, description);
    return null;
  },
  "log/update": async ({ log, change }) => {
    await (await opening).logs.update(log, change);
    return null;
  },
  "log/append": async (request) => (await opening).logs.append(request),
  "log/verify": async ({ log }) => (await opening).logs.verify(log),
  "log/repair": async ({ log }) => (await opening).logs.repair(log),
  "log/describe": async ({ log }) => (await opening).logs.describe(log),
  "log/stats": async ({ log }) => (await opening).logs.stats(log),
  "log/delete": async ({ log }) => {
    await (await opening).logs.delete(log);
    return null;
  },
  "frame/answer": async ({ text }, cancellation) => (await opening).service.answer(text, cancellation),
  close: async () => {
    unwatch();
    await (await opening).close();
    return null;
  },
});

async function open(): Promise<Evq> {
  const sql = await loadSqlite();
  const changed = (state: Parameters<typeof notify<"run/changed">>[1]): void => notify("run/changed", state);
  return openEvq(host === undefined ? localOnlyPorts : hostPorts(host), {
    path: storePath,
    fileSystem: nodeFileSystem,
    sql,
    program: "VS Code",
    changed,
    readConnections: connectionsTexts,
    ...(start.resultBytes !== undefined && { resultBytes: start.resultBytes }),
  });
}

/** The user's connections, and behind them the workspace's, which win once the workspace is trusted. */
async function connectionsTexts(): Promise<readonly ConnectionsText[]> {
  const user: ConnectionsText = {
    place: "user",
    path: "the setting evq.connections",
    text: userConnections,
    trusted: true,
  };
  if (connectionsFile === undefined || !existsSync(connectionsFile)) return [user];
  const text = await readFile(connectionsFile, "utf8");
  return [user, { place: "workspace", path: connectionsFile, text, trusted }];
}
