import type { FieldMapping } from "../../../protocol/imports.ts";
import { guessMapping } from "./mapping.ts";
import type { Guess } from "./mapping.ts";
import type { Members } from "./members.ts";
import type { Piece } from "./pieces.ts";
import { BadRecordError } from "./record.ts";
import type { Records } from "./records.ts";

/** Records that the mapping is guessed from, at most. */
const SAMPLE = 1000;
const SAMPLE_BYTES = 8 * 1024 * 1024;

/** Whole pieces of the file until there is enough to guess from. */
export async function sampleOf({ pieces }: Records): Promise<readonly Piece[]> {
  const sample: Piece[] = [];
  let bytes = 0;
  while (sample.length < SAMPLE && bytes < SAMPLE_BYTES) {
    const next = await pieces.next();
    if (next.done) break;
    for (const piece of next.value) bytes += piece.bytes.length;
    sample.push(...next.value);
  }
  return sample;
}

/** What the first records say about the file: what its columns hold, and which fields the events' are. */
export function learn(records: Records, pieces: readonly Piece[], mapping: FieldMapping): Guess {
  const sample = pieces.slice(0, SAMPLE);
  records.learn(sample, mapping);
  const guess = guessMapping(
    mapping,
    sample.flatMap((piece) => membersIn(records, piece)),
  );
  records.learn(sample, guess.mapping);
  return guess;
}

/** The members of a record; none of one that cannot be read. */
export function membersIn(records: Records, piece: Piece): readonly Members[] {
  try {
    return [records.read(piece).members];
  } catch (error) {
    if (error instanceof BadRecordError) return [];
    throw error;
  }
}
