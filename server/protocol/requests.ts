import type { CheckpointList } from "./checkpoints.ts";
import type { Failure } from "./failure.ts";
import type { ConnectionKind, ConnectionList, ConnectionTest } from "./connections.ts";
import type { ImportProgress, ImportProfile, ImportReport, FieldMapping, ImportPreview } from "./imports.ts";
import type { Appended, LogStats, StoreSummary } from "./logs.ts";
import type {
  ChangePage,
  ChangeStates,
  ComparedKind,
  ComparisonPage,
  Explanation,
  ExportFormat,
  ExportReport,
  ReducedTable,
  ResultPage,
  RunState,
  Sort,
} from "./results.ts";

/** Zero-based line and UTF-16 character, as in LSP. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** What the client asks of the language server: method → params and result. A refusal rejects with `Failure` as error data. */
export interface ServerRequests {
  "evq/run/start": {
    /**
     * Runs the query at `position` of an open document; parameters by name, as the text a user would write. One that
     * would read all of a remote log is refused with `query.unbounded` unless that is confirmed. The rows may be those of an
     * earlier run over the same closed window (`RunState.cachedAt`) unless they are to be fresh.
     */
    params: {
      uri: string;
      position: Position;
      parameters?: Readonly<Record<string, string>>;
      confirmed?: boolean;
      fresh?: boolean;
    };
    result: RunState;
  };
  "evq/run/state": { params: { runId: string }; result: RunState };
  "evq/run/page": { params: { runId: string; offset: number; count: number }; result: ResultPage };
  /** Lays an order over all rows, or takes it away; answers at once, `RunState.sorting` and then `sort` tell how it goes. */
  "evq/run/sort": { params: { runId: string; sort: Sort | null }; result: RunState };
  /** Groups and totals of a reduced result, in the order that it has now. */
  "evq/run/reduced": { params: { runId: string }; result: ReducedTable };
  /** Writes all rows of a run that is over to a file, in the order that they have now. */
  "evq/run/export": {
    params: { runId: string; file: string; format: ExportFormat; rawFormulas: boolean };
    result: ExportReport;
  };
  /** Rows of a query with `diff` as changes, in the order of the query. */
  "evq/run/changes": { params: { runId: string; offset: number; count: number }; result: ChangePage };
  /** The entity before and after the change at a place. */
  "evq/run/changeStates": { params: { runId: string; at: number }; result: ChangeStates };
  /** Rows of a comparison that is all there, of some kinds, in the order of the query. */
  "evq/run/comparison": {
    params: { runId: string; kinds: readonly ComparedKind[]; offset: number; count: number };
    result: ComparisonPage;
  };
  "evq/run/cancel": { params: { runId: string }; result: null };
  "evq/run/close": { params: { runId: string }; result: null };
  /** The queries that a range touches, in the order of the text. */
  "evq/queries": { params: { uri: string; range: Range }; result: readonly QueryEntry[] };
  /** Parameters that the query at `position` uses. */
  "evq/run/parameters": { params: { uri: string; position: Position }; result: readonly ParameterNeed[] };
  /** Whether a text can be the value of a parameter; when it cannot, why. */
  "evq/run/checkParameter": {
    params: { uri: string; position: Position; name: string; text: string };
    result: Failure | null;
  };
  /** The query at `position` in the JSON of the event-log query DSL. */
  "evq/query/toJson": { params: { uri: string; position: Position }; result: string };
  /** The text of a query that is given in that JSON. */
  "evq/query/fromJson": { params: { json: string }; result: string };
  /** Where a clause can be put into the query at `position`: behind its sources. */
  "evq/query/endOfSources": { params: { uri: string; position: Position }; result: Position };
  "evq/explain": { params: { uri: string; position: Position }; result: Explanation };
  /** Where rows of the query at `position` would be kept by `into`, and whose checkpoint moves with them; null where it only reads. */
  "evq/run/keeps": {
    params: { uri: string; position: Position };
    result: { log: string; checkpoint?: string } | null;
  };
  /** Moves the checkpoint of a preview behind its rows, so that they do not come again. */
  "evq/run/commit": { params: { runId: string }; result: RunState };
  "evq/checkpoint/list": { params: null; result: CheckpointList };
  /** Forgets a checkpoint by its id: the next sync reads everything. */
  "evq/checkpoint/reset": { params: { id: string }; result: null };
  /** Takes it back to a moment (RFC 3339), or to a number where the log is read by numbers. */
  "evq/checkpoint/rewind": { params: { id: string; to: string }; result: null };
  /** Makes another one that stands at the same place. */
  "evq/checkpoint/copy": { params: { id: string; name: string }; result: null };
  "evq/connection/list": { params: null; result: ConnectionList };
  /** Asks a connection for its newest event. */
  "evq/connection/test": { params: { name: string }; result: ConnectionTest };
  /** Asks a connection for the newest events of its logs, or of one: completion and hover know from then on what is in them. */
  "evq/connection/refreshSchema": { params: { name: string; log?: string }; result: { readonly message: string } };
  /** The kinds of systems that connections can be added to. */
  "evq/connection/kinds": { params: null; result: readonly ConnectionKind[] };
  "evq/store/summary": { params: null; result: StoreSummary };
  /** What the import of a file would make of its first records; nothing is written. */
  "evq/log/preview": { params: { file: string; log: string; mapping: FieldMapping }; result: ImportPreview };
  /** Mappings that were saved by a name. */
  "evq/import/profiles": { params: null; result: readonly ImportProfile[] };
  "evq/import/saveProfile": { params: { name: string; mapping: FieldMapping }; result: null };
  /** Goes on where an earlier import of the file ended, unless it is to begin from the start. */
  "evq/log/import": {
    params: { importId: string; file: string; log: string; mapping: FieldMapping; fromStart?: boolean };
    result: ImportReport;
  };
  "evq/log/create": { params: { log: string; description: string }; result: null };
  /** Gives a log another name or description; what is absent stays. */
  "evq/log/update": { params: { log: string; change: { name?: string; description?: string } }; result: null };
  /** Appends the events of a JSON text to a log that is there. */
  "evq/log/append": { params: { log: string; text: string }; result: Appended };
  "evq/log/stats": { params: { log: string }; result: LogStats };
  "evq/log/delete": { params: { log: string }; result: null };
}

