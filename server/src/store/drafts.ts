import { EvqError } from "../base/failure.ts";
import type { EventTable } from "./eventTable.ts";
import type { EventRow, Integer } from "./journal/rows.ts";

/** An event before the store has given it what it lacks: id and sequence number, each null to be given. */
export type EventDraft = Omit<EventRow, "id" | "sequence"> & {
  readonly id: string | null;
  readonly sequence: Integer | null;
};

export interface Completed {
  readonly rows: readonly EventRow[];
  /** Drafts left out because their id is in the log already, or twice among them. */
  readonly repeated: number;
}

const LAST_SEQUENCE = 2n ** 63n - 1n;

/**
 * Gives drafts what they lack. A given id is `<journal id>-<lsn>`: the journal's id is made once from the clock and the
 * process, an lsn is given once, and an id of that form that comes from outside is refused unless its number has been
 * given already; so the two can never meet.
 * @throws EvqError `usage` for such an id
 */
export function completeDrafts(
  drafts: readonly EventDraft[],
  table: EventTable,
  journalId: string,
  firstLsn: number,
): Completed {
  const rows: EventRow[] = [];
  const ids = new Set<string>();
  const lasts = new Map<string | null, Integer | null>();
  const { streams } = table.extent;
  let repeated = 0;
  for (const draft of drafts) {
    let { id, sequence } = draft;
    if (id === null) id = `${journalId}-${firstLsn + rows.length}`;
    else if (ids.has(id) || table.hasId(id)) {
      repeated++;
      continue;
    } else if (isFutureId(id, journalId, firstLsn)) {
      throw new EvqError(
        "usage",
        `The id "${id}" is one that the log gives itself.`,
        "Leave the id out or choose another.",
      );
    } else ids.add(id);
    const last = lasts.get(draft.stream) ?? streams.get(draft.stream) ?? null;
    if (sequence === null) sequence = following(last);
    if (sequence !== null && (last === null || sequence > last)) lasts.set(draft.stream, sequence);
    rows.push({ ...draft, id, sequence });
  }
  return { rows, repeated };
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
