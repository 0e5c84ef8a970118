import type { IToken } from "chevrotain";
import type { Expression, List, Name } from "../ast.ts";
import { clip } from "../lex.ts";
import * as T from "../tokens.ts";
import { LiteralParser } from "./literalParser.ts";
import { MAX_BRACKETS, fix } from "./treeParser.ts";
import type { Rule } from "./treeParser.ts";

/** Calls, lists and brackets. */
export abstract class BracketParser extends LiteralParser {
  private depth = 0;

  abstract readonly expression: Rule<Expression>;

  /** A node for an operand that is not there. */
  protected abstract absentOperand(): Expression;

  protected override begin(...input: Parameters<LiteralParser["begin"]>): void {
    super.begin(...input);
    this.depth = 0;
  }

  protected readonly call: Rule<Expression> = this.RULE("call", () => {
    const name = this.SUBRULE(this.name);
    const open = this.CONSUME(T.OpenParen);
    const args = this.SUBRULE(this.items);
    this.SUBRULE(this.closing, { ARGS: [open] });
    return this.ACTION(() => this.callOf(name, this.orGap(args)));
  });

  protected readonly parenthesised: Rule<Expression> = this.RULE("parenthesised", () => {
    const open = this.CONSUME(T.OpenParen);
    this.depth++;
    const inner = this.SUBRULE(this.expression);
    this.depth--;
    this.SUBRULE(this.closing, { ARGS: [open] });
    return this.ACTION(() => this.grown({ kind: "parenthesised", span: this.since(open.startOffset), inner }, [inner]));
  });

  /** `(a, b)` behind `in`; it may be empty. */
  protected readonly parenList: Rule<Expression> = this.RULE("parenList", () => {
    const open = this.CONSUME(T.OpenParen);
    const items = this.SUBRULE(this.items);
    this.SUBRULE(this.closing, { ARGS: [open] });
    return this.ACTION(() => this.listOf(open, this.orGap(items)));
  });

  protected readonly bracketList: Rule<Expression> = this.RULE("bracketList", () => {
    const open = this.CONSUME(T.OpenBracket);
    const items = this.SUBRULE(this.items);
    this.SUBRULE(this.closing, { ARGS: [open] });
    return this.ACTION(() => this.listOf(open, this.orGap(items)));
  });

  /** What stands between brackets; it may be empty. */
  private readonly items: Rule<readonly Expression[]> = this.RULE("items", (): readonly Expression[] => {
    this.depth++;
    const first = this.OR([
      { GATE: () => this.LA(1).image === "*" && this.at(T.CloseParen, 2), ALT: () => this.SUBRULE(this.loneStar) },
      { GATE: () => !this.at(T.CloseParen) && !this.at(T.CloseBracket), ALT: () => this.SUBRULE(this.expression) },
      { ALT: () => this.ACTION(() => (this.at(T.Comma) ? this.absentOperand() : undefined)) },
    ]);
    const items = [first];
    this.MANY(() => {
      this.CONSUME(T.Comma);
      items.push(this.SUBRULE1(this.expression));
    });
    this.depth--;
    return items.filter((item) => item !== undefined);
  });

  /** The `*` of `count(*)`. */
  private readonly loneStar: Rule<undefined> = this.RULE("loneStar", () => {
    const star = this.CONSUME(T.OtherArithmetic);
    this.ACTION(() => {
      const span = this.spanOf(star);
      const removal = fix("Remove the *", { span, text: "" });
      this.note(span, "syntax.foreign-word", "`count()` counts rows; leave the `*` out.", removal);
    });
    return undefined;
  });

  /** The bracket that closes `open`; what stands wrongly before it on the same line is passed over. */
  private readonly closing: (open: IToken) => void = this.RULE("closing", (open: IToken) => {
    this.OPTION({
      GATE: () => this.closesBehindStray(open),
      DEF: () => {
        this.ACTION(() => this.complainOfStray("before the bracket closes"));
        this.MANY({ GATE: () => !this.closes(open, 1), DEF: () => this.CONSUME(T.Inner) });
      },
    });
    this.OR([
      { GATE: () => this.closes(open, 1), ALT: () => this.CONSUME(T.CloseParen) },
      { GATE: () => this.closes(open, 1), ALT: () => this.CONSUME(T.CloseBracket) },
      { ALT: () => this.ACTION(() => this.complainOfOpen(open)) },
    ]);
  });

  protected hasRoom(): boolean {
    return this.depth < MAX_BRACKETS;
  }

  /** Says that the next token does not belong where it stands. */
  protected complainOfStray(where: string): void {
    const token = this.LA(1);
    const span = this.spanOf(token);
    const message = `\`${clip(token.image)}\` does not belong ${where}. Remove it, or add what is missing before it.`;
    this.complain({ span, severity: "error", code: "syntax.unexpected", message });
  }

  private callOf(name: Name, args: readonly Expression[]): Expression {
    return this.grown({ kind: "call", span: this.since(name.span.start), name, arguments: args }, args);
  }

  private listOf(open: IToken, items: readonly Expression[]): Expression {
    const list: List = { kind: "list", span: this.since(open.startOffset), items };
    return this.grown(list, items);
  }

  /** Where a bracket ends the text, a first item is what should come next. */
  private orGap(items: readonly Expression[]): readonly Expression[] {
    const open = this.at(T.OpenParen, 0) || this.at(T.OpenBracket, 0);
    return items.length === 0 && open ? [this.silentGap("a value")] : items;
  }

  private closes(open: IToken, distance: number): boolean {
    return this.at(open.image === "(" ? T.CloseParen : T.CloseBracket, distance);
  }

  /** Whether the bracket closes a few tokens on, with nothing in between that starts something else. */
  private closesBehindStray(open: IToken): boolean {
    for (let distance = 1; distance <= 12; distance++) {
      if (this.closes(open, distance)) return distance > 1;
      if (!this.at(T.Inner, distance) || this.at(T.OpenParen, distance) || this.startsLine(distance)) return false;
    }
    return false;
  }

  private complainOfOpen(open: IToken): void {
    const close = open.image === "(" ? ")" : "]";
    const message = `This \`${open.image}\` is never closed. Add \`${close}\` where it ends.`;
    this.complain({
      span: this.spanOf(open),
      severity: "error",
      code: "syntax.unclosed",
      message,
      fixes: [this.insertion(`Add ${close}`, close)],
    });
  }
}
