import { EvqError } from "../src/base/failure.ts";
import type { Backend, BackendEvents } from "../src/lsp/backend.ts";
import { WorkerThread } from "./workerThread.ts";
import type { Thread } from "./workerThread.ts";

/**
 * The engine in a worker, so that no query blocks the thread that answers the editor. The worker starts with the first
 * call. One that dies fails what waits for it, ends the runs that were going on, and is started anew by the next call.
 * A run's id begins with its worker's own, so an id from before is known as gone and never taken for another run.
 * What people look at while they bring in a file is asked of a second worker while a query runs in the first: a step of
 * a query cannot be interrupted, and nobody waits for one to see the first records of a file.
 */
export function openWorkerBackend(
  start: (kind: "queries" | "beside") => Thread,
  events: BackendEvents,
  patienceMs = CANCEL_PATIENCE_MS,
): Backend {
  let current: WorkerThread | undefined;
  let second: WorkerThread | undefined;
  let declared: string | undefined;
  const thread = (): WorkerThread => {
    if (current) return current;
    current = new WorkerThread(start("queries"), newIdentity(), events, (ended) => {
      if (current === ended) current = undefined;
    });
    // One that dies at once says so to whoever asks it next.
    if (declared !== undefined) current.ask("connection/declare", { userConnections: declared }).catch(() => {});
    return current;
  };
  const beside = (): WorkerThread => {
    if (current?.isRunning)
      return (second ??= new WorkerThread(start("beside"), newIdentity(), UNHEARD, (ended) => {
        if (second === ended) second = undefined;
      }));
    void second?.close();
    second = undefined;
    return thread();
  };
  const owner = (runId: string): WorkerThread => {
    if (!current?.owns(runId))
      throw new EvqError("result.gone", "This result is no longer kept.", "Run the query again.");
    return current;
  };
  return {
    connections: () => thread().ask("connections", null),
    connectionList: () => thread().ask("connection/list", null),
    connectionKinds: () => thread().ask("connection/kinds", null),
    declareConnections: async (userConnections) => {
      declared = userConnections;
      await current?.ask("connection/declare", { userConnections });
    },
    testConnection: (name) => thread().ask("connection/test", { name }),
    sample: (connection, log) => thread().ask("log/sample", { connection, log }),
    runs: {
      start: (request) => thread().start(request),
      state: async (runId) => owner(runId).askAboutRun("run/state", runId, {}),
      page: async (runId, offset, count) => owner(runId).askAboutRun("run/page", runId, { offset, count }),
      sort: async (runId, sort) => owner(runId).askAboutRun("run/sort", runId, { sort }),
      reduced: async (runId) => owner(runId).askAboutRun("run/reduced", runId, {}),
      changes: async (runId, offset, count) => owner(runId).askAboutRun("run/changes", runId, { offset, count }),
      changeStates: async (runId, at) => owner(runId).askAboutRun("run/changeStates", runId, { at }),
      comparison: async (runId, kinds, offset, count) =>
        owner(runId).askAboutRun("run/comparison", runId, { kinds, offset, count }),
      commit: async (runId) => owner(runId).askAboutRun("run/commit", runId, {}),
      previews: async () => (await current?.previews()) ?? [],
      cancel: async (runId) => {
        if (current?.owns(runId)) await current.cancel(runId, patienceMs);
      },
      close: async (runId) => {
        if (current?.owns(runId)) await current.askAboutRun("run/close", runId, {});
      },
      explain: (request) => thread().ask("explain", request),
    },
    exportRun: async (request, cancellation) => owner(request.runId).exportRun(request, cancellation),
    checkpoints: {
      list: () => beside().ask("checkpoint/list", null),
      reset: async (id) => void (await thread().ask("checkpoint/reset", { id })),
      rewind: async (id, to) => void (await thread().ask("checkpoint/rewind", { id, to })),
      copy: async (id, name) => void (await thread().ask("checkpoint/copy", { id, name })),
    },
    logs: {
      summary: () => beside().ask("log/summary", null),
      preview: (request) => beside().ask("log/preview", request),
      profiles: () => beside().ask("import/profiles", null),
      saveProfile: async (profile) => void (await beside().ask("import/saveProfile", profile)),
      import: (request, watch) => thread().import(request, watch),
      create: async (log, description) => void (await thread().ask("log/create", { log, description })),
      update: async (log, change) => void (await thread().ask("log/update", { log, change })),
      append: (request) => thread().ask("log/append", request),
      verify: (log) => thread().ask("log/verify", { log }),
      repair: (log) => thread().ask("log/repair", { log }),
      describe: (log) => thread().ask("log/describe", { log }),
      stats: (log) => thread().ask("log/stats", { log }),
      delete: async (log) => void (await thread().ask("log/delete", { log })),
    },
    close: async () => {
      await Promise.all([current?.close(), second?.close()]);
    },
  };
}

/** The first worker tells of the same store, and no query runs in the second. */
const UNHEARD: BackendEvents = { runChanged: () => {}, storeChanged: () => {} };

/** A worker that is in the middle of a step of SQLite cannot hear; after this it is stopped, with its results. */
const CANCEL_PATIENCE_MS = 5000;

let opened = 0;

function newIdentity(): string {
  return `${Date.now().toString(36)}.${++opened}`;
}
