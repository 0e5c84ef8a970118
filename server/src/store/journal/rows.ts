// A row is one event as text: fourteen fields with tabs between and a line feed at the end.
//
//   id stream_id event_type timestamp sequence_number entity_type entity_id actor payload metadata old new raw odd
//
// Text fields are JSON strings, timestamp (microseconds) and sequence_number decimal digits, JSON fields compact JSON,
// odd is 1 or nothing; an empty field is NULL. JSON escapes tabs and line feeds, so both only ever separate.

/** A field of type INTEGER: a number as long as it is exact. */
export type Integer = number | bigint;

/** An event as it stands in the table `event`, without its lsn. */
export interface EventRow {
  readonly id: string;
  readonly stream: string | null;
  readonly type: string | null;
  readonly timestamp: Integer | null;
  readonly sequence: Integer | null;
  readonly entityType: string | null;
  readonly entityId: string | null;
  readonly actor: string | null;
  readonly payload: string | null;
  readonly metadata: string | null;
  readonly old: string | null;
  readonly new: string | null;
  readonly raw: string | null;
  readonly odd: boolean;
}

export function printRow(row: EventRow): string {
  return `${quote(row.id)}\t${quote(row.stream)}\t${quote(row.type)}\t${row.timestamp ?? ""}\t${row.sequence ?? ""}\t${quote(
    row.entityType,
  )}\t${quote(row.entityId)}\t${quote(row.actor)}\t${row.payload ?? ""}\t${row.metadata ?? ""}\t${row.old ?? ""}\t${
    row.new ?? ""
  }\t${row.raw ?? ""}\t${row.odd ? "1" : ""}\n`;
}

/** The rows of a frame whose checksum was right. */
export function readRows(text: string): EventRow[] {
  const rows: EventRow[] = [];
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
    rows.push(readRow(text.slice(start, end).split("\t")));
    start = end + 1;
  }
  return rows;
}

function readRow(fields: readonly string[]): EventRow {
  return {
    id: unquote(fields[0]) ?? "",
    stream: unquote(fields[1]),
    type: unquote(fields[2]),
    timestamp: readInteger(fields[3]),
    sequence: readInteger(fields[4]),
    entityType: unquote(fields[5]),
    entityId: unquote(fields[6]),
    actor: unquote(fields[7]),
    payload: fields[8] || null,
    metadata: fields[9] || null,
    old: fields[10] || null,
    new: fields[11] || null,
    raw: fields[12] || null,
    odd: fields[13] === "1",
  };
}

function quote(text: string | null): string {
  return text === null ? "" : JSON.stringify(text);
}

function unquote(field: string | undefined): string | null {
  if (!field) return null;
  return field.includes("\\") ? (JSON.parse(field) as string) : field.slice(1, -1);
}

function readInteger(digits: string | undefined): Integer | null {
  if (!digits) return null;
  return narrow(digits.length < 16 ? Number(digits) : BigInt(digits));
}

/** A number where one holds the integer exactly, since numbers cost less than bigints. */
export function narrow(integer: Integer): Integer {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}
