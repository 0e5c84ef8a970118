import type { FailureCode } from "../../protocol/failure.ts";
import { CancellationSource } from "../base/cancellation.ts";
import { EvqError } from "../base/failure.ts";
import { compareKeys } from "../base/order.ts";
import type { Value } from "../base/value.ts";
import type { RowPage } from "../connectors/connector.ts";
import type { LogScan, Plan, Scan } from "../plan/plan.ts";
import { printSource } from "../plan/text.ts";
import { EVENT_ORDER } from "../query/event.ts";
import type { Query } from "../query/query.ts";
import { columnsOf, pagesOf } from "./scan.ts";
import type { Rows, RunContext } from "./scan.ts";
import { isRowWise, onEachRow } from "./stream.ts";

/** Failures of one source that say nothing of the others. */
const OF_ONE_SOURCE: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "source.failed",
  "source.unreachable",
  "source.unreadable",
  "source.unauthorized",
  "source.forbidden",
  "source.no-secret",
  "source.insecure",
  "log.unknown",
]);

/** Whether a failure says nothing of other sources. */
export function isOfOneSource({ code }: EvqError): boolean {
  return OF_ONE_SOURCE.has(code);
}

/** Keeps the failure of one of several sources from hiding what the others have: the result is partial then. If all fail, so does the run. */
export class Tolerance {
  readonly #sources: number;
  readonly #context: RunContext;
  #failed = 0;

  constructor(sources: number, context: RunContext) {
    this.#sources = sources;
    this.#context = context;
  }

  /** Takes a failure on, or throws it where it is the run's own, or no source is left. */
  take(scan: Scan, thrown: unknown): void {
    const isItsOwn = thrown instanceof EvqError && isOfOneSource(thrown);
    if (!isItsOwn || this.#context.cancellation.cancelled || ++this.#failed >= this.#sources) throw thrown;
    const name = scan.kind === "log" ? printSource(scan.source) : scan.name;
    this.#context.verdicts.add({ verdict: "partial", reason: `Nothing more of ${name}: ${thrown.message}` });
  }
}

/** The scans of a plan whose rows come by time and can be merged while they come; undefined where they must be collected first. */
export function mergeable({ scans, residual }: Plan): readonly LogScan[] | undefined {
  if (scans.length < 2 || !isRowWise(residual)) return undefined;
  const logs = scans.filter((scan) => scan.kind === "log");
  const isByTime = (residual.orderBy ?? []).every(
    ({ value, direction }, i) =>
      direction === residual.orderBy?.[0]?.direction &&
      value.kind === "field" &&
      value.field.path.length === 0 &&
      value.field.column === EVENT_ORDER[i],
  );
  return isByTime && logs.length === scans.length && logs.every(({ ordered }) => ordered) ? logs : undefined;
}

/** One timeline of several sources: their rows merged by the event order as they come, with the rest done to each. */
export async function* mergeRows(
  scans: readonly LogScan[],
  residual: Query,
  context: RunContext,
): AsyncGenerator<Rows> {
  const sign = residual.orderBy?.[0]?.direction === "desc" ? -1 : 1;
  const tolerance = new Tolerance(scans.length, context);
  const [first] = scans;
  const columns = first ? columnsOf(first) : [];
  const cursors = scans.map((scan) => new Cursor(scan, columns, context, tolerance));
  try {
    yield* onEachRow(residual, columns, merged(cursors, sign, columns), context);
  } finally {
    for (const cursor of cursors) cursor.close();
  }
}

/** Rows that are handed on at once. */
const CHUNK = 500;

async function* merged(cursors: readonly Cursor[], sign: 1 | -1, columns: readonly string[]): AsyncGenerator<Rows> {
  await Promise.all(cursors.map((cursor) => cursor.ready()));
  let open = cursors.filter((cursor) => cursor.key !== undefined);
  let rows: (readonly Value[])[] = [];
  while (open.length > 0) {
    const next = open.reduce((best, cursor) =>
      sign * compareKeys(cursor.key ?? [], best.key ?? []) < 0 ? cursor : best,
    );
    rows.push(next.take());
    if (next.key !== undefined) continue;
    // What has been merged is shown before a source is waited for.
    if (rows.length >= CHUNK || !next.hasPage) {
      yield { columns, rows };
      rows = [];
    }
    await next.ready();
    open = open.filter((cursor) => cursor.key !== undefined);
  }
  yield { columns, rows };
}

/** The rows of one source, one after the other; its next page is on its way while one is read. */
class Cursor {
  /** The order of the row that is next; undefined when `ready` must be waited for, and after it, when there is none. */
  key: readonly Value[] | undefined;
  hasPage = false;
  readonly #scan: LogScan;
  readonly #places: readonly number[];
  readonly #pages: AsyncGenerator<RowPage>;
  readonly #tolerance: Tolerance;
  readonly #scanning = new CancellationSource();
  readonly #forget: () => void;
  #coming: Promise<IteratorResult<RowPage>> | undefined;
  #rows: RowPage["rows"] = [];
  #at = 0;

  constructor(scan: LogScan, columns: readonly string[], context: RunContext, tolerance: Tolerance) {
    this.#scan = scan;
    this.#places = EVENT_ORDER.map((column) => columns.indexOf(column));
    this.#forget = context.cancellation.onCancel(() => this.#scanning.cancel());
    this.#pages = pagesOf(scan, { ...context, cancellation: this.#scanning });
    this.#tolerance = tolerance;
    this.#ask();
  }

  take(): readonly Value[] {
    const row = this.#rows[this.#at++] ?? [];
    this.#look();
    return row;
  }

  async ready(): Promise<void> {
    while (this.key === undefined && this.#coming) {
      try {
        const { done, value } = await this.#coming;
        this.#coming = undefined;
        if (done) return;
        this.#rows = value.rows;
        this.#at = 0;
        this.#ask();
        this.#look();
      } catch (thrown) {
        this.#coming = undefined;
        this.#tolerance.take(this.#scan, thrown);
      }
    }
  }

  /** Takes back what is on its way; nobody waits for it. */
  close(): void {
    this.#forget();
    this.#scanning.cancel();
    this.#pages.return(undefined).catch(() => {});
  }

  #ask(): void {
    this.hasPage = false;
    this.#coming = this.#pages.next();
    this.#coming.then(
      () => (this.hasPage = true),
      () => (this.hasPage = true),
    );
  }

  #look(): void {
    const row = this.#rows[this.#at];
    this.key = row && this.#places.map((place) => row[place] ?? null);
  }
}
