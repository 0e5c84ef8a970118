import leven from "leven";
import { foreignWords } from "./vocabulary.ts";
import type { ForeignWord } from "./vocabulary.ts";

/** What a word that is no keyword most likely means. */
export interface Guess {
  readonly text: string;
  /** Near enough to read the text as if it had been written. */
  readonly sure: boolean;
}

const LONGEST = 14;

/** The candidate nearest to a word by edits; undefined when none is near. */
export function guess(word: string, candidates: readonly string[]): Guess | undefined {
  const lower = word.toLowerCase();
  if (lower.length < 2 || lower.length > LONGEST) return undefined;
  let [best, bestDistance]: [string | undefined, number] = [undefined, 2.5];
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - lower.length) > bestDistance) continue;
    const distance = sameLetters(candidate, lower) ? 1 : leven(candidate, lower);
    // Few people miss the first letter.
    const closer = distance === bestDistance && candidate[0] === lower[0] && best?.[0] !== lower[0];
    if (distance < bestDistance || closer) [best, bestDistance] = [candidate, distance];
  }
  if (best === undefined || bestDistance * 2 > Math.min(best.length, lower.length)) return undefined;
  return { text: best, sure: lower.length > 2 && (bestDistance === 1 || lower.length > 5) };
}

/** The word of another language, if it is one. */
export function foreignWord(word: string): ForeignWord | undefined {
  return foreign.get(word.toLowerCase());
}

const foreign: ReadonlyMap<string, ForeignWord> = new Map(foreignWords.map((word) => [word.text, word]));

/** Letters that changed places are one slip, not two. */
function sameLetters(a: string, b: string): boolean {
  return a.length === b.length && a !== b && a.split("").sort().join() === b.split("").sort().join();
}
