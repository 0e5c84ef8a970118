import type { Event } from "../../query/event.ts";
import { unreadableAnswer } from "../unreadable.ts";
import { PageFailure, follow } from "../paging/follow.ts";
import type { TimeWindow } from "../paging/window.ts";
import type { LoggedEvent } from "./page.ts";

/**
 * How far behind the time of an earlier id that of a later one may lie. Ids are given before an event's time is
 * written, so neighbours may have changed places; more than this is told and not put up with.
 */
export const DISORDER = 600_000_000n;

export interface LogReading {
  readonly connection: string;
  /** Events with an id above this, for a negative one the last; all for undefined. */
  readonly ask: (event: bigint | undefined, number: number) => Promise<readonly LoggedEvent[]>;
  readonly window: TimeWindow;
  /** Only events with a larger id are wanted. */
  readonly after: bigint | undefined;
  readonly descending: boolean;
  /** Events that are wanted at most; infinite when there is no limit. */
  readonly limit: number;
  /** Whether they may come in the order of their ids instead, from `after` on. */
  readonly byNumber: boolean;
}

/** The events of a log that can be read by id only, in the order of their time. */
export async function* eventsByTime(reading: LogReading): AsyncGenerator<readonly Event[]> {
  if (reading.byNumber) yield* inNumberOrder(reading);
  else if (reading.descending) yield* newestFirst(reading);
  else yield* oldestFirst(reading, await start(reading));
}

async function* inNumberOrder(reading: LogReading): AsyncGenerator<readonly Event[]> {
  for await (const page of pagesFrom(reading, reading.after)) yield page.map(({ event }) => event);
}

/** A moment's worth of events at the end of a log, and where the reading goes on behind them. */
interface Start {
  readonly events: readonly LoggedEvent[];
  readonly after: bigint | undefined;
}

const FIRST_TAIL = 256;
const LARGEST_TAIL = 65_536;

/** Where to begin for a window: at a tail of the log that reaches back before it, else at the log's first event. */
async function start({ ask, window: { from }, after }: LogReading): Promise<Start> {
  const beginning = { events: [], after };
  if (from === undefined || after !== undefined) return beginning;
  for (let size = FIRST_TAIL; size <= LARGEST_TAIL; size *= 4) {
    const events = await ask(BigInt(-size), 1);
    if (earliest(events) + DISORDER < from) return { events, after: events.at(-1)?.id };
    // Either the log is no longer, or the server sends no more of it at a time.
    if (events.length < size) return beginning;
  }
  return beginning;
}

/** Pages from a place on to the log's end: a short page is not it, only an empty one is. */
function pagesFrom({ ask, connection }: LogReading, after: bigint | undefined): AsyncGenerator<readonly LoggedEvent[]> {
  return follow(after, async (place: bigint | undefined, number) => {
    const page = await ask(place, number);
    const next = page.at(-1)?.id;
    if (next === undefined) return { page };
    if (place !== undefined && next <= place)
      throw unreadableAnswer(connection, `it sends events up to ${next} when asked for those after ${place}`);
    return { page, next };
  });
}

/** Events as they come, held back for as long as one of an earlier time may follow. */
async function* oldestFirst(reading: LogReading, { events, after }: Start): AsyncGenerator<readonly Event[]> {
  let held: LoggedEvent[] = [...events];
  let newest = latest(events);
  let released: bigint | undefined;
  let pages = 0;
  try {
    for await (const page of pagesFrom(reading, after)) {
      pages++;
      const { to } = reading.window;
      if (released !== undefined && earliest(page) < released) throw outOfOrder(reading.connection, pages);
      held = [...held, ...page].sort(byTime);
      newest = max(newest, latest(page));
      const border = newest - DISORDER;
      const end = held.findIndex(({ at }) => at >= border);
      const ready = held.slice(0, end === -1 ? held.length : end);
      held = held.slice(ready.length);
      released = ready.at(-1)?.at ?? released;
      if (ready.length > 0) yield ready.map(({ event }) => event);
      // Nothing that comes now can be within the window.
      if (to !== undefined && page.length > 0 && earliest(page) > to + DISORDER) break;
    }
  } catch (thrown) {
    // What came before a page that could not be had is kept.
    if (held.length > 0) yield held.map(({ event }) => event);
    throw thrown;
  }
  yield held.map(({ event }) => event);
}

/** The last events first: a tail of the log that is long enough for the limit, else all of it. */
async function* newestFirst(reading: LogReading): AsyncGenerator<readonly Event[]> {
  const { limit, ask, after } = reading;
  if (Number.isFinite(limit) && after === undefined) {
    for (let size = Math.max(32, limit * 2); size <= LARGEST_TAIL; size *= 4) {
      const tail = await ask(BigInt(-size), 1);
      if (tail.length < size) break;
      const all = [...tail];
      // What was written meanwhile, and what a server that sends less at a time kept back.
      for await (const page of pagesFrom(reading, tail.at(-1)?.id)) all.push(...page);
      const border = all.toSorted(byTime).at(-limit)?.at;
      if (border !== undefined && border > earliest(tail) + DISORDER) return yield newest(all);
    }
  }
  const { events, after: place } = await start(reading);
  const all = [...events];
  try {
    for await (const page of pagesFrom(reading, place)) all.push(...page);
  } catch (thrown) {
    if (all.length > 0) yield newest(all);
    throw thrown;
  }
  yield newest(all);
}

function newest(events: readonly LoggedEvent[]): readonly Event[] {
  return events
    .toSorted(byTime)
    .toReversed()
    .map(({ event }) => event);
}

function outOfOrder(connection: string, page: number): PageFailure {
  const reason = "its events lie more than ten minutes out of the order of their ids";
  return new PageFailure(page, unreadableAnswer(connection, reason));
}

function byTime(a: LoggedEvent, b: LoggedEvent): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function latest(events: readonly LoggedEvent[]): bigint {
  return events.reduce((found, { at }) => max(found, at), -(2n ** 63n));
}

function earliest(events: readonly LoggedEvent[]): bigint {
  return events.reduce((found, { at }) => (at < found ? at : found), 2n ** 63n);
}
