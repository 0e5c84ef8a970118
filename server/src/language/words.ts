import { wordsFor } from "../syntax/vocabulary.ts";
import type { Word, WordKind } from "../syntax/vocabulary.ts";
import { code, markdown } from "./prose.ts";
import type { Prose } from "./prose.ts";

interface Description {
  readonly detail?: string;
  readonly documentation?: Prose;
}

const CALLED: ReadonlySet<WordKind> = new Set(["aggregate", "function"]);

/** How a keyword or operator is written and what it does, for a completion item. */
export function describeKeyword(text: string): Description {
  const word = wordsFor(text).find(({ kind }) => !CALLED.has(kind));
  return word ? { detail: word.signature, documentation: proseOf(word).slice(1) } : {};
}

export function describeFunction(text: string): Description {
  const word = wordsFor(text).find(({ kind }) => CALLED.has(kind));
  return word ? { detail: word.signature, documentation: proseOf(word).slice(1) } : {};
}

/** A word's signature, its sentence and an example. */
export function proseOf({ signature, description, example }: Word): Prose {
  return [code(signature, "evq"), markdown(description), code(example, "evq")];
}
