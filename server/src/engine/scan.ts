import type { Cancellation } from "../base/cancellation.ts";
import type { Connector, RowPage } from "../connectors/connector.ts";
import type { LogScan } from "../plan/plan.ts";
import type { Value } from "../base/value.ts";
import { COLLAPSE_COLUMNS } from "../query/evaluate/collapse.ts";
import { EVENT_FIELDS, EVENT_ORDER } from "../query/event.ts";
import type { LogSource, Query } from "../query/query.ts";
import type { Row, RowChange, Table } from "../query/row.ts";
import type { Waiting } from "../connectors/connector.ts";
import type { Ending } from "./ending.ts";
import { EvqError } from "../base/failure.ts";
import { beforeRetention } from "./retention.ts";
import type { LogSizes } from "./logSizes.ts";
import type { Reading } from "./sync/reading.ts";
import type { Verdicts } from "./verdict.ts";

/** Some rows of a result, in its order. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  /** Behind `diff`: the change that each row is. */
  readonly changes?: readonly RowChange[];
}

/** What one run shares with everything that works for it. */
export interface RunContext {
  /** @throws EvqError `source.not-connected`, `source.unknown` */
  readonly connectorOf: (source: LogSource) => Connector;
  /** Stops what is read. */
  readonly cancellation: Cancellation;
  readonly ending: Ending;
  /** IANA name, for calendar units. */
  readonly timeZone: string;
  /** When the run began, in microseconds since 1970-01-01T00:00Z. */
  readonly now: bigint;
  readonly verdicts: Verdicts;
  /** Events looked at by one source, of which a run may have several. */
  readonly progress: Progress;
  readonly status: (waiting: Waiting | undefined) => void;
  /** What is learnt of the logs that are read. */
  readonly sizes: LogSizes;
  /** Scans that read on from a checkpoint. */
  readonly readings?: ReadonlyMap<LogScan, Reading>;
}

/** Adds up what the sources of a run have looked at. */
export class Progress {
  readonly #bySource = new Map<object, { readonly scanned: number; readonly pages: number | undefined }>();
  readonly #report: (scanned: number, pages?: number) => void;

  constructor(report: (scanned: number, pages?: number) => void) {
    this.#report = report;
  }

  get scanned(): number {
    return [...this.#bySource.values()].reduce((sum, part) => sum + part.scanned, 0);
  }

  of(source: object, scanned: number, pages?: number): void {
    this.#bySource.set(source, { scanned, pages });
    const counted = [...this.#bySource.values()].flatMap((part) => part.pages ?? []);
    this.#report(this.scanned, ...(counted.length > 0 ? [counted.reduce((sum, part) => sum + part)] : []));
  }
}

/** A source's rows page by page; what it says about them goes to the run's verdict and notes. */
export async function* pagesOf(scan: LogScan, context: RunContext): AsyncGenerator<RowPage> {
  const { now, verdicts, readings } = context;
  const connector = context.connectorOf(scan.source);
  const reading = readings?.get(scan);
  if (reading) return yield* reading.pages(scan.query, (query) => scanned(scan, query, connector, context, reading));
  const gone = beforeRetention(scan.query, connector.capabilities, now);
  if (gone) verdicts.add(gone);
  yield* scanned(scan, scan.query, connector, context);
}

async function* scanned(
  scan: LogScan,
  query: Query,
  connector: Connector,
  { cancellation, ending, timeZone, verdicts, progress, status, sizes }: RunContext,
  reading?: Reading,
): AsyncGenerator<RowPage> {
  const followed = connector.eventsPerRequest && sizes.follow({ ...scan, query });
  const report = (count: number, pages?: number) => {
    progress.of(scan, count, pages);
    if (pages !== undefined) followed?.progress(count, pages);
  };
  const reads = scan.reads && (reading ? new Set([...scan.reads, ...reading.reads]) : scan.reads);
  try {
    for await (const page of connector.scan(scan.source, query, {
      cancellation,
      timeZone,
      progress: report,
      status,
      ...(reads && { reads }),
      ...(reading && { heard: reading.heard, resumes: true }),
    })) {
      if (!ending.keeps) cancellation.check();
      if (page.completeness) verdicts.add(page.completeness);
      if (page.notes) verdicts.note(...page.notes);
      followed?.page(page);
      yield page;
    }
  } catch (thrown) {
    if (!ending.keeps || !isCancelled(thrown)) throw thrown;
    verdicts.add({ verdict: "partial", reason: `Cancelled before ${scan.source.connection} had sent anything.` });
  }
}

export function isCancelled(thrown: unknown): boolean {
  return thrown instanceof EvqError && thrown.code === "cancelled";
}

/** All rows of a source, with the key that orders them: E for events, the group keys for reduced rows. */
export async function tableOf(scan: LogScan, context: RunContext): Promise<Table> {
  const rows: Row[] = [];
  let columns: readonly string[] = columnsOf(scan);
  for await (const page of pagesOf(scan, context)) {
    columns = page.columns;
    const order = orderOf(scan, columns);
    for (const values of page.rows) rows.push({ values, order: order(values) });
  }
  return { columns, rows };
}

/** The columns a scan has even when its source sends no page. */
export function columnsOf({ query: { reduce, select, collapse } }: LogScan): readonly string[] {
  const named = select ?? (reduce && [...reduce.by, ...reduce.aggregates.filter(({ hidden }) => !hidden)]);
  return named?.map(({ name }) => name) ?? (collapse ? [...EVENT_FIELDS, ...COLLAPSE_COLUMNS] : EVENT_FIELDS);
}

function orderOf(
  { query: { reduce, select } }: LogScan,
  columns: readonly string[],
): (values: readonly Value[]) => readonly Value[] {
  if (select) return () => [];
  if (reduce) return (values) => values.slice(0, reduce.by.length);
  const places = EVENT_ORDER.map((column) => columns.indexOf(column));
  return (values) => places.map((place) => values[place] ?? null);
}
