import type { Event } from "../../query/event.ts";
import { unreadableAnswer } from "../unreadable.ts";
import { follow } from "./follow.ts";
import type { Followed } from "./follow.ts";
import type { TimeWindow } from "./window.ts";

/** Where a page begins: its number, from 1, within a window of time. */
export interface TimePlace {
  readonly window: TimeWindow;
  readonly page: number;
  /** Events of the pages before it, where those are known to be shorter than they were asked for. */
  readonly skipped?: number;
}

/** One page as a source sent it: events in the order of their time, and whether the source says it is the last. */
export interface TimePage {
  readonly events: readonly Event[];
  readonly isLast: boolean;
}

export interface TimePaging {
  readonly connection: string;
  readonly window: TimeWindow;
  readonly descending: boolean;
  /** Events that are asked for at a time. */
  readonly pageSize: number;
  /** Whether a page shorter than one before it is the last; else only an empty one is. */
  readonly shortIsLast: boolean;
  readonly ask: (place: TimePlace, number: number) => Promise<TimePage>;
}

/**
 * Pages by the time of the last event and not by their number, so that what comes or moves while they are read shifts
 * no page: the next page begins at the last moment of the one before, inclusive. Events of one moment that fill more
 * than a page are read by number, and again until a pass brings nothing new, because their order among themselves is
 * not promised. Events at borders come twice.
 */
export function pagesByTime(paging: TimePaging): AsyncIterable<readonly Event[]> {
  const reader = new Reader(paging);
  return follow(reader.first, (position, number) => reader.ask(position, number));
}

interface Position extends TimePlace {
  /** The moment that the pages are at; undefined before the first. */
  readonly moment?: bigint;
  /** Present when the events of one moment are read again; then it goes `onward`, or is over. */
  readonly again?: { readonly onward?: Position; readonly found: boolean; readonly quiet: number };
  /** Whether the page is asked for only to see that it is empty, so that the one before it was the last. */
  readonly probes?: true;
}

/** Pages that may bring nothing but what is known, besides those of a moment that is read again. */
const PATIENCE = 3;
/** Passes over a moment that bring nothing new, after which no more is expected. */
const QUIET_PASSES = 2;

class Reader {
  readonly first: Position;
  readonly #paging: TimePaging;
  /** Ids of the moment that the pages are at. */
  #known = new Set<string>();
  /** One pass over the pages of a moment: how many of its events came, and how many of them once. */
  #pass = { events: 0, ids: new Set<string>() };
  #longest = 0;
  /** Whether pages end before they are as long as they are asked for. */
  #isCut = false;
  #barren = 0;

  constructor(paging: TimePaging) {
    this.#paging = paging;
    this.first = { window: paging.window, page: 1 };
  }

  async ask(position: Position, number: number): Promise<Followed<readonly Event[], Position>> {
    const { events, isLast } = await this.#paging.ask(position, number);
    if (position.probes) return this.#probed(position, events);
    const isShort = this.#paging.shortIsLast && events.length < this.#longest;
    this.#longest = Math.max(this.#longest, events.length);
    const next = this.#next(position, events, isLast || isShort || events.length === 0);
    // What lies behind a moment that is read again comes after it.
    const isHeld = next?.again !== undefined && position.again === undefined;
    const page = isHeld ? events.filter((event) => momentOf(event) === next.moment) : events;
    return next ? { page, next } : { page };
  }

  /** What is behind a page that was not full: nothing, as a rule; else pages are cut, and the next one begins as all do. */
  #probed({ moment }: Position, events: readonly Event[]): Followed<readonly Event[], Position> {
    if (events.length === 0 || moment === undefined) return { page: [] };
    this.#isCut = true;
    return { page: [], next: this.#from(moment) };
  }

