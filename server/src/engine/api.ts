import type { CheckpointSummary, Kept, Preview } from "../../protocol/checkpoints.ts";
import type { ConnectionKind, ConnectionList, ConnectionTest } from "../../protocol/connections.ts";
import type {
  FieldMapping,
  ImportPreview,
  ImportProgress,
  ImportProfile,
  ImportReport,
} from "../../protocol/imports.ts";
import type { Appended, LogRepair, LogStats, LogSummary, LogVerification, StoreSummary } from "../../protocol/logs.ts";
import type {
  ChangePage,
  ChangeStates,
  ComparedKind,
  ComparisonPage,
  ComparisonSummary,
  Column,
  Completeness,
  ExpectationState,
  Explanation,
  Forecast,
  Note,
  ReducedTable,
  ResultPage,
  RunState,
  Sort,
} from "../../protocol/results.ts";
import type { EventDefaults } from "../store/readEvent.ts";
import type { LogChange } from "../store/api.ts";
import type { Cancellation } from "../base/cancellation.ts";
import type { Value } from "../base/value.ts";
import type { ConnectionEntry } from "../query/catalog.ts";
import type { Waiting } from "../connectors/connector.ts";
import type { BoundParameter, BoundQuery } from "../query/bind.ts";
import type { RowChange } from "../query/row.ts";
import type { Constant } from "../query/query.ts";

export type { EventDefaults };

/** Runs bound queries and keeps logs: the one API that the language server's worker and the command line call. */
export interface Engine {
  /** Connections and their logs as they are now, for the catalog. */
  connections(): Promise<readonly ConnectionEntry[]>;
  /** The connections that are set up, for people. */
  connectionList(): Promise<ConnectionList>;
  /** The kinds of systems that connections can be added to. */
  connectionKinds(): readonly ConnectionKind[];
  /** Asks a connection for its newest event. What goes wrong is told, not thrown. */
  testConnection(name: string, cancellation: Cancellation): Promise<ConnectionTest>;
  run(request: RunRequest, watch: RunWatch): Promise<RunOutcome>;
  explain(request: RunRequest): Promise<Explanation>;
  /** What a run will ask of systems over a network. Nothing is sent. @throws what a run throws before it asks a source */
  forecast(request: RunRequest): Promise<Forecast>;
  /**
   * What a result depends on, as a text, where no later event can change it; undefined where it has to be read anew.
   * @throws as `forecast`
   */
  cacheKey(request: RunRequest): Promise<string | undefined>;
  readonly logs: Logs;
  readonly checkpoints: Checkpoints;
  close(): Promise<void>;
}

export interface RunRequest {
  readonly query: BoundQuery;
  readonly parameters: readonly BoundParameter[];
  /** Values given by the user, already read as their parameter's type. */
  readonly given: ReadonlyMap<string, Constant>;
  readonly timeZone: string;
}

/** A run that is cancelled before it has anything to show throws `cancelled`; else it ends as *partial*. */
export interface RunWatch {
  readonly cancellation: Cancellation;
  /**
   * Rows as they come, in order, with a value for each column. `shown` are the places of the columns that are shown by
   * what is known until now; later rows may add some. The run goes on when what is given back resolves, so who cannot
   * keep up holds it back.
   */
  rows(columns: readonly Column[], rows: readonly (readonly Value[])[], shown: readonly number[]): void | Promise<void>;
  /** Events looked at, and the pages that came of sources that send pages. */
  progress(scanned: number, pages?: number): void;
  /** What the run waits for, such as a source that asked for patience; undefined when it goes on. */
  status?(waiting: Waiting | undefined): void;
  /** Of a query with `diff`: the changes that the rows are which come next. */
  changes?(changes: readonly RowChange[]): void;
}

export interface RunOutcome {
  readonly columns: readonly Column[];
  /** Which of the columns that `rows` delivered are shown; the rest were empty in every row. */
  readonly shown: readonly number[];
  readonly rowCount: number;
  readonly completeness: Completeness;
  /** Present when the run was cancelled and these are the rows that came until then; the verdict is *partial*. */
  readonly cancelled?: true;
  readonly notes: readonly Note[];
  /** Empty when the query expects nothing. */
  readonly expectations: readonly ExpectationState[];
  /** Of a query that compares. */
  readonly comparison?: ComparisonSummary;
  /** Of a query with `into`. */
  readonly kept?: Kept;
  /**
   * Of a query with `since checkpoint` and without `into`: moves the checkpoint, once its rows are written out.
   * @throws EvqError `checkpoint.moved` when it does not stand where it stood when the run began
   */
  readonly commit?: () => Promise<void>;
  readonly elapsedMs: number;
}

/** How far queries with `since checkpoint` have read. */
export interface Checkpoints {
  list(): Promise<readonly CheckpointSummary[]>;
  /** By its id, or its name where one has it: the next sync reads everything again. @throws EvqError `checkpoint.unknown` */
  reset(id: string): Promise<void>;
  /** Goes back to a moment (RFC 3339), or to a number for a log that is read by numbers. @throws EvqError `checkpoint.unknown`, `usage` */
  rewind(id: string, to: string): Promise<void>;
  /** Makes another one that stands where this one stands. @throws EvqError `checkpoint.unknown`, `checkpoint.exists`, `usage` */
  copy(id: string, name: string): Promise<void>;
}