export interface ParameterNeed {
  readonly name: string;
  readonly type: string;
  /** The default as it is written; absent: a value must be given. */
  readonly initial?: string;
}

/** One query of a document. */
export interface QueryEntry {
  /** As the outline calls it. */
  readonly title: string;
  /** Of its `from`. */
  readonly position: Position;
}

/** One exchange that the client makes for the server, by the user's proxy and with the user's certificates. */
export interface Exchange {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly reach: "public" | "private" | "any";
}

/** What the server asks of the client. A refusal rejects with `Failure` as error data. Messages of these are never traced. */
export interface ClientRequests {
  "evq/transport/send": {
    params: Exchange;
    result: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };
  };
  /** Opens a WebSocket; the result is the number it is called by. */
  "evq/transport/connect": { params: Omit<Exchange, "method" | "body">; result: number };
  "evq/transport/post": { params: { socket: number; text: string }; result: null };
  /** The next message; null when the other side has closed. */
  "evq/transport/receive": { params: { socket: number }; result: string | null };
  "evq/transport/close": { params: { socket: number }; result: null };
  /** A secret that the user has stored for a connection and the origin it goes to; null when there is none. */
  /** A file of the workspace by its address, whole and in base64: where there is no disk, the editor has the files. */
  "evq/file/read": { params: { uri: string }; result: string };
  /** Puts a file in its place, whatever stood there. */
  "evq/file/write": { params: { uri: string; base64: string }; result: null };
  "evq/transport/secret": { params: { connection: string; origin: string; name: string }; result: string | null };
}

/** What the server tells the client without being asked. */
export interface ClientNotifications {
  /** At least every 200 ms while a run goes on, and once when it ends. */
  "evq/run/progress": RunState;
  "evq/log/importProgress": { importId: string; progress: ImportProgress };
  "evq/store/changed": { path: string };
}
