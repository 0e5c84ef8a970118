import type { Document } from "./ast.ts";
import { DocumentParser } from "./grammar/documentParser.ts";
import { lex } from "./lex.ts";
import type { Problem } from "./problem.ts";

export interface Parsed {
  readonly document: Document;
  /** In the order of the text; only the first thousand of a text that has more. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a text. It never throws, and takes time in proportion to the text; what is wrong is told, what is absent is a
 * Missing node. `cuts` are those of `lex`.
 */
export function parse(text: string, cuts?: readonly number[]): Parsed {
  const lexed = lex(text, cuts);
  const document = (parser ??= new DocumentParser()).read(text, lexed);
  const problems = [...lexed.problems].sort((a, b) => a.span.start - b.span.start).slice(0, MOST_PROBLEMS);
  return { document, problems };
}

/** Nobody reads more, and an editor would choke on a text of another kind. */
const MOST_PROBLEMS = 1000;

let parser: DocumentParser | undefined;
