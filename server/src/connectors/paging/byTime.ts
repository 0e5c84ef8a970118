import type { Event } from "../../query/event.ts";
import { DEAD_LETTER } from "../resumption.ts";
import { unreadableAnswer } from "../unreadable.ts";
import { follow } from "./follow.ts";
import type { Followed } from "./follow.ts";
import { identityOf } from "./seen.ts";
import type { TimeWindow } from "./window.ts";

/** Where a page begins: its number, from 1, within a window of time. */
export interface TimePlace {
  readonly window: TimeWindow;
  readonly page: number;
  /** Events of the pages before it in this window, which may be shorter than they were asked for. */
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
 * than a page are read by number. Their order among themselves is not promised, so that an event may slip from page to
 * page: they are read again until there are as many different ones as the pages have rows. Events at borders come twice.
 */
export function pagesByTime(paging: TimePaging): AsyncIterable<readonly Event[]> {
  const reader = new Reader(paging);
  return follow(reader.first, (position, number) => reader.ask(position, number));
}

interface Position extends TimePlace {
  /** The moment that the pages are at; undefined before the first. */
  readonly moment?: bigint;
  /** Present when the events of the moment are read again: the passes in a row that brought nothing new. */
  readonly quiet?: number;
  /** Whether the page is asked for only to see that it is empty, so that the one before it was the last. */
  readonly probes?: true;
}

/** Pages in a row that may bring nothing but what is known, besides those of a moment that is read again. */
const PATIENCE = 3;
/** Passes over a moment, all alike, that bring nothing new: the source has a row twice, and there is no more. */
const QUIET_PASSES = 2;
/**
 * The same for passes that differ, though rows say that an event is missing. One pass misses an event with a probability
 * of at most 1/e, all of these with less than one in 100,000.
 */
const QUIET_UNLIKE_PASSES = 12;

class Reader {
  readonly first: Position;
  readonly #paging: TimePaging;
  /** What came since the pages are at their moment, and how many of it belong to that. */
  #known = new Set<string>();
  #distinct = 0;
  /** The events of the moment, row by row, in this pass over its pages and in the one before. */
  #pass: string[] = [];
  #passBefore: readonly string[] = [];
  #foundInPass = false;
  /** The records that cannot be read which this pass has met. */
  readonly #letters = new Set<string>();
  /** Rows of the pages of this pass. */
  #rows = 0;
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
    const isHeld = next?.quiet !== undefined && next.page === 1;
    const page = isHeld ? events.filter((event) => !this.#isBeyond(momentOf(event), next.moment)) : events;
    return next ? { page, next } : { page };
  }

  /** What is behind a page that was not full: nothing, as a rule; else pages are cut, and the next one begins as all do. */
  #probed({ moment }: Position, events: readonly Event[]): Followed<readonly Event[], Position> {
    if (events.length === 0 || moment === undefined) return { page: [] };
    this.#isCut = true;
    return { page: [], next: this.#from(moment) };
  }

  #next(position: Position, events: readonly Event[], isEnd: boolean): Position | undefined {
    const { moment, page } = position;
    this.#checkBorder(position, events);
    const isNew = this.#learn(position, events);
    const last = momentOf(events.at(-1));
    const isFull = events.length >= this.#paging.pageSize;
    const isLeaving = isEnd || this.#isBeyond(last, moment);
    if (!isLeaving) {
      this.#checkProgress(isNew, events.length);
      return { ...position, page: page + 1, skipped: this.#rows };
    }
    // One answer has each event of a moment that ends in it, whatever comes twice there.
    const isOneAnswer = page === 1 && !(isEnd && isFull);
    if (!isOneAnswer && this.#distinct < this.#pass.length) {
      const quiet = position.quiet === undefined || this.#foundInPass ? 0 : position.quiet + 1;
      if (quiet < (this.#isLikeBefore() ? QUIET_PASSES : QUIET_UNLIKE_PASSES))
        return { ...(moment === undefined ? this.first : this.#from(moment)), quiet };
    }
    if (isEnd || last === undefined) return undefined;
    const skipped = this.#rows;
    this.#enter(last, events);
    if (this.#isCut || isFull) return this.#from(last);
    return { window: position.window, page: page + 1, skipped, moment: last, probes: true };
  }

  /** Whether this pass over a moment had the same events in the same order as the one before it. */
  #isLikeBefore(): boolean {
    const before = this.#passBefore;
    return before.length === this.#pass.length && this.#pass.every((key, at) => key === before[at]);
  }

  /** Adds a page to what is known; whether there was something new on it. */
  #learn({ moment, page }: Position, events: readonly Event[]): boolean {
    if (page === 1) {
      this.#passBefore = this.#pass;
      this.#pass = [];
      this.#foundInPass = false;
      this.#letters.clear();
      this.#rows = 0;
      this.#barren = 0;
    }
    this.#rows += events.length;
    const before = this.#known.size;
    for (const event of events) {
      // The moment of a record that cannot be read is that of the row beside it, which is not the same in each pass.
      const isOfMoment = (moment === undefined || momentOf(event) === moment) && event.event_type !== DEAD_LETTER;
      const key = identityOf(event);
      if (isOfMoment || this.#letters.has(key)) this.#pass.push(key);
      // One that comes twice in a pass stands where another event would.
      if (event.event_type === DEAD_LETTER) this.#letters.add(key);
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      if (!isOfMoment) continue;
      this.#distinct++;
      this.#foundInPass = true;
    }
    return this.#known.size > before;
  }

  /** Goes on to a moment, of which a page has the first events. */
  #enter(moment: bigint, events: readonly Event[]): void {
    this.#known.clear();
    this.#distinct = 0;
    this.#learn(
      { window: this.#paging.window, page: 1, moment },
      events.filter((event) => momentOf(event) === moment),
    );
  }

  /** Whether the pages have left a moment. Newest first they begin a millisecond before it, as its end is asked for. */
  #isBeyond(other: bigint | undefined, moment: bigint | undefined): boolean {
    if (other === undefined) return false;
    if (moment === undefined) return true;
    return this.#paging.descending ? other < moment : other > moment;
  }

  #from(moment: bigint): Position {
    const { window, descending } = this.#paging;
    return { window: { ...window, ...(descending ? { to: endOf(moment) } : { from: moment }) }, moment, page: 1 };
  }

  #checkBorder({ moment }: Position, events: readonly Event[]): void {
    const first = momentOf(events[0]);
    if (moment === undefined || first === undefined) return;
    const { connection, descending } = this.#paging;
    // The end of a millisecond is asked for as the next one.
    const isBefore = descending ? first > moment + MILLISECOND : first < moment;
    if (isBefore) throw unreadableAnswer(connection, "it does not heed the times that it is asked for");
  }

  /** A moment may be read through without anything new; beyond that nothing will ever come. */
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
