import { diffWordsWithSpace } from "diff";

/** A piece of a text: the same on both sides, or only on this one. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** Two texts in pieces, with what differs between them marked. */
export interface WordMarks {
  readonly before: readonly Piece[];
  readonly after: readonly Piece[];
}

/** Longer texts are not compared word by word: one reads them in the diff editor. */
const MOST_CHARACTERS = 20_000;
/** Texts that differ in more words than this have little in common. */
const MOST_EDITS = 400;

/** The words that differ between two texts; undefined when marks would not help: they are short, huge, or nothing alike. */
export function wordMarks(before: string, after: string): WordMarks | undefined {
  const length = before.length + after.length;
  if (length > MOST_CHARACTERS || !/\s/.test(before.trim()) || !/\s/.test(after.trim())) return undefined;
  const script = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS });
  if (!script?.some(({ added, removed, value }) => !added && !removed && value.trim() !== "")) return undefined;
  const side = (isOther: "added" | "removed") =>
    script
      .filter((piece) => !piece[isOther])
      .map(({ value, added, removed }) => ({ text: value, marked: added || removed }));
  return { before: side("added"), after: side("removed") };
}
