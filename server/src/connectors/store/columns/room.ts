/** Bytes of new memory cost more than what most tests of a row do, so rooms are used again. */
const rooms: Uint32Array[] = [];
/** Rooms for more rows than a segment has are not kept. */
const MOST = 2 ** 20;

/**
 * Room for a number for each of some rows; what is in it counts until a room of the same place is asked for again, which
 * may be as soon as anything else runs.
 */
export function roomFor(place: number, length: number): Uint32Array {
  if (length > MOST) return new Uint32Array(length);
  let room = rooms[place];
  if (!room || room.length < length) rooms[place] = room = new Uint32Array(length);
  return room.subarray(0, length);
}

/** The place of the room in which filters put the rows that they keep. */
export const KEPT = 0;
