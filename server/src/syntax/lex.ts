import { Lexer } from "chevrotain";
import type { IToken, TokenType } from "chevrotain";
import type { Span } from "../base/span.ts";
import type { Comment } from "./ast.ts";
import type { Problem } from "./problem.ts";
import {
  And,
  BlockComment,
  ForeignLogic,
  HashComment,
  Not,
  OpenComment,
  OpenName,
  OpenRawText,
  OpenText,
  Or,
  PlainName,
  lexedTypes,
  reservedWords,
  wordTypes,
} from "./tokens.ts";

export interface Lexed {
  readonly tokens: IToken[];
  readonly comments: readonly Comment[];
  readonly problems: Problem[];
}

/**
 * Cuts a text into tokens and comments. Every character is in one of them, is white space, or lies in a problem's span.
 * At each of `cuts`, offsets in their order, the text begins anew: what is left open before does not reach beyond.
 */
export function lex(text: string, cuts: readonly number[] = []): Lexed {
  if (cuts.length === 0) return lexPiece(text);
  const starts = [0, ...cuts];
  let line = 0;
  const pieces = starts.map((start, at) => {
    const piece = text.slice(start, starts[at + 1]);
    const lexed = moved(lexPiece(piece), start, line);
    line += piece.split(/\r\n|\r|\n/).length;
    return lexed;
  });
  return {
    tokens: pieces.flatMap(({ tokens }) => tokens),
    comments: pieces.flatMap(({ comments }) => comments),
    problems: pieces.flatMap(({ problems }) => problems),
  };
}

function lexPiece(text: string): Lexed {
  const { tokens, groups, errors } = (lexer ??= new Lexer([...lexedTypes], { ensureOptimizations: true })).tokenize(
    text,
  );
  const problems: Problem[] = [];
  for (const token of tokens) {
    if (token.tokenType === PlainName) classify(token, problems);
    else if (token.tokenType === ForeignLogic) translate(token, problems);
    else reportOpen(token, problems);
  }
  const comments = commentsOf(groups["comments"] ?? [], tokens, problems);
  for (const { offset, length } of errors) problems.push(unknown({ start: offset, end: offset + length }, text));
  return { tokens, comments, problems };
}

let lexer: Lexer | undefined;

/** A piece as it lies in the text that it is a piece of. A cut ends a line. */
function moved({ tokens, comments, problems }: Lexed, by: number, lines: number): Lexed {
  const there = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  for (const token of tokens) {
    token.startOffset += by;
    token.startLine = (token.startLine ?? 0) + lines;
    token.endLine = (token.endLine ?? 0) + lines;
  }
  return {
    tokens,
    comments: comments.map((comment) => ({ ...comment, span: there(comment.span) })),
    problems: problems.map(({ span, fixes, ...problem }) => ({
      ...problem,
      span: there(span),
      ...(fixes && {
        fixes: fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => ({ ...edit, span: there(edit.span) })) })),
      }),
    })),
  };
}

/** The characters of a token; an artificial token at the end of the input has none and lies at `end`. */
export function spanOf(token: IToken, end: number): Span {
  if (Number.isNaN(token.startOffset)) return { start: end, end };
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}

/** Makes a token one of another type, as if it had been lexed so. */
export function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx ?? token.tokenTypeIdx;
}

/** Whether a word can stand at the head of a path without backticks. */
export function isPlainName(text: string): boolean {
  return isWord(text) && !reservedWords.has(text.toLowerCase());
}

