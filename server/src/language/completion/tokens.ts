import type { Span } from "../../base/span.ts";
import { lex, spanOf } from "../../syntax/lex.ts";
import { unescape, unquote } from "../../syntax/literals.ts";
import type { Snapshot } from "../snapshot.ts";
import * as types from "../../syntax/tokens.ts";

/** A piece of the text as completion sees it; half-written pieces count as what they begin to be. */
export interface Token {
  readonly kind: "word" | "quoted" | "string" | "literal" | "parameter" | "time" | "symbol" | "comment";
  readonly text: string;
  readonly span: Span;
  /** For a string, a quoted name or a comment: whether its end is there. */
  readonly closed: boolean;
  /** Whether it is the first one of its line, comments aside. */
  readonly startsLine: boolean;
}

/** The pieces of a text that begin before an offset, in order. */
export function tokensBefore({ text, cuts }: Pick<Snapshot, "text" | "cuts">, offset: number): readonly Token[] {
  const { tokens, comments } = lex(text, cuts);
  const pieces = tokens.map((token, at): Token => {
    const { image, tokenType, startLine = 0 } = token;
    const startsLine = startLine > (tokens[at - 1]?.endLine ?? 0);
    const span = spanOf(token, text.length);
    return { kind: kindOf(token), text: image, span, closed: !OPEN.has(tokenType), startsLine };
  });
  for (const { kind, span, text } of comments)
    pieces.push({ kind: "comment", text, span, closed: kind === "line" || text.endsWith("*/"), startsLine: false });
  return pieces.filter(({ span }) => span.start < offset).sort((a, b) => a.span.start - b.span.start);
}

type LexedToken = ReturnType<typeof lex>["tokens"][number];

function kindOf({ tokenType, image }: LexedToken): Token["kind"] {
  const kind = KINDS.get(tokenType);
  if (kind) return kind;
  return /^\w/.test(image) ? "word" : "symbol";
}

const KINDS: ReadonlyMap<LexedToken["tokenType"], Token["kind"]> = new Map([
  [types.QuotedName, "quoted" as const],
  [types.OpenName, "quoted"],
  [types.RawText, "string"],
  [types.OpenRawText, "string"],
  [types.DoubleText, "string"],
  [types.SingleText, "string"],
  [types.OpenText, "string"],
  [types.Time, "time"],
  [types.BadTime, "time"],
  [types.DurationText, "literal"],
  [types.NumberText, "literal"],
  [types.BadNumber, "literal"],
  [types.ParameterName, "parameter"],
]);

const OPEN: ReadonlySet<LexedToken["tokenType"]> = new Set([types.OpenName, types.OpenRawText, types.OpenText]);

/** The name that a word or a quoted name stands for, or the value of a string. */
export function nameOf({ kind, text }: Token): string {
  if (kind === "quoted") return unquote(text);
  return kind === "string" ? textOf(text) : text;
}

function textOf(written: string): string {
  return written.startsWith('"""') ? written.slice(3, written.length > 5 ? -3 : undefined) : unescape(written).value;
}
