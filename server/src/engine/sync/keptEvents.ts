import { plainText } from "../../base/plainText.ts";
import { Instant } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import { idOrHash } from "../../connectors/resumption.ts";
import type { FieldOf, Resumption } from "../../connectors/resumption.ts";
import type { EventField } from "../../query/event.ts";
import type { NewEvent } from "../../store/api.ts";

/** What tells the events of a source apart, by the connection's name. */
export type ResumptionOf = (connection: string) => Resumption | undefined;

/**
 * The event that a row is, as a log keeps it: under the source's name and what tells it from the others there, so that
 * it is kept once however often it comes, and events of two sources never meet. The rest is as the source has it.
 * @param stream the stream that the query names; undefined for the event's own
 */
export function keptEvent(
  columns: readonly string[],
  row: readonly Value[],
  resumptionOf: ResumptionOf,
  stream: string | undefined,
): NewEvent {
  const field: FieldOf = (name) => row[columns.indexOf(name)] ?? null;
  const text = (name: EventField) => textOf(field(name));
  const source = text("source") ?? "";
  const identity = (resumptionOf(source)?.identityOf ?? idOrHash)(field);
  const [at, number] = [field("timestamp"), field("sequence_number")];
  const json = (name: EventField) => {
    const value = field(name);
    return value === null ? {} : { [name]: value };
  };
  const [entityType, entityId, actor, own] = [text("entity_type"), text("entity_id"), text("actor"), text("stream_id")];
  const into = stream ?? own;
  return {
    id: storable(`${source}:${identity}`),
    type: text("event_type") ?? "",
    payload: field("payload"),
    ...(into !== undefined && { stream: storable(into) }),
    ...(at instanceof Instant && { timestamp: at.micros }),
    ...(typeof number === "bigint" && { sequenceNumber: number }),
    ...(entityType !== undefined && { entityType }),
    ...(entityId !== undefined && { entityId }),
    ...(actor !== undefined && { actor }),
    ...json("metadata"),
    ...json("old"),
    ...json("new"),
    ...json("raw"),
  };
}

function textOf(value: Value): string | undefined {
  return value === null ? undefined : storable(plainText(value));
}

/** A log cannot hold NUL and halves of surrogate pairs in these texts; `raw` says what really came. */
function storable(text: string): string {
  return text.replaceAll("\0", "\ufffd").replace(/\p{Surrogate}/gu, "\ufffd");
}
