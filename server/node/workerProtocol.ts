import type { MessagePort } from "node:worker_threads";
import type { CheckpointSummary, Preview } from "../protocol/checkpoints.ts";
import type { ConnectionKind, ConnectionList, ConnectionTest } from "../protocol/connections.ts";
import type { ImportPreview, ImportProgress, ImportProfile, ImportReport } from "../protocol/imports.ts";
import type { Appended, LogRepair, LogStats, LogSummary, LogVerification, StoreSummary } from "../protocol/logs.ts";
import type {
  ChangePage,
  ChangeStates,
  ComparedKind,
  ComparisonPage,
  Explanation,
  ExportReport,
  ReducedTable,
  ResultPage,
  RunState,
  Sort,
} from "../protocol/results.ts";
import type { AppendRequest, Confirmation, ImportRequest, StartRequest } from "../src/engine/api.ts";
import type { ExportRequest } from "../src/export/exportRun.ts";
import type { LogSample } from "../src/engine/sample.ts";
import type { HttpRequest, HttpResponse, SecretKey, Sending } from "../src/base/ports.ts";
import type { ConnectionEntry } from "../src/query/catalog.ts";
import type { LogChange } from "../src/store/api.ts";

/** What the language server asks of the worker that holds the store: method → params and result, all plain data. */
export interface WorkerRequests {
  "connection/list": { params: null; result: ConnectionList };
  "connection/kinds": { params: null; result: readonly ConnectionKind[] };
  /** From now on these are the user's own connections, as in `WorkerStart`. */
  "connection/declare": { params: { userConnections: string }; result: null };
  "connection/test": { params: { name: string }; result: ConnectionTest };
  connections: { params: null; result: readonly ConnectionEntry[] };
  "log/sample": { params: { connection: string; log: string }; result: LogSample };
  "run/start": { params: StartRequest & Confirmation; result: RunState };
  "run/state": { params: { runId: string }; result: RunState };
  "run/page": { params: { runId: string; offset: number; count: number }; result: ResultPage };
  "run/sort": { params: { runId: string; sort: Sort | undefined }; result: RunState };
  "run/reduced": { params: { runId: string }; result: ReducedTable };
  "run/export": { params: ExportRequest; result: ExportReport };
  "run/changes": { params: { runId: string; offset: number; count: number }; result: ChangePage };
  "run/changeStates": { params: { runId: string; at: number }; result: ChangeStates };
  "run/comparison": {
    params: { runId: string; kinds: readonly ComparedKind[]; offset: number; count: number };
    result: ComparisonPage;
  };
  "run/commit": { params: { runId: string }; result: RunState };
  "run/previews": { params: null; result: readonly Preview[] };
  "checkpoint/list": { params: null; result: readonly CheckpointSummary[] };
  "checkpoint/reset": { params: { id: string }; result: null };
  "checkpoint/rewind": { params: { id: string; to: string }; result: null };
  "checkpoint/copy": { params: { id: string; name: string }; result: null };
  "run/cancel": { params: { runId: string }; result: null };
  "run/close": { params: { runId: string }; result: null };
  explain: { params: StartRequest; result: Explanation };
  "log/summary": { params: null; result: StoreSummary };
  "log/preview": { params: ImportRequest; result: ImportPreview };
  "import/profiles": { params: null; result: readonly ImportProfile[] };
  "import/saveProfile": { params: ImportProfile; result: null };
  "log/import": { params: { import: number; request: ImportRequest }; result: ImportReport };
  "log/create": { params: { log: string; description: string }; result: null };
  "log/update": { params: { log: string; change: LogChange }; result: null };
  "log/append": { params: AppendRequest; result: Appended };
  "log/describe": { params: { log: string }; result: LogSummary };
  "log/verify": { params: { log: string }; result: LogVerification };
  "log/repair": { params: { log: string }; result: LogRepair };
  "log/stats": { params: { log: string }; result: LogStats };
  "log/delete": { params: { log: string }; result: null };
  /** A frame of Codebolt's event-log API, and the reply to it. */
  "frame/answer": { params: { text: string }; result: string };
  close: { params: null; result: null };
}

/** What the worker tells without being asked. */
export interface WorkerNotifications {
  "run/changed": RunState;
  "import/progress": { readonly import: number; readonly progress: ImportProgress };
  "store/changed": { readonly path: string };
}

/** What the worker asks of the language server, which asks its client. */
export interface HostRequests {
  send: { params: HttpRequest; result: HttpResponse };
  /** The number that the socket is called by. */
  connect: { params: Sending; result: number };
  post: { params: { socket: number; text: string }; result: null };
  receive: { params: { socket: number }; result: string | null };
  close: { params: { socket: number }; result: null };
  secret: { params: SecretKey; result: string | null };
}

/** What a worker is started with. */
export interface WorkerStart {
  readonly storePath: string;
  /** The workspace's file of connections, which need not exist. */
  readonly connectionsFile?: string;
  /** The user's own connections, as JSON in the form of the file. */
  readonly userConnections: string;
  /** Bytes of memory that the rows of all results may take; a gigabyte when not given. */
  readonly resultBytes?: number;
  readonly trusted: boolean;
  /** Whether queries leave the processor to whatever else wants it, such as the thread that answers the editor. */
  readonly standsBack: boolean;
  /** Where `HostRequests` are answered; absent: nobody is asked, and only the local store is queried. */
  readonly host?: MessagePort;
}
