import type { IToken } from "chevrotain";
import type { Expression } from "../ast.ts";
import { clip } from "../lex.ts";
import { parseTimeText, readDuration, unquote } from "../literals.ts";
import * as T from "../tokens.ts";
import { PathParser } from "./pathParser.ts";
import type { Rule } from "./treeParser.ts";

/** Strings, numbers, durations, times, constants and parameters. */
export abstract class LiteralParser extends PathParser {
  protected readonly literal: Rule<Expression> = this.RULE("literal", () => {
    const token = this.OR([
      { ALT: () => this.CONSUME(T.Text) },
      { ALT: () => this.CONSUME(T.Digits) },
      { ALT: () => this.CONSUME(T.Time) },
      { ALT: () => this.CONSUME(T.BadTime) },
      { ALT: () => this.CONSUME(T.ParameterName) },
      { ALT: () => this.CONSUME(T.Null) },
      { ALT: () => this.CONSUME(T.True) },
      { ALT: () => this.CONSUME(T.False) },
    ]);
    return this.ACTION(() => this.literalOf(token));
  });

  protected durationOf(token: IToken): Expression {
    this.noteProblem(token, "syntax.duration-literal", readDuration(token.image).problem);
    return { kind: "duration", span: this.spanOf(token), text: token.image };
  }

  private literalOf(token: IToken): Expression {
    const span = this.spanOf(token);
    switch (token.tokenType) {
      case T.Null:
        return { kind: "null", span };
      case T.True:
      case T.False:
        return { kind: "boolean", span, value: token.tokenType === T.True };
      case T.NumberText: {
        const text = token.image.replaceAll("_", "");
        return { kind: "number", span, text, ...(text !== token.image && { written: token.image }) };
      }
      case T.DurationText:
        return this.durationOf(token);
      case T.BadNumber:
        this.noteProblem(token, "syntax.number-literal", badNumber(token.image));
        return this.missingOver(span, "a number or a duration");
      case T.Time:
      case T.BadTime:
        this.noteProblem(token, "syntax.time-literal", parseTimeText(token.image.slice(1)).problem);
        return token.tokenType === T.Time
          ? { kind: "time", span, text: token.image.slice(1) }
          : this.missingOver(span, "a time");
      case T.ParameterName: {
        const name = token.image.slice(1);
        if (name === "") return this.missingParameter(token);
        return { kind: "parameter", span, name: name.startsWith("`") ? unquote(name) : name };
      }
      default:
        return {
          kind: "string",
          span,
          value: this.textOf(token),
          ...(token.tokenType === T.RawText && { raw: true as const }),
        };
    }
  }

  private missingParameter(token: IToken): Expression {
    const span = this.spanOf(token);
    this.note(span, "syntax.expected", "The name of a parameter is missing after `$`.");
    return this.missingOver(span, "the name of a parameter");
  }

  private noteProblem(token: IToken, code: string, problem: string | undefined): void {
    if (problem !== undefined)
      this.note(this.spanOf(token), code, `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`);
  }
}

function badNumber(image: string): string {
  const unit = /^[\d_.]+(ms|mo|[smhdwy])$/i.exec(image)?.[1];
  if (unit !== undefined && unit !== unit.toLowerCase())
    return `units of time are written in lower case: m is a minute, mo a month`;
  if (unit !== undefined && image.includes("."))
    return "a duration has whole numbers; write 1h30m for one hour and a half";
  return `\`${clip(image)}\` is neither a number nor a duration; put it in quotes if it is text`;
}