  #next(position: Position, events: readonly Event[], isEnd: boolean): Position | undefined {
    const { moment, page, again } = position;
    this.#checkBorder(position, events);
    const last = momentOf(events.at(-1));
    const found = this.#learn(events, again === undefined && page === 1 ? last : undefined);
    this.#checkProgress(found || isEnd, events.length);
    const isWhole = this.#isWholePass(position, events);
    if (again) {
      if (!isEnd) return { ...position, page: page + 1, again: { ...again, found: again.found || found } };
      const quiet = again.found || found ? 0 : again.quiet + 1;
      if (isWhole || quiet >= QUIET_PASSES) return again.onward;
      return { ...position, page: 1, again: { ...again, found: false, quiet } };
    }
    if (last !== undefined && !this.#isBeyond(last, moment) && !isEnd) return { ...position, page: page + 1 };
    if (isWhole || moment === undefined) {
      if (isEnd || last === undefined) return undefined;
      const isFull = this.#isCut || events.length >= this.#paging.pageSize || page > 1;
      return isFull
        ? this.#from(last)
        : { window: position.window, page: 2, skipped: events.length, moment: last, probes: true };
    }
    // A moment of several pages is left, and one of its events came twice: so another one may not have come at all.
    const behind = events.map(momentOf).find((other) => other !== undefined && this.#isBeyond(other, moment));
    const onward = behind === undefined ? undefined : this.#from(behind);
    const window = { from: moment, to: endOf(moment) };
    return { window, moment, page: 1, again: { found: false, quiet: 0, ...(onward && { onward }) } };
  }

  /** Whether no event of the moment came twice since its first page: so many events, all different, are all there are. */
  #isWholePass({ moment, page }: Position, events: readonly Event[]): boolean {
    if (page === 1) this.#pass = { events: 0, ids: new Set() };
    const { ids } = this.#pass;
    for (const event of events) {
      if (momentOf(event) !== moment) continue;
      this.#pass.events++;
      ids.add(event.id ?? "");
    }
    return this.#pass.events === ids.size;
  }

  /** Whether the pages have left a moment. Newest first they begin a millisecond before it, as its end is asked for. */
  #isBeyond(other: bigint, moment: bigint | undefined): boolean {
    if (moment === undefined) return true;
    return this.#paging.descending ? other < moment : other > moment;
  }

  #from(moment: bigint): Position {
    const { window, descending } = this.#paging;
    return { window: { ...window, ...(descending ? { to: endOf(moment) } : { from: moment }) }, moment, page: 1 };
  }

  /**
   * Whether there are events that are new. Of those on a page that goes on the ones of its last moment are remembered
   * in place of all others, else they are added.
   */
  #learn(events: readonly Event[], last: bigint | undefined): boolean {
    const isNew = events.some(({ id }) => !this.#known.has(id ?? ""));
    if (last !== undefined) this.#known = new Set();
    for (const event of events) {
      if (last === undefined || momentOf(event) === last) this.#known.add(event.id ?? "");
    }
    return isNew;
  }

  #checkBorder({ moment }: Position, events: readonly Event[]): void {
    const first = momentOf(events[0]);
    if (moment === undefined || first === undefined) return;
    const { connection, descending } = this.#paging;
    // The end of a millisecond is asked for as the next one.
    const isBefore = descending ? first > moment + MILLISECOND : first < moment;
    if (isBefore) throw unreadableAnswer(connection, "it does not heed the times that it is asked for");
  }

  /** A moment may be read through once more without anything new; beyond that nothing will ever come. */
  #checkProgress(isProgress: boolean, length: number): void {
    this.#barren = isProgress ? 0 : this.#barren + 1;
    if (this.#barren > PATIENCE + (2 * this.#known.size) / length)
      throw unreadableAnswer(this.#paging.connection, "it sends the same page again and again");
  }
}

const MILLISECOND = 1000n;

/** The millisecond of an event, in microseconds: sources are asked in milliseconds, whatever they store. */
function momentOf(event: Event | undefined): bigint | undefined {
  const micros = event?.timestamp?.micros;
  return micros === undefined ? undefined : micros - (((micros % MILLISECOND) + MILLISECOND) % MILLISECOND);
}

function endOf(moment: bigint): bigint {
  return moment + MILLISECOND - 1n;
}
