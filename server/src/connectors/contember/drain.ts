import type { Event } from "../../query/event.ts";
import { unreadableAnswer } from "../unreadable.ts";
import { follow } from "../paging/follow.ts";
import type { Followed } from "../paging/follow.ts";
import type { TimeWindow } from "../paging/window.ts";
import type { ContemberPlace } from "./request.ts";

export interface Draining {
  readonly connection: string;
  readonly window: TimeWindow;
  readonly descending: boolean;
  /** Events to ask for at a time. */
  readonly pageSize: number;
  /** The same for the events of one moment, of which all are needed. */
  readonly momentSize: number;
  readonly ask: (place: ContemberPlace, number: number) => Promise<readonly Event[]>;
}

/**
 * Every event of a window at least once, in the order of `appliedAt`. All events of a transaction share one `appliedAt`
 * and come in no order among themselves, so pages by number lose some and repeat others. Instead each page begins with
 * the last millisecond of the one before, inclusive; a page that is full of one millisecond is followed by all of that
 * millisecond in the order of `createdAt`, again until nothing can be missing.
 */
export function drained(draining: Draining): AsyncIterable<readonly Event[]> {
  return follow<readonly Event[], Position>({ kind: "onward" }, (position, number) =>
    position.kind === "onward" ? onward(draining, position, number) : through(draining, position, number),
  );
}

type Position = Onward | Through;

/** By time, from a millisecond on, inclusive; from the beginning where there is none. */
interface Onward {
  readonly kind: "onward";
  readonly edge?: bigint;
}

/** Through all events of one millisecond, by number. */
interface Through {
  readonly kind: "through";
  readonly moment: bigint;
  readonly offset: number;
  /** Ids of this pass. */
  readonly pass: ReadonlySet<string>;
  /** Passes before this one. */
  readonly passes: number;
}

const MILLISECOND = 1000n;
/** Passes over a millisecond after which its events never come in one order. */
const MOST_PASSES = 20;

async function onward(
  { connection, window, descending, pageSize, ask }: Draining,
  { edge }: Onward,
  number: number,
): Promise<Followed<readonly Event[], Position>> {
  const events = await ask(
    {
      window: edge === undefined ? window : { ...window, ...(descending ? { to: edge } : { from: edge }) },
      order: descending ? "APPLIED_AT_DESC" : "APPLIED_AT_ASC",
      offset: 0,
      limit: pageSize,
    },
    number,
  );
  if (events.length < pageSize) return { page: events };
  const [first, last] = [momentOf(events[0]), momentOf(events.at(-1))];
  const isAhead = edge === undefined || (descending ? last < edge : last > edge);
  const isInOrder = descending ? last <= first : last >= first;
  if (!isInOrder) throw unreadableAnswer(connection, "its events do not come in the order that was asked for");
  // The millisecond behind the edge is asked for too, so the page may be full before the edge is reached.
  const moment = isAhead ? last : edge;
  const next: Position =
    isAhead && first !== last
      ? { kind: "onward", edge: last }
      : { kind: "through", moment, offset: 0, pass: new Set(), passes: 0 };
  return { page: events, next };
}

async function through(
  { connection, descending, momentSize, ask }: Draining,
  position: Through,
  number: number,
): Promise<Followed<readonly Event[], Position>> {
  const { moment, offset } = position;
  const events = await ask(
    { window: { from: moment, to: moment }, order: "CREATED_AT_ASC", offset, limit: momentSize },
    number,
  );
  const ids = events.map(({ id }) => id ?? "");
  const pass = new Set([...position.pass, ...ids]);
  const page = events.filter((event) => momentOf(event) === moment);
  if (events.length === momentSize) return { page, next: { ...position, offset: offset + momentSize, pass } };
  // So many events, each once, are all there are: for each that was left out another one would have come twice.
  const isWhole = pass.size === offset + events.length;
  if (isWhole)
    return { page, next: { kind: "onward", edge: descending ? moment - MILLISECOND : moment + MILLISECOND } };
  const passes = position.passes + 1;
  if (passes >= MOST_PASSES)
    throw unreadableAnswer(connection, "the events of one transaction come in another order each time");
  return { page, next: { ...position, offset: 0, pass: new Set(), passes } };
}

/** Events come with milliseconds, whatever the engine stores. */
function momentOf(event: Event | undefined): bigint {
  const micros = event?.timestamp?.micros ?? 0n;
  return micros - (((micros % MILLISECOND) + MILLISECOND) % MILLISECOND);
}
