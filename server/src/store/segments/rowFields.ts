const TAB = 9;
const LINE_FEED = 10;
/** From so many bytes on a field's end is looked for by the platform's own search. */
const LONG = 48;

/** Places of a row's fields, in the order of `journal/rows.ts`. */
export const FIELD = {
  id: 0,
  stream_id: 1,
  event_type: 2,
  timestamp: 3,
  sequence_number: 4,
  entity_type: 5,
  entity_id: 6,
  actor: 7,
  payload: 8,
  metadata: 9,
  old: 10,
  new: 11,
  raw: 12,
} as const;

const FIELDS = 14;

/** Writes where the fields of the row at a place end into `ends`; a field begins behind the end of the one before. */
export function fieldEnds(bytes: Uint8Array, start: number, ends: Int32Array): void {
  let at = start;
  for (let field = 0; field < FIELDS; field++) {
    const separator = field === FIELDS - 1 ? LINE_FEED : TAB;
    const near = at + LONG;
    while (at < near && bytes[at] !== separator) at++;
    if (at === near) at = bytes.indexOf(separator, at);
    if (at < 0) throw new Error("a row is cut off");
    ends[field] = at++;
  }
}

export function newEnds(): Int32Array {
  return new Int32Array(FIELDS);
}
