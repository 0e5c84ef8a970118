import type { RunState } from "../../server/protocol/results.ts";
import { EvqError } from "../../server/src/base/failure.ts";
import type { StartRequest } from "../../server/src/engine/api.ts";
import type { Backend } from "../../server/src/lsp/backend.ts";
import { local } from "./snapshots.ts";

/** A backend without an engine: it remembers what it was asked and answers with fixed values. */
export function fakeBackend(overrides: Partial<Backend> = {}): Backend & { readonly started: StartRequest[] } {
  const started: StartRequest[] = [];
  const gone = () => Promise.reject(new EvqError("result.gone", "It is gone.", "Run the query again."));
  return {
    started,
    connections: async () => [local],
    connectionList: async () => ({ connections: [], problems: [] }),
    connectionKinds: async () => [],
    declareConnections: async () => {},
    testConnection: async (name) => ({ name, message: "It answered." }),
    sample: async () => ({ eventTypes: [], streams: [], paths: [] }),
    runs: {
      start: async (request) => {
        started.push(request);
        return running(request);
      },
      state: gone,
      page: async (_runId, offset, count) => ({
        offset,
        rows: Array.from({ length: count }, (_, at) => [offset + at]),
      }),
      sort: async (runId, sort) => ({
        ...running({ text: "", query: 0, parameters: {}, timeZone: "UTC" }),
        runId,
        ...(sort && { sort }),
      }),
      reduced: async () => ({ totals: [], grouping: { kind: "single" } }),
      changes: async (_runId, offset) => ({ offset, changes: [] }),
      changeStates: async () => ({ title: "change", before: null, after: "{}" }),
      comparison: async (_runId, kinds, offset) => ({ offset, kinds, total: 0, rows: [] }),
      commit: gone,
      previews: async () => [],
      cancel: async () => {},
      close: async () => {},
      explain: async ({ query }) => ({ title: `query ${query}`, text: "scan", notes: [] }),
    },
    checkpoints: { list: async () => [], reset: async () => {}, rewind: async () => {}, copy: async () => {} },
    exportRun: async ({ file }) => ({ file, rows: 0, bytes: 0, elapsedMs: 0 }),
    logs: {
      summary: async () => ({ path: "/store", logs: [], problems: [] }),
      preview: async ({ mapping }) => ({ format: "csv", mapping, guessed: [], fields: [], records: [] }),
      profiles: async () => [],
      saveProfile: async () => {},
      import: async ({ log, mapping }, watch) => {
        watch.progress({ bytesRead: 1, appended: 1, badCount: 0 });
        return {
          log,
          format: "csv",
          mapping,
          guessed: [],
          read: 1,
          appended: 1,
          before: 0,
          repeated: 0,
          badCount: 0,
          bad: [],
          elapsedMs: 1,
        };
      },
      create: async () => {},
      update: async () => {},
      append: async () => ({ appended: 1, repeated: 0 }),
      describe: async (name) => ({ name, events: 0, streams: 0, bytes: 0 }),
      stats: async (name) => ({ log: { name, events: 0, streams: 0, bytes: 0 }, types: [], streams: [] }),
      verify: () => Promise.reject(new Error("not verified here")),
      repair: () => Promise.reject(new Error("not repaired here")),
      delete: async (log) => {
        throw new EvqError("log.unknown", `There is no log ${log}.`);
      },
    },
    close: async () => {},
    ...overrides,
  };
}

export function running({ text }: StartRequest): RunState {
  return {
    runId: "run-1",
    title: "",
    text,
    phase: "running",
    columns: [],
    rowCount: 0,
    elapsedMs: 0,
    notes: [],
  };
}
