import { EvqError } from "../base/failure.ts";
import { Json } from "../base/value.ts";
import type { Event } from "../query/event.ts";
import { eventOf } from "./event.ts";
import type { Record } from "./record.ts";
import { DEAD_LETTER, hashOf } from "./resumption.ts";
import { unreadableAnswer } from "./unreadable.ts";

/**
 * The events of a list of records. A record that cannot be read fails the whole list, unless a stand-in can be made of
 * it: then it takes the record's place beside one that can be read, so that paging goes on past it. Where no record can
 * be read it is the answer that is wrong.
 * @param standIn a dead letter at the place of another event
 * @throws EvqError `source.unreadable`
 */
export function eventsOf<T>(
  connection: string,
  records: readonly Record[],
  read: (record: Record) => T,
  standIn?: (letter: Event, beside: T) => T,
): readonly T[] {
  if (!standIn) return records.map(read);
  const found = records.map((record): { readonly event: T } | { readonly letter: Event } => {
    try {
      return { event: read(record) };
    } catch (thrown) {
      if (!(thrown instanceof EvqError)) throw thrown;
      return { letter: deadLetter(connection, record, thrown.message) };
    }
  });
  let beside = found.find((one) => "event" in one)?.event;
  return found.map((one) => {
    if ("event" in one) return (beside = one.event);
    if (beside !== undefined) return standIn(one.letter, beside);
    throw unreadableAnswer(connection, "none of its records can be read");
  });
}

/** A dead letter at the moment of another event. */
export function besideEvent(letter: Event, { timestamp }: Event): Event {
  return { ...letter, timestamp };
}

function deadLetter(connection: string, record: Record, reason: string): Event {
  const raw = record.whole();
  return eventOf(connection, {
    id: `dead-letter-${hashOf(raw)}`,
    event_type: DEAD_LETTER,
    payload: new Json(JSON.stringify({ reason })),
    raw,
  });
}
