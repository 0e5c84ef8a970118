import type { SqlJsStatic } from "sql.js";
import { EvqError } from "../src/base/failure.ts";
import { neverCancelled } from "../src/base/cancellation.ts";
import type { Ports } from "../src/base/ports.ts";
import type { ConnectionsText } from "../src/engine/connections.ts";
import { sampleLog } from "../src/engine/sample.ts";
import { openEvq } from "../src/evq.ts";
import type { Evq } from "../src/evq.ts";
import type { Backend, BackendEvents, StorePlace } from "../src/lsp/backend.ts";
import { MemoryFileSystem } from "./memoryFiles.ts";

/** What the tree and the status bar call the place of the store. */
const STORE = "/memory";

/**
 * The engine over a store in memory, in the thread that answers the editor: a worker of a worker cannot be counted on
 * in a browser. Its work pauses every few milliseconds, so the editor is answered in between.
 */
export function openMemoryBackend(
  { workspace: [folder], trusted, ...place }: StorePlace,
  { runChanged, storeChanged }: BackendEvents,
  ports: Ports,
  sql: Promise<SqlJsStatic>,
): Backend {
  let { userConnections } = place;
  const fileSystem = new MemoryFileSystem();
  let told = 0;
  const tellChanges = (): void => {
    if (told === fileSystem.changes) return;
    told = fileSystem.changes;
    storeChanged(STORE);
  };
  const readConnections = async (): Promise<readonly ConnectionsText[]> => {
    const user = { place: "user", path: "the setting evq.connections", text: userConnections, trusted: true } as const;
    const path = folder === undefined ? undefined : `${folder}/.evq/connections.json`;
    const text = path === undefined ? undefined : await textOf(ports, path);
    return path === undefined || text === undefined ? [user] : [user, { place: "workspace", path, text, trusted }];
  };
  const opening = sql.then((program) =>
    openEvq(ports, {
      path: STORE,
      fileSystem,
      sql: program,
      program: "VS Code",
      readConnections,
      changed: (state) => {
        runChanged(state);
        if (state.phase !== "running") tellChanges();
      },
    }),
  );
  opening.catch(() => {}); // whoever asks something is told
  const changing = async <T>(work: (evq: Evq) => Promise<T>): Promise<T> => {
    try {
      return await work(await opening);
    } finally {
      tellChanges();
    }
  };
  return {
    connections: async () => (await opening).connections(),
    connectionList: async () => (await opening).connectionList(),
    connectionKinds: async () => (await opening).connectionKinds(),
    testConnection: async (name) => (await opening).testConnection(name, neverCancelled),
    declareConnections: async (declared) => {
      userConnections = declared;
    },
    sample: async (connection, log) => sampleLog(await opening, connection, log),
    runs: {
      start: async (request) => (await opening).runs.start(request),
      state: async (runId) => (await opening).runs.state(runId),
      page: async (runId, offset, count) => (await opening).runs.page(runId, offset, count),
      sort: async (runId, sort) => (await opening).runs.sort(runId, sort),
      reduced: async (runId) => (await opening).runs.reduced(runId),
      changes: async (runId, offset, count) => (await opening).runs.changes(runId, offset, count),
      changeStates: async (runId, at) => (await opening).runs.changeStates(runId, at),
      comparison: async (runId, kinds, offset, count) => (await opening).runs.comparison(runId, kinds, offset, count),
      cancel: async (runId) => (await opening).runs.cancel(runId),
      close: async (runId) => (await opening).runs.close(runId),
      commit: (runId) => changing((evq) => evq.runs.commit(runId)),
      previews: async () => (await opening).runs.previews(),
      explain: async (request) => (await opening).runs.explain(request),
    },
    checkpoints: {
      list: async () => (await opening).checkpoints.list(),
      reset: (id) => changing((evq) => evq.checkpoints.reset(id)),
      rewind: (id, to) => changing((evq) => evq.checkpoints.rewind(id, to)),
      copy: (id, name) => changing((evq) => evq.checkpoints.copy(id, name)),
    },
    exportRun: async (request, cancellation) => (await opening).exportRun(request, cancellation),
    logs: {
      summary: async () => (await opening).logs.summary(),
      preview: async (request) => (await opening).logs.preview(request),
      profiles: async () => (await opening).logs.profiles(),
      saveProfile: async (profile) => (await opening).logs.saveProfile(profile),
      import: (request, watch) => changing((evq) => evq.logs.import(request, watch)),
      create: (log, description) => changing((evq) => evq.logs.create(log, description)),
      update: (log, change) => changing((evq) => evq.logs.update(log, change)),
      append: (request) => changing((evq) => evq.logs.append(request)),
      delete: (log) => changing((evq) => evq.logs.delete(log)),
      verify: async (log) => (await opening).logs.verify(log),
      repair: (log) => changing((evq) => evq.logs.repair(log)),
      describe: async (log) => (await opening).logs.describe(log),
      stats: async (log) => (await opening).logs.stats(log),
    },
    close: async () => (await opening).close(),
  };
}

/** Undefined where there is no such file. */
async function textOf({ files }: Ports, path: string): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of files.read(path)) text += decoder.decode(chunk, { stream: true });
  } catch (thrown) {
    if (thrown instanceof EvqError && thrown.code === "file.not-found") return undefined;
    throw thrown;
  }
  return text + decoder.decode();
}
