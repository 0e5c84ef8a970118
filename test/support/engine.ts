import { neverCancelled } from "../../server/src/base/cancellation.ts";
import type { Connector } from "../../server/src/connectors/connector.ts";
import { createEngine } from "../../server/src/engine/engine.ts";
import type { Engine, RunOutcome, RunWatch } from "../../server/src/engine/api.ts";
import { SOURCE_KINDS } from "../../server/src/query/kinds.ts";
import type { Value } from "../../server/src/base/value.ts";
import type { Query } from "../../server/src/query/query.ts";
import type { Store } from "../../server/src/store/api.ts";
import { FakeConnector } from "./fakeConnector.ts";
import type { FakeConnection } from "./fakeConnector.ts";
import { fakePorts } from "./ports.ts";

export const NO_STORE: Store = {
  path: "/nowhere",
  summary: async () => ({ path: "/nowhere", logs: [], problems: [] }),
  has: async () => false,
  describe: () => Promise.reject(new Error("no log")),
  read: () => Promise.reject(new Error("no log")),
  create: () => Promise.reject(new Error("no log")),
  update: () => Promise.reject(new Error("no log")),
  append: () => Promise.reject(new Error("no log")),
  write: () => Promise.reject(new Error("no log")),
  checkpoints: () => Promise.resolve(new Map()),
  position: () => Promise.resolve({ lsn: 0, chain: "" }),
  verify: () => Promise.reject(new Error("no log")),
  repair: () => Promise.reject(new Error("no log")),
  delete: () => Promise.reject(new Error("no log")),
  close: async () => {},
};

/** The engine over fake connections of the given names. */
export function engineOver(connections: Readonly<Record<string, FakeConnection | Connector>>): Engine {
  return createEngine(fakePorts(), {
    store: NO_STORE,
    previewImport: () => Promise.reject(new Error("nothing is imported")),
    profiles: { list: () => [], save: () => {} },
    importFile: () => Promise.reject(new Error("nothing is imported")),
    readEvents: () => [],
    kinds: SOURCE_KINDS,
    remoteKinds: {},
    read: async () => [],
    fixed: Object.entries(connections).map(([name, connection]) => ({
      name,
      kind: "local",
      connector: "scan" in connection ? connection : new FakeConnector(connection),
    })),
  });
}

export interface Ran extends RunOutcome {
  readonly rows: readonly (readonly Value[])[];
}

/** Runs a query model and collects its rows. */
export async function ran(engine: Engine, query: Query, watch: Partial<RunWatch> = {}): Promise<Ran> {
  const rows: (readonly Value[])[] = [];
  const request = {
    query: { span: { start: 0, end: 0 }, query, columns: [], parameters: [] },
    parameters: [],
    given: new Map(),
    timeZone: "UTC",
  };
  const outcome = await engine.run(request, {
    cancellation: neverCancelled,
    rows: (_columns, page) => void rows.push(...page),
    progress: () => {},
    ...watch,
  });
  return { ...outcome, rows };
}
