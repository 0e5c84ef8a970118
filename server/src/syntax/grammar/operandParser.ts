import type { Expression } from "../ast.ts";
import { clip } from "../lex.ts";
import * as T from "../tokens.ts";
import { BracketParser } from "./bracketParser.ts";
import { fix } from "./treeParser.ts";
import type { Rule } from "./treeParser.ts";

const A_VALUE = { expected: "a value", hint: "Write a field, a string in quotes, a number or a time." };

/** What stands between operators, and how the words that could be names or more are told apart. */
export abstract class OperandParser extends BracketParser {
  private wanted = A_VALUE;

  /** Whether the next word opens a clause, be it a foreign or a misspelt one. */
  protected abstract startsClause(): boolean;

  protected override begin(...input: Parameters<BracketParser["begin"]>): void {
    super.begin(...input);
    this.wanted = A_VALUE;
  }

  /** Names what the next operand is for, in case it is not there. */
  protected want(expected: string, hint: string): void {
    this.wanted = { expected, hint };
  }

  protected override absentOperand(): Expression {
    const { expected, hint } = this.wanted;
    this.wanted = A_VALUE;
    return this.missing(expected, hint);
  }

  readonly operand: Rule<Expression> = this.RULE("operand", () => {
    const wanted = this.wanted;
    this.wanted = A_VALUE;
    return this.OR([
      { GATE: () => !this.hasRoom() && this.opens(), ALT: () => this.SUBRULE(this.tooDeepToRead) },
      { GATE: () => this.isForeignAgo(), ALT: () => this.SUBRULE(this.foreignAgo) },
      { GATE: () => this.isExists(), ALT: () => this.SUBRULE(this.exists) },
      { GATE: () => this.at(T.OpenParen, 2), ALT: () => this.SUBRULE(this.call) },
      { GATE: () => this.isPath(), ALT: () => this.SUBRULE(this.path) },
      { ALT: () => this.SUBRULE(this.literal) },
      { ALT: () => this.SUBRULE(this.parenthesised) },
      { ALT: () => this.SUBRULE(this.bracketList) },
      { GATE: () => this.isReservedPath(), ALT: () => this.SUBRULE(this.reservedPath) },
      { GATE: () => this.LA(1).image === "*", ALT: () => this.SUBRULE(this.star) },
      { ALT: () => this.ACTION(() => this.missing(wanted.expected, wanted.hint)) },
    ]);
  });

  private readonly exists: Rule<Expression> = this.RULE("exists", () => {
    const start = this.start;
    this.CONSUME(T.Exists);
    const operand = this.OR([{ ALT: () => this.SUBRULE(this.parenthesised) }, { ALT: () => this.SUBRULE(this.path) }]);
    return this.ACTION(() => this.grown({ kind: "exists", span: this.since(start), operand }, [operand]));
  });

  /** `ago "1h"` and `ago 1h`. */
  private readonly foreignAgo: Rule<Expression> = this.RULE("foreignAgo", () => {
    const name = this.SUBRULE(this.name);
    const written = this.OR([{ ALT: () => this.CONSUME(T.Text) }, { ALT: () => this.CONSUME(T.Digits) }]);
    return this.ACTION((): Expression => {
      const span = this.since(name.span.start);
      const text = written.image.replace(/^["']|["']$/g, "");
      this.note(
        span,
        "syntax.foreign-word",
        `EVQ writes \`ago(${clip(text)})\` here.`,
        fix(`Write ago(${text})`, { span, text: `ago(${text})` }),
      );
      return { kind: "call", span, name, arguments: [{ kind: "duration", span: this.spanOf(written), text }] };
    });
  });

  /** The `*` of `select *`, which EVQ does not need. */
  private readonly star: Rule<Expression> = this.RULE("star", () => {
    const token = this.CONSUME(T.OtherArithmetic);
    return this.ACTION((): Expression => {
      const span = this.spanOf(token);
      this.note(span, "syntax.foreign-word", "`*` has no meaning here: without `select` a result has all fields.");
      return this.missingOver(span, "a value");
    });
  });

  /** Brackets deeper than anyone writes are passed over up to the next clause. */
  private readonly tooDeepToRead: Rule<Expression> = this.RULE("tooDeepToRead", () => {
    const start = this.start;
    this.AT_LEAST_ONE(() => this.CONSUME(T.Inner));
    return this.ACTION(() => this.tooDeep(this.since(start)));
  });

  /** Whether the next token goes one level deeper. */
  private opens(): boolean {
    return this.at(T.OpenParen) || this.at(T.OpenBracket) || (this.at(T.Identifier) && this.at(T.OpenParen, 2));
  }

  /** A clause or statement keyword that what follows shows to be meant as a field. */
  protected isReservedPath(): boolean {
    if (this.at(T.ClauseKeyword))
      return [T.Comparator, T.Dot, T.In, T.Is, T.Between, T.Comma, T.CloseParen, T.CloseBracket].some((type) =>
        this.at(type, 2),
      );
    const word = this.at(T.From) || this.at(T.Let) || this.at(T.Param);
    return word && !this.startsLine() && (this.at(T.Comparator, 2) || this.at(T.Dot, 2));
  }

  /** Whether the next token can begin a value. */
  protected startsOperand(distance = 1): boolean {
    return [
      T.Identifier,
      T.Text,
      T.Digits,
      T.Time,
      T.BadTime,
      T.ParameterName,
      T.OpenParen,
      T.OpenBracket,
      T.Null,
      T.True,
      T.False,
    ].some((type) => this.at(type, distance));
  }

  private isPath(): boolean {
    if (this.opensClause()) return false;
    // `by x` and `as x` never hold a field named `by` or `as`: no two names follow each other.
    return !(this.at(T.By) || this.at(T.As)) || !this.at(T.Identifier, 2) || this.isTrailingWord(2);
  }

  /** Whether the next word, though it could be a name, opens a clause: it begins a line and goes on as a clause does. */
  protected opensClause(): boolean {
    if (!this.startsLine() || this.startsLine(2) || !this.startsClause()) return false;
    const negation = this.at(T.Not, 2) && ![T.In, T.Between, T.TextOperator].some((type) => this.at(type, 3));
    const operand = this.startsOperand(2) && !this.isTrailingWord(2);
    return operand || negation || this.at(T.By, 2) || this.at(T.ClauseKeyword, 2);
  }

  private isTrailingWord(distance: number): boolean {
    return [T.As, T.Asc, T.Desc, T.TextOperator, T.Keep, T.Within, T.Gap, T.Stream, T.Overlap, T.On, T.Ignoring].some(
      (type) => this.at(type, distance),
    );
  }

  private isExists(): boolean {
    if (!this.at(T.Exists)) return false;
    if (this.at(T.OpenParen, 2)) return true;
    if (!this.at(T.Identifier, 2)) return false;
    return !this.at(T.TextOperator, 2) || !this.startsOperand(3);
  }

  private isForeignAgo(): boolean {
    return (
      this.LA(1).image.toLowerCase() === "ago" && (this.at(T.Text, 2) || this.at(T.Digits, 2)) && !this.startsLine(2)
    );
  }
}
