import type { Event } from "../../query/event.ts";
import { hashOf } from "../resumption.ts";

/** How far behind the place of a reading an event may come a second time: pages are asked for by the millisecond. */
const REACH_MS = 1000;

/**
 * The events that a reading has met, so that each is given once. Of a source whose events keep their times, and come by
 * them, those are forgotten that lie behind the place where the reading is: memory does not grow with the log.
 */
export class SeenEvents {
  readonly #forgets: boolean;
  /** Milliseconds of each event, by what it is known by, in the order in which they came. */
  readonly #times = new Map<string, number>();

  constructor(forgets: boolean) {
    this.#forgets = forgets;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#times.size;
  }

  /** Whether an event is new; it is known from now on. One without an id cannot be told from others. */
  isNew(event: Event): boolean {
    if (event.id === null) return true;
    const key = identityOf(event);
    if (this.#times.has(key)) return false;
    this.#times.set(key, this.#forgets && event.timestamp ? Number(event.timestamp.micros / 1000n) : 0);
    return true;
  }

  /** Forgets what cannot come again once the reading has passed a millisecond. */
  passed(millisecond: number): void {
    if (!this.#forgets) return;
    for (const [key, time] of this.#times) {
      if (Math.abs(time - millisecond) <= REACH_MS) return;
      this.#times.delete(key);
    }
  }
}

/** What tells an event from others of its source; for one without an id all that its record says. */
export function identityOf({ instance_id: instance, stream_id: stream, id: own, raw }: Event): string {
  const id = own ?? `hash-${hashOf(raw)}`;
  if (instance === null && stream === null) return id;
  return `${instance?.length ?? "-"} ${stream?.length ?? "-"} ${instance ?? ""}${stream ?? ""}${id}`;
}