/** Whether a text has the form of a word, reserved or not. */
export function isWord(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

const LONGEST_KEYWORD = 10;

function classify(token: IToken, problems: Problem[]): void {
  const { image } = token;
  const type = image.length <= LONGEST_KEYWORD ? wordTypes.get(image.toLowerCase()) : undefined;
  if (type) return retype(token, type);
  if (isWord(image)) return;
  const span = spanOf(token, 0);
  problems.push({
    span,
    severity: "error",
    code: "syntax.odd-name",
    message: `\`${clip(image)}\` has letters beyond A to Z, which a name may have in backticks only.`,
    fixes: [{ title: "Put it in backticks", edits: [{ span, text: `\`${image}\`` }], preferred: true }],
  });
}

const LOGIC: Readonly<Record<string, { readonly word: string; readonly type: TokenType }>> = {
  "&&": { word: "and", type: And },
  "||": { word: "or", type: Or },
  "!": { word: "not", type: Not },
};

function translate(token: IToken, problems: Problem[]): void {
  const meant = LOGIC[token.image];
  if (!meant) return;
  retype(token, meant.type);
  const span = spanOf(token, 0);
  const text = token.image === "!" ? "not " : meant.word;
  problems.push({
    span,
    severity: "error",
    code: "syntax.foreign-word",
    message: `EVQ writes \`${meant.word}\` for \`${token.image}\`.`,
    fixes: [{ title: `Write \`${meant.word}\``, edits: [{ span, text }], preferred: true }],
  });
}

function reportOpen(token: IToken, problems: Problem[]): void {
  const span = spanOf(token, 0);
  const { tokenType: type, image } = token;
  if (type === OpenName) {
    problems.push(
      open(span, "syntax.unterminated-name", "This name in backticks is not closed on its line. Add a backtick.", "`"),
    );
  } else if (type === OpenText) {
    const quote = image.charAt(0);
    problems.push(
      open(
        span,
        "syntax.unterminated-string",
        `This string is not closed on its line. Add ${quote}, or write it as """…""" when it spans lines.`,
        quote,
      ),
    );
  } else if (type === OpenRawText) {
    problems.push(
      open(span, "syntax.unterminated-string", 'This string is never closed. Add """ where it ends.', '"""'),
    );
  }
}

function open(span: Span, code: string, message: string, text: string): Problem {
  const at = { start: span.end, end: span.end };
  return {
    span,
    severity: "error",
    code,
    message,
    fixes: [{ title: `Add ${text}`, edits: [{ span: at, text }], preferred: true }],
  };
}

function commentsOf(found: readonly IToken[], tokens: readonly IToken[], problems: Problem[]): Comment[] {
  let next = 0;
  return found.map((token) => {
    while (next < tokens.length && (tokens[next]?.startOffset ?? 0) < token.startOffset) next++;
    const before = tokens[next - 1];
    const span = spanOf(token, 0);
    if (token.tokenType === OpenComment)
      problems.push(
        open(span, "syntax.unterminated-comment", "This comment is never closed. Add */ where it ends.", " */"),
      );
    if (token.tokenType === HashComment) problems.push(hash(span));
    const block = token.tokenType === BlockComment || token.tokenType === OpenComment;
    const trailing = before !== undefined && before.endLine === token.startLine;
    return { kind: block ? "block" : "line", span, text: token.image, ...(trailing && { trailing: true as const }) };
  });
}

function hash({ start, end }: Span): Problem {
  const sign = { start, end: start + 1 };
  return {
    span: { start, end },
    severity: "error",
    code: "syntax.hash-comment",
    message: "A comment begins with // here, not with #.",
    fixes: [{ title: "Write //", edits: [{ span: sign, text: "//" }], preferred: true }],
  };
}

/** Characters that stand nowhere in the language; the parser never sees them. */
function unknown(span: Span, text: string): Problem {
  const written = clip(text.slice(span.start, span.end));
  return {
    span,
    severity: "error",
    code: "syntax.unknown-character",
    message: `\`${written}\` has no meaning in EVQ. Remove it, or put it in quotes.`,
  };
}

/** A piece of the user's text, short enough for a message. */
export function clip(text: string): string {
  const line = text.split(/[\r\n]/, 1)[0] ?? "";
  return line.length > 30 || line.length < text.length ? `${line.slice(0, 30)}…` : line;
}
