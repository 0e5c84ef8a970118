import type { ComparedWith } from "../../protocol/results.ts";
import type { Value } from "../base/value.ts";
import { EVENT_FIELDS, EVENT_ORDER } from "./event.ts";
import type { Event } from "./event.ts";

/** Rows on their way through the stages, with the names of their columns. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/**
 * One row: a value a column, and the key of the order that breaks ties (E for events, the group keys for reduced
 * rows), which stays with the row when its columns are selected away.
 */
export interface Row {
  readonly values: readonly Value[];
  readonly order: readonly Value[];
  /** Behind `diff`: the change that the row's event is. */
  readonly change?: RowChange;
}

/** A row's event as a change, which stays with the row when its columns are selected away. */
export interface RowChange {
  readonly comparedWith: ComparedWith;
  /** The entity before and after, null where that is not known. */
  readonly before: Value;
  readonly after: Value;
  /** The event that made the change, by its canonical fields. */
  readonly event: readonly Value[];
}

export function tableOf(events: readonly Event[]): Table {
  return { columns: EVENT_FIELDS, rows: events.map(rowOf) };
}

export function rowOf(event: Event): Row {
  return { values: valuesOf(event), order: EVENT_ORDER.map((field) => event[field]) };
}

/** An event's values in the order of EVENT_FIELDS, written out because it is done for every event there is. */
export function valuesOf(event: Event): readonly Value[] {
  return [
    event.id,
    event.source,
    event.instance_id,
    event.stream_id,
    event.event_type,
    event.timestamp,
    event.sequence_number,
    event.entity_type,
    event.entity_id,
    event.actor,
    event.payload,
    event.metadata,
    event.old,
    event.new,
    event.raw,
  ];
}
