import { covers } from "../../base/span.ts";
import { lex, spanOf } from "../../syntax/lex.ts";
import { wordsFor } from "../../syntax/vocabulary.ts";
import type { Snapshot } from "../snapshot.ts";
import { proseOf } from "../words.ts";
import type { HoverContent } from "./content.ts";

/** A keyword or operator at an offset, with its vocabulary entry. Function names are references and are found before. */
export function wordAt({ text }: Snapshot, offset: number): HoverContent | undefined {
  for (const token of lex(text).tokens) {
    const span = spanOf(token, text.length);
    if (!covers(span, offset)) continue;
    const word = wordsFor(token.image).find(({ kind }) => kind !== "aggregate" && kind !== "function");
    if (word) return { span, prose: proseOf(word) };
  }
  return undefined;
}
