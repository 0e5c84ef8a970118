import { clauses, modifiers, statements } from "./vocabulary/clauses.ts";
import { aggregates, functions, types } from "./vocabulary/functions.ts";
import { constants, operators } from "./vocabulary/operators.ts";
import type { Word } from "./vocabulary/word.ts";

export { clauses, modifiers, statements } from "./vocabulary/clauses.ts";
export { foreignWords } from "./vocabulary/foreign.ts";
export type { ForeignWord } from "./vocabulary/foreign.ts";
export { aggregates, functions, types } from "./vocabulary/functions.ts";
export { constants, operators } from "./vocabulary/operators.ts";
export type { Word, WordKind } from "./vocabulary/word.ts";

/** Every word of the language, once for each thing it means (`first` is an aggregate and a modifier). */
export const vocabulary: readonly Word[] = [
  ...statements,
  ...clauses,
  ...modifiers,
  ...operators,
  ...constants,
  ...aggregates,
  ...functions,
  ...types,
];

/** What a word can mean, whatever its case; `order` finds `order by`. */
export function wordsFor(text: string): readonly Word[] {
  const lower = text.toLowerCase();
  return vocabulary.filter((word) => word.text === lower || word.text.split(" ")[0] === lower);
}
