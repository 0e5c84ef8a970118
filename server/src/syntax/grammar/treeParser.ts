import { EmbeddedActionsParser } from "chevrotain";
import type { IToken, TokenType } from "chevrotain";
import type { Span } from "../../base/span.ts";
import type { Expression, Missing } from "../ast.ts";
import { clip, retype, spanOf } from "../lex.ts";
import type { Edit, Fix, Problem } from "../problem.ts";
import { allTypes } from "../tokens.ts";

/** A grammar rule that gives a part of the tree. */
export type Rule<T> = () => T;

/** How high the tree of an expression may be, so that whoever walks it may recurse. */
export const MAX_HEIGHT = 200;
/** How deep brackets may nest; a level costs the parser about 6 KB of its stack. */
export const MAX_BRACKETS = 50;

/**
 * What every rule needs: spans, Missing nodes and problems.
 *
 * The grammar is total: each rule accepts every sequence of tokens, because what must stand somewhere is optional to
 * chevrotain and becomes a Missing node with a problem when it is not there. So chevrotain's own recovery, which drops
 * and invents tokens by itself, is off: the tree says exactly what is absent and where, and one mistake is one problem.
 * For the same reason the tree is built in the rules: only there is it known which token came before the gap. (A CST
 * also takes twice as long, measured before anything was lowered from it.)
 */
export abstract class TreeParser extends EmbeddedActionsParser {
  protected problems: Problem[] = [];
  private text = "";
  private gapEnd = 0;
  private complainedAt: IToken | undefined;
  private heights = new WeakMap<object, number>();

  constructor() {
    super(allTypes, { recoveryEnabled: false, maxLookahead: 1, skipValidations: true });
  }

  /** Sets the next text; the tokens are its own and may be retyped. */
  protected begin(text: string, tokens: IToken[], problems: Problem[]): void {
    this.input = tokens;
    this.text = text;
    this.problems = problems;
    this.gapEnd = 0;
    this.complainedAt = undefined;
    this.heights = new WeakMap();
  }

  /** Where the next token starts. */
  protected get start(): number {
    return this.spanOf(this.LA(1)).start;
  }

  /** From a place to the end of what was read last, be it a token or a gap. */
  protected since(start: number): Span {
    const end = Math.max(this.previousEnd, this.gapEnd);
    return { start: Math.min(start, end), end };
  }

  protected spanOf(token: IToken): Span {
    return spanOf(token, this.text.length);
  }

  protected sliceOf({ start, end }: Span): string {
    return this.text.slice(start, end);
  }

  private get previousEnd(): number {
    const previous = this.LA(0);
    return Number.isNaN(previous.startOffset) ? 0 : this.spanOf(previous).end;
  }

  /** Whether the next token is of a type or category. */
  protected at(type: TokenType, distance = 1): boolean {
    return this.is(this.LA(distance), type);
  }

  protected is(token: IToken, type: TokenType): boolean {
    return token.tokenType === type || (type.categoryMatchesMap?.[token.tokenTypeIdx] ?? false);
  }

  /** Whether a line begins with the token at a distance. */
  protected startsLine(distance = 1): boolean {
    const before = this.LA(distance - 1);
    return Number.isNaN(before.startOffset) || before.endLine !== this.LA(distance).startLine;
  }

  /** Whether nothing stands between the previous token and the next one. */
  protected get touches(): boolean {
    return this.LA(0).startOffset + this.LA(0).image.length === this.LA(1).startOffset;
  }

  protected atEnd(distance = 1): boolean {
    return Number.isNaN(this.LA(distance).startOffset);
  }

  /** The gap where something is absent: from the previous token over white space, at most into the next line. */
  protected gap(): Span {
    const start = Math.max(this.previousEnd, this.gapEnd);
    const pattern = /[^\S\n]*(?:\n[^\S\n]*)?/y;
    pattern.lastIndex = start;
    const end = start + (pattern.exec(this.text)?.[0].length ?? 0);
    return { start, end };
  }

  /** Something required is not there: a node for its place, and a problem unless one was already told here. */
  protected missing(expected: string, hint?: string, fix?: Fix): Missing {
    this.complainOfMissing(expected, hint, fix);
    return this.silentGap(expected);
  }

  /** A node for an absent part when it has been told of elsewhere. */
  protected silentGap(expected: string): Missing {
    const span = this.gap();
    this.gapEnd = span.end;
    return { kind: "missing", span, expected };
  }

  /** A node for text that stands where something else should. */
  protected missingOver(span: Span, expected: string): Missing {
    return { kind: "missing", span, expected };
  }

  /** Says that something should stand behind the previous token. */
  protected complainOfMissing(expected: string, hint?: string, fix?: Fix): void {
    const previous = this.LA(0);
    const first = Number.isNaN(previous.startOffset);
    const place = first ? "" : ` after \`${clip(previous.image)}\``;
    const advice = hint === undefined ? "" : ` ${hint}`;
    const message = `${expected.charAt(0).toUpperCase()}${expected.slice(1)} is missing${place}.${advice}`;
    const span = first ? { start: 0, end: 0 } : this.spanOf(previous);
    this.complain({ span, severity: "error", code: "syntax.expected", message, ...(fix && { fixes: [fix] }) });
  }

  /** Tells a problem that what comes next causes; what follows from it at the same place stays untold. */
  protected complain(problem: Problem): void {
    if (this.complainedAt === this.LA(1)) return;
    this.complainedAt = this.LA(1);
    this.problems.push(problem);
  }

  /** Tells a mistake that does not hide others. */
  protected note(span: Span, code: string, message: string, ...fixes: Fix[]): void {
    this.problems.push({ span, severity: "error", code, message, ...(fixes.length > 0 && { fixes }) });
  }

  /** A fix that puts text right behind the previous token. */
  protected insertion(title: string, text: string): Fix {
    const end = this.previousEnd;
    return fix(title, { span: { start: end, end }, text });
  }

  protected retypeNext(type: TokenType): void {
    retype(this.LA(1), type);
  }

  /** The node, or a Missing over its text once its tree is too high to walk; that is told once, for the innermost. */
  protected grown(node: Expression, parts: readonly Expression[]): Expression {
    let height = 0;
    for (const part of parts) height = Math.max(height, this.heights.get(part) ?? 0);
    if (height === MAX_HEIGHT) return this.tooDeep(node.span);
    if (height > MAX_HEIGHT) return this.unreadable(node.span);
    this.heights.set(node, height + 1);
    return node;
  }

  protected tooDeep(span: Span): Missing {
    const message = `This is nested too deep: at most ${MAX_BRACKETS} brackets in each other and ${MAX_HEIGHT} operators in a row. Write a list with \`in\`, or split the query with \`let\`.`;
    const start = { start: span.start, end: Math.min(span.end, span.start + 1) };
    this.complain({ span: start, severity: "error", code: "syntax.too-deep", message });
    return this.unreadable(span);
  }

  private unreadable(span: Span): Missing {
    const node = this.missingOver(span, "something less deep");
    this.heights.set(node, MAX_HEIGHT + 1);
    return node;
  }
}

/** A preferred fix. */
export function fix(title: string, ...edits: readonly Edit[]): Fix {
  return { title, edits, preferred: true };
}
