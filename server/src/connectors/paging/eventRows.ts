import type { Completeness } from "../../../protocol/results.ts";
import { toFailure } from "../../base/failure.ts";
import { CancellationSource } from "../../base/cancellation.ts";
import { compareKeys } from "../../base/order.ts";
import { Instant } from "../../base/value.ts";
import { EVENT_FIELDS } from "../../query/event.ts";
import type { Event } from "../../query/event.ts";
import type { Query } from "../../query/query.ts";
import { rowOf } from "../../query/row.ts";
import type { Row } from "../../query/row.ts";
import type { RowPage, ScanContext } from "../connector.ts";
import { PageFailure } from "./follow.ts";

/** What a paged source brings, page by page: whole events, in the order of their time where the query asks for that. */
export type EventPages = (context: ScanContext) => AsyncIterable<readonly Event[]>;

/** How the pages of a source come. */
export interface PageManner {
  readonly connection: string;
  /** Whether they come by time, first or last event first; else they are put in order here, once all are there. */
  readonly ordered: boolean;
}

/**
 * The rows of a scan whose source sends whole events in pages: each event once, ties in the event order, no more than
 * the query's limit. A page that fails after others came makes the result partial; what came is kept.
 */
export async function* eventRows(
  query: Query,
  context: ScanContext,
  { connection, ordered }: PageManner,
  pages: EventPages,
): AsyncGenerator<RowPage> {
  const isDescending = query.orderBy?.[0]?.direction === "desc";
  const compare = (a: Row, b: Row) => (isDescending ? compareKeys(b.order, a.order) : compareKeys(a.order, b.order));
  const wanted = limitOf(query);
  const seen = new Set<string>();
  // A scan that is left early takes its requests with it.
  const scanning = new CancellationSource();
  const forget = context.cancellation.onCancel(() => scanning.cancel());
  let sent = 0;
  let looked = 0;
  let held: Row[] = [];
  let completeness: Completeness = { verdict: "complete" };
  const take = (rows: readonly Row[]): RowPage => {
    const taken = rows.slice(0, wanted - sent);
    sent += taken.length;
    return { columns: EVENT_FIELDS, rows: taken.map(({ values }) => values) };
  };
  try {
    for await (const events of pages({ ...context, cancellation: scanning })) {
      looked += events.length;
      context.progress(looked);
      const fresh = events.filter((event) => isFresh(event, seen)).map(rowOf);
      held.push(...fresh);
      if (!ordered) continue;
      // Events of the last moment may have more of their kind on the next page.
      const complete = cutLastMoment(held);
      if (complete.length === 0) continue;
      held = held.slice(complete.length);
      yield take(complete.sort(compare));
      if (sent < wanted) continue;
      yield { columns: EVENT_FIELDS, rows: [], completeness };
      return;
    }
  } catch (thrown) {
    if (!(thrown instanceof PageFailure) || context.cancellation.cancelled) throw causeOf(thrown);
    const { message } = toFailure(thrown.cause);
    completeness = { verdict: "partial", reason: `Page ${thrown.page} of ${connection} failed: ${message}` };
  } finally {
    forget();
    scanning.cancel();
  }
  yield { ...take(held.sort(compare)), completeness };
}

function causeOf(thrown: unknown): unknown {
  return thrown instanceof PageFailure ? thrown.cause : thrown;
}

/** How many rows the source is asked for at most; infinite when it is asked for all. */
export function limitOf({ limit }: Query): number {
  return limit?.kind === "constant" && typeof limit.value === "bigint" ? Number(limit.value) : Infinity;
}

/** Events to ask for at a time: no more than are wanted, and one to see that the last moment is over. */
export function pageSizeFor(query: Query, largest: number): number {
  return Math.min(limitOf(query) + 1, largest);
}

/** Results hold each event of a source once. One without an id cannot be told from others. */
function isFresh({ id, instance_id, stream_id }: Event, seen: Set<string>): boolean {
  if (id === null) return true;
  const key = instance_id === null && stream_id === null ? id : JSON.stringify([id, instance_id, stream_id]);
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** The rows before those of the last one's millisecond, which is what sources tell moments apart by. */
function cutLastMoment(rows: readonly Row[]): Row[] {
  const last = millisecondOf(rows.at(-1));
  let end = rows.length;
  while (end > 0 && millisecondOf(rows[end - 1]) === last) end--;
  return rows.slice(0, end);
}

function millisecondOf(row: Row | undefined): bigint | undefined {
  const time = row?.order[0];
  return time instanceof Instant ? time.micros / 1000n : undefined;
}
