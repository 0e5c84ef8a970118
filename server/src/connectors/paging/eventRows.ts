import type { Completeness } from "../../../protocol/results.ts";
import { toFailure } from "../../base/failure.ts";
import { CancellationSource } from "../../base/cancellation.ts";
import { compareKeys } from "../../base/order.ts";
import { EVENT_FIELDS } from "../../query/event.ts";
import type { Event } from "../../query/event.ts";
import type { Query } from "../../query/query.ts";
import { rowOf, valuesOf } from "../../query/row.ts";
import type { RowPage, ScanContext } from "../connector.ts";
import { unreadableAnswer } from "../unreadable.ts";
import { PageFailure } from "./follow.ts";
import { SeenEvents } from "./seen.ts";
import { limitOf } from "./window.ts";

/** What a paged source brings, page by page: whole events by their time, first or last event first as the query asks. */
export type EventPages = (context: ScanContext) => AsyncIterable<readonly Event[]>;

/** How the pages of a source come. */
export interface PageManner {
  readonly connection: string;
  /** Whether an event that was read may come again later, with another time. */
  readonly moves?: true;
  /** Whether the pages tell themselves how far they are, because they are not handed on one by one. */
  readonly tells?: true;
}

/**
 * The rows of a scan whose source sends whole events in pages: each event once, ties in the event order, no more than
 * the query's limit. A page that fails after others came makes the result partial; what came is kept.
 */
export async function* eventRows(
  query: Query,
  context: ScanContext,
  { connection, moves, tells }: PageManner,
  pages: EventPages,
): AsyncGenerator<RowPage> {
  const isDescending = query.orderBy?.[0]?.direction === "desc";
  const compare = (a: Event, b: Event) => (isDescending ? compareEvents(b, a) : compareEvents(a, b));
  const wanted = limitOf(query);
  const seen = new SeenEvents(!moves);
  // A scan that is left early takes its requests with it.
  const scanning = new CancellationSource();
  const forget = context.cancellation.onCancel(() => scanning.cancel());
  let sent = 0;
  let looked = 0;
  let number = 0;
  /** Millisecond up to which all rows are given. */
  let passed: number | undefined;
  let held: Event[] = [];
  let completeness: Completeness = { verdict: "complete" };
  const take = (events: readonly Event[]): RowPage => {
    const taken = events.slice(0, wanted - sent);
    sent += taken.length;
    return { columns: EVENT_FIELDS, rows: taken.map(valuesOf) };
  };
  try {
    for await (const events of pages({ ...context, cancellation: scanning })) {
      looked += events.length;
      number++;
      if (!tells) context.progress(looked, number);
      for (const event of events) if (seen.isNew(event)) held.push(event);
      // Events of the last moment may have more of their kind on the next page.
      const complete = cutLastMoment(held);
      if (complete.length === 0) continue;
      held = held.slice(complete.length);
      complete.sort(compare);
      const [first, last] = [millisecondOf(complete[0]), millisecondOf(complete.at(-1))];
      const isBehind = passed !== undefined && (isDescending ? first > passed : first < passed);
      if (isBehind) throw new PageFailure(number, unreadableAnswer(connection, "its events do not come in order"));
      passed = last;
      seen.passed(last);
      yield take(complete);
      if (sent < wanted) continue;
      yield { columns: EVENT_FIELDS, rows: [], completeness };
      return;
    }
  } catch (thrown) {
    completeness = { verdict: "partial", reason: partialReason(connection, looked, context, thrown) };
  } finally {
    forget();
    scanning.cancel();
  }
  yield { ...take(held.sort(compare)), completeness };
}

/** Why there are no more events than those that were looked at; throws on what leaves nothing to hand out. */
function partialReason(connection: string, looked: number, { cancellation }: ScanContext, thrown: unknown): string {
  if (cancellation.cancelled && looked > 0) return `Cancelled after ${looked} events of ${connection}.`;
  if (!(thrown instanceof PageFailure)) throw thrown;
  if (cancellation.cancelled) throw thrown.cause;
  return `Page ${thrown.page} of ${connection} failed: ${toFailure(thrown.cause).message}`;
}

/** Events to ask for at a time: no more than are wanted, and one to see that the last moment is over. */
export function pageSizeFor(query: Query, largest: number): number {
  return Math.min(limitOf(query) + 1, largest);
}

/** The event order E. Most events differ in their time, so that the rest of the key is seldom made. */
function compareEvents(a: Event, b: Event): number {
  const [x, y] = [a.timestamp?.micros ?? LEAST, b.timestamp?.micros ?? LEAST];
  return x < y ? -1 : x > y ? 1 : compareKeys(rowOf(a).order, rowOf(b).order);
}

/** Before every moment that can be written. */
const LEAST = -(2n ** 63n);

/** The events before those of the last one's millisecond, which is what sources tell moments apart by. */
function cutLastMoment(events: readonly Event[]): Event[] {
  const last = millisecondOf(events.at(-1));
  let end = events.length;
  while (end > 0 && millisecondOf(events[end - 1]) === last) end--;
  return events.slice(0, end);
}

function millisecondOf(event: Event | undefined): number {
  return event?.timestamp ? Number(event.timestamp.micros / 1000n) : 0;
}
