import type { ConnectionKind, ConnectionList, ConnectionTest } from "../../protocol/connections.ts";
import type { ExportReport, RunState } from "../../protocol/results.ts";
import type { Cancellation } from "../base/cancellation.ts";
import type { Checkpoints, Logs, Runs } from "../engine/api.ts";
import type { LogSample } from "../engine/sample.ts";
import type { ExportRequest } from "../export/exportRun.ts";
import type { ConnectionEntry } from "../query/catalog.ts";

/** What the language server asks of the engine. It may stand in a worker: runs must not block the thread that answers the editor. */
export interface Backend {
  readonly runs: Runs;
  readonly logs: Logs;
  readonly checkpoints: Checkpoints;
  /** Writes the rows of a run that is over to a file. */
  exportRun(request: ExportRequest, cancellation: Cancellation): Promise<ExportReport>;
  /** Connections and their logs as they are now, for the catalog. */
  connections(): Promise<readonly ConnectionEntry[]>;
  /** What the newest events of a log look like. */
  sample(connection: string, log: string): Promise<LogSample>;
  /** The connections that are set up, for people. */
  connectionList(): Promise<ConnectionList>;
  connectionKinds(): Promise<readonly ConnectionKind[]>;
  /** Asks a connection for its newest event. */
  testConnection(name: string): Promise<ConnectionTest>;
  /** Takes on other connections of the user, in the form of `StorePlace`; results that are open stay. */
  declareConnections(userConnections: string): Promise<void>;
  close(): Promise<void>;
}

/** What a backend tells without being asked. */
export interface BackendEvents {
  runChanged(state: RunState): void;
  /** The store's logs changed, by this process or another. */
  storeChanged(path: string): void;
}

/** Where the store is looked for: the setting's path if there is one, else from the workspace's folders. */
export interface StorePlace {
  readonly path: string | undefined;
  /** Addresses of the workspace's folders, the first one first. */
  readonly folders: readonly string[];
  /** The same whether the workspace is trusted or not: its connections are shown anyway. */
  readonly workspace: readonly string[];
  readonly trusted: boolean;
  /** The user's own connections, as JSON in the form of `.evq/connections.json`. */
  readonly userConnections: string;
  /** Bytes of memory that the rows of all results may take. */
  readonly resultBytes: number;
}

export type OpenBackend = (place: StorePlace, events: BackendEvents) => Backend;