/** The local store's logs. */
export interface Logs {
  summary(): Promise<StoreSummary>;
  /** What an import would make of the first records. @throws EvqError `file.not-found`, `import.unreadable` */
  preview(request: ImportRequest): Promise<ImportPreview>;
  /** Mappings that were saved by a name. @throws EvqError `profile.unreadable` */
  profiles(): Promise<readonly ImportProfile[]>;
  /** @throws EvqError `usage`, `profile.unreadable`, `store.read-only` */
  saveProfile(profile: ImportProfile): Promise<void>;
  import(request: ImportRequest, watch: ImportWatch): Promise<ImportReport>;
  /** Makes a log without events. @throws EvqError `log.exists`, `log.name-invalid`, and those of the store */
  create(log: string, description: string): Promise<void>;
  /** Changes a log's name or description. @throws EvqError `log.unknown`, `log.exists`, `log.name-invalid` */
  update(log: string, change: LogChange): Promise<void>;
  /**
   * Appends the events of a text, all of them or none; resolves when they are safe on disk.
   * @throws EvqError `log.unknown` unless the log may be made, `event.invalid` naming the event, and those of the store
   */
  append(request: AppendRequest): Promise<Appended>;
  /** @throws EvqError `log.unknown` */
  describe(log: string): Promise<LogSummary>;
  /** Counts of a log by type, by stream and over time. @throws EvqError `log.unknown` */
  stats(log: string): Promise<LogStats>;
  /** Reads all of a log's journal and says whether it is sound. @throws EvqError `log.unknown` */
  verify(log: string): Promise<LogVerification>;
  /** Writes a log's journal anew from what can be read. @throws EvqError `log.unknown`, and those of the store */
  repair(log: string): Promise<LogRepair>;
  /** @throws EvqError `log.unknown`, `store.locked`, `store.read-only` */
  delete(log: string): Promise<void>;
}

export interface AppendRequest {
  readonly log: string;
  /** One event as JSON, an array of them, or NDJSON. */
  readonly text: string;
  /** Where the text is lines of a longer one: the number of the first, for messages. */
  readonly firstLine?: number;
  readonly defaults?: EventDefaults;
  /** Whether the log is made when it is not there. */
  readonly create: boolean;
}

export interface ImportRequest {
  readonly file: string;
  readonly log: string;
  /** What is not given is guessed. */
  readonly mapping: FieldMapping;
  /** Imports all of the file, though the log has some of it already. */
  readonly fromStart?: boolean;
}

export interface ImportWatch {
  readonly cancellation: Cancellation;
  progress(progress: ImportProgress): void;
}

/**
 * Runs as the editor sees them: text in, plain JSON out, rows kept here and fetched page by page. Everything that
 * crosses this interface survives `postMessage` and JSON, so it may stand in a worker.
 */
export interface Runs {
  /**
   * Answers at once with the first state; the states that follow go to `changed`.
   * @throws EvqError `query.unbounded` when all of a remote log would be read and nobody has confirmed that
   */
  start(request: StartRequest & Confirmation): Promise<RunState>;
  state(runId: string): Promise<RunState>;
  /** @throws EvqError `result.gone` */
  page(runId: string, offset: number, count: number): Promise<ResultPage>;
  /**
   * Lays an order over all rows, or takes it away with `undefined`. Answers at once; the states that follow tell how it
   * goes. A newer wish replaces one that is not done.
   * @throws EvqError `result.gone`, `usage` for a column that the result does not show
   */
  sort(runId: string, sort: Sort | undefined): Promise<RunState>;
  /** @throws EvqError `result.gone`, `usage` for a run that goes on or whose result is not reduced */
  reduced(runId: string): Promise<ReducedTable>;
  /** @throws EvqError `result.gone`, `usage` when the query has no `diff` */
  changes(runId: string, offset: number, count: number): Promise<ChangePage>;
  changeStates(runId: string, at: number): Promise<ChangeStates>;
  /** @throws EvqError `result.gone`, `usage` when the query does not compare, or still runs */
  comparison(runId: string, kinds: readonly ComparedKind[], offset: number, count: number): Promise<ComparisonPage>;
  /**
   * Moves the checkpoint of a preview behind its rows.
   * @throws EvqError `result.gone`, `usage` for a run that is no preview, `checkpoint.moved`, and those of the store
   */
  commit(runId: string): Promise<RunState>;
  /** The results whose checkpoints can still be moved, the newest last. */
  previews(): Promise<readonly Preview[]>;
  cancel(runId: string): Promise<void>;
  close(runId: string): Promise<void>;
  explain(request: StartRequest): Promise<Explanation>;
}

/** What the user has said about a run. */
export interface Confirmation {
  /** Whether logs may be read whole that are not known to be small. */
  readonly confirmed?: boolean;
  /** Whether the sources are asked although the result is known from before. */
  readonly fresh?: boolean;
}

export interface StartRequest {
  /** The whole document, or all cells of a notebook. */
  readonly text: string;
  /** Where the text begins anew; see `lex`. */
  readonly cuts?: readonly number[];
  /** Place of the query among the document's query statements, from 0. */
  readonly query: number;
  /** Parameter values as a user writes them. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly timeZone: string;
}
