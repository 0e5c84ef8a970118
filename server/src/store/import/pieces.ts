import { EvqError } from "../../base/failure.ts";

/** One record of a file, not looked into yet. */
export interface Piece {
  /** Line of the file where it starts, or place in the array; from 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
  /** Behind its last byte: in the bytes that were split, later in the whole file. */
  readonly end: number;
  /** Why it cannot be a record, when that shows already. */
  readonly bad?: string;
}

/** Finds where records begin and end; keeps what it has to know from one call to the next. */
export interface Splitter {
  /** The whole records at the beginning of the bytes, and how many bytes they take; the rest comes again with more. */
  split(bytes: Uint8Array, isLast: boolean): { readonly pieces: readonly Piece[]; readonly used: number };
}

/** A record of more bytes is taken for a file that is something else. */
const MAX_RECORD = 64 * 1024 * 1024;

/** The records of a file in order, a few at a time: memory holds one chunk and one record that is not whole yet. */
export async function* piecesOf(
  chunks: AsyncIterable<Uint8Array>,
  splitter: Splitter,
): AsyncGenerator<readonly Piece[]> {
  let rest: Uint8Array = new Uint8Array(0);
  let place = 0;
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : joined(rest, chunk);
    const { pieces, used } = splitter.split(bytes, false);
    const from = place;
    rest = bytes.subarray(used);
    place += used;
    if (rest.length > MAX_RECORD)
      throw new EvqError("import.unreadable", `A record of the file is longer than ${MAX_RECORD >> 20} MB.`);
    if (pieces.length > 0) yield placed(pieces, from);
  }
  const { pieces } = splitter.split(rest, true);
  if (pieces.length > 0) yield placed(pieces, place);
}

function placed(pieces: readonly Piece[], from: number): readonly Piece[] {
  return pieces.map((piece) => ({ ...piece, end: from + piece.end }));
}

export function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
