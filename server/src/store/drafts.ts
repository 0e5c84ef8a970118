import { EvqError } from "../base/failure.ts";
import type { EventRow, Integer } from "./journal/rows.ts";
import type { LogEvents } from "./segments/logEvents.ts";

/** An event before the store has given it what it lacks: id and sequence number, each null to be given. */
export type EventDraft = Omit<EventRow, "id" | "sequence"> & {
  readonly id: string | null;
  readonly sequence: Integer | null;
};

export interface Completed {
  readonly rows: readonly EventRow[];
  /** Drafts left out because their id is in the log already, or twice among them. */
  readonly repeated: number;
  /** Takes the rows for appended by what is completed next. */
  readonly accept: () => void;
}

const LAST_SEQUENCE = 2n ** 63n - 1n;

/**
 * Gives drafts what they lack, those of one append after the other before any of them is in the log. A given id is
 * `<journal id>-<lsn>`: the journal's id is made once from the clock and the process, an lsn is given once, and an id of
 * that form that comes from outside is refused unless its number has been given already; so the two can never meet.
 */
export class Completion {
  readonly #events: LogEvents;
  readonly #journalId: string;
  readonly #ids = new Set<string>();
  readonly #lasts = new Map<string | null, Integer | null>();
  #nextLsn: number;

  constructor(events: LogEvents, journalId: string, nextLsn: number) {
    this.#events = events;
    this.#journalId = journalId;
    this.#nextLsn = nextLsn;
  }

  get nextLsn(): number {
    return this.#nextLsn;
  }

  /**
   * Counts for the drafts to come only once it was accepted.
   * @throws EvqError `usage` for an id that the log gives itself
   */
  complete(drafts: readonly EventDraft[]): Completed {
    this.#check(drafts);
    const rows: EventRow[] = [];
    const ids = new Set<string>();
    const lasts = new Map<string | null, Integer | null>();
    const { streams } = this.#events.extent;
    let repeated = 0;
    for (const draft of drafts) {
      let { id, sequence } = draft;
      if (id === null) id = `${this.#journalId}-${this.#nextLsn + rows.length}`;
      else if (ids.has(id) || this.#isKnown(id)) {
        repeated++;
        continue;
      } else ids.add(id);
      const last = lasts.get(draft.stream) ?? this.#lasts.get(draft.stream) ?? streams.get(draft.stream) ?? null;
      if (sequence === null) sequence = following(last);
      if (sequence !== null && (last === null || sequence > last)) lasts.set(draft.stream, sequence);
      rows.push(rowOf(draft, id, sequence));
    }
    const accept = () => {
      for (const id of ids) this.#ids.add(id);
      for (const [stream, last] of lasts) this.#lasts.set(stream, last);
      this.#nextLsn += rows.length;
    };
    return { rows, repeated, accept };
  }

  #check(drafts: readonly EventDraft[]): void {
    for (const { id } of drafts)
      if (id !== null && isFutureId(id, this.#journalId, this.#nextLsn) && !this.#isKnown(id))
        throw new EvqError(
          "usage",
          `The id "${id}" is one that the log gives itself.`,
          "Leave the id out or choose another.",
        );
  }

  #isKnown(id: string): boolean {
    return this.#ids.has(id) || this.#events.hasId(id);
  }
}

/** Field by field, which takes a fraction of what spreading it takes. */
function rowOf(draft: EventDraft, id: string, sequence: Integer | null): EventRow {
  return {
    id,
    stream: draft.stream,
    type: draft.type,
    timestamp: draft.timestamp,
    sequence,
    entityType: draft.entityType,
    entityId: draft.entityId,
    actor: draft.actor,
    payload: draft.payload,
    metadata: draft.metadata,
    old: draft.old,
    new: draft.new,
    raw: draft.raw,
    odd: draft.odd,
  };
}

/** Whether an id is one that the log may give to an event to come. */
export function isFutureId(id: string, journalId: string, nextLsn: number): boolean {
  if (!id.startsWith(`${journalId}-`)) return false;
  const number = id.slice(journalId.length + 1);
  return /^[1-9]\d*$/.test(number) && Number(number) >= nextLsn;
}

/** The next sequence number of a stream; null where there is no higher one. */
function following(last: Integer | null): Integer | null {
  if (last === null) return 1;
  if (typeof last === "number" && last < Number.MAX_SAFE_INTEGER) return last + 1;
  return BigInt(last) < LAST_SEQUENCE ? BigInt(last) + 1n : null;
}
