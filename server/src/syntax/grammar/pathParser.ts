import type { Span } from "../../base/span.ts";
import type { Missing, Name, Path, PathStepNode } from "../ast.ts";
import { isPlainName, isWord } from "../lex.ts";
import { unescape, unquote } from "../literals.ts";
import type { Fix } from "../problem.ts";
import * as T from "../tokens.ts";
import { TreeParser, fix } from "./treeParser.ts";
import type { Rule } from "./treeParser.ts";

/** Names and paths: `payload.items[0]["odd key"].sku`. */
export abstract class PathParser extends TreeParser {
  /** A name that is being given, behind `as`, `let` or `param`; a keyword may be one on the same line. */
  readonly newName: Rule<Name | Missing> = this.RULE("newName", () =>
    this.OR([
      { GATE: () => !this.opensClause(), ALT: () => this.SUBRULE(this.name) },
      {
        GATE: () => !this.startsLine(),
        ALT: () => {
          this.CONSUME(T.Reserved);
          return this.ACTION(() => this.plainName());
        },
      },
      { ALT: () => this.ACTION(() => this.missing("a name")) },
    ]),
  );

  readonly name: Rule<Name> = this.RULE("name", () => {
    this.CONSUME(T.Identifier);
    return this.ACTION(() => this.plainName());
  });

  readonly path: Rule<Path> = this.RULE("path", () => {
    const start = this.start;
    const head = this.SUBRULE(this.name);
    const steps: PathStepNode[] = [];
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(T.Dot);
            steps.push(this.SUBRULE(this.keyStep));
          },
        },
        { ALT: () => steps.push(this.SUBRULE(this.bracketStep)) },
      ]);
    });
    return this.ACTION((): Path => ({ kind: "path", span: this.since(start), head, steps }));
  });

  /** A word in the place of a name where only a path can be meant: `order = 5`. */
  readonly reservedPath: Rule<Path> = this.RULE("reservedPath", () => {
    const start = this.start;
    const word = this.CONSUME(T.Reserved);
    const steps: PathStepNode[] = [];
    this.MANY(() => {
      this.CONSUME(T.Dot);
      steps.push(this.SUBRULE(this.keyStep));
    });
    return this.ACTION((): Path => {
      const span = this.spanOf(word);
      const quoted = fix("Put it in backticks", { span, text: `\`${word.image}\`` });
      this.note(
        span,
        "syntax.reserved-word",
        `\`${word.image}\` is a keyword. Put it in backticks to mean a field.`,
        quoted,
      );
      return { kind: "path", span: this.since(start), head: { kind: "name", span, text: word.image }, steps };
    });
  });

  /** What stands behind a dot. */
  readonly keyStep: Rule<PathStepNode> = this.RULE("keyStep", () =>
    this.OR([
      { GATE: () => !this.startsLine(), ALT: () => this.keyOf(this.SUBRULE(this.name)) },
      {
        GATE: () => this.touches,
        ALT: () => {
          this.CONSUME(T.Reserved);
          return this.ACTION(() => this.keyOf(this.plainName()));
        },
      },
      {
        GATE: () => this.touches,
        ALT: () => {
          this.CONSUME(T.Digits);
          return this.ACTION(() => this.digitStep());
        },
      },
      { ALT: () => this.ACTION(() => this.missing("a key", "Name one, as in `payload.id`.")) },
    ]),
  );

  private readonly bracketStep: Rule<PathStepNode> = this.RULE("bracketStep", () => {
    const start = this.start;
    this.CONSUME(T.OpenBracket);
    const step = this.OR([
      {
        ALT: () => {
          const text = this.CONSUME(T.Text);
          return this.ACTION((): PathStepNode => ({ kind: "key", span: this.spanOf(text), text: this.textOf(text) }));
        },
      },
      {
        ALT: () => {
          this.OR2([{ ALT: () => this.CONSUME(T.Digits) }, { ALT: () => this.CONSUME(T.Minus) }]);
          this.OPTION(() => this.CONSUME1(T.Digits));
          return this.ACTION(() => this.indexStep(start + 1));
        },
      },
      {
        ALT: () => {
          const key = this.SUBRULE(this.name);
          return this.ACTION(() => this.unquotedKey(key));
        },
      },
      { ALT: () => this.ACTION(() => this.missing("an index or a key", 'Write `[0]` or `["key"]`.')) },
    ]);
    this.OR1([
      { ALT: () => this.CONSUME(T.CloseBracket) },
      { ALT: () => this.ACTION(() => this.complainOfMissing("`]`", undefined, this.insertion("Add ]", "]"))) },
    ]);
    return this.ACTION(() => ({ ...step, span: this.since(start) }));
  });

  protected abstract opensClause(): boolean;

  /** The text of a string token; what is wrong in it is told. */
  protected textOf(token: { readonly image: string; readonly startOffset: number }): string {
    if (token.image.startsWith('"""')) return token.image.replace(/^"""|"""$/g, "");
    const { value, bad } = unescape(token.image);
    for (const { start, end, message } of bad) {
      const span = { start: token.startOffset + start, end: token.startOffset + end };
      this.note(
        span,
        "syntax.escape",
        message,
        fix("Write a backslash", { span: { start: span.start, end: span.start }, text: "\\" }),
      );
    }
    return value;
  }

  /** The name that was just read. */
  protected plainName(): Name {
    const token = this.LA(0);
    const quoted = token.image.startsWith("`");
    return { kind: "name", span: this.spanOf(token), text: quoted ? unquote(token.image) : token.image };
  }

  private keyOf(name: Name): PathStepNode {
    return this.ACTION(() => ({ kind: "key", span: name.span, text: name.text }));
  }

  private digitStep(): PathStepNode {
    const token = this.LA(0);
    const span = this.spanOf(token);
    const dotted: Span = { start: span.start - 1, end: span.end };
    if (/^\d{1,9}$/.test(token.image)) {
      this.note(
        dotted,
        "syntax.index",
        `An index stands in brackets: [${token.image}].`,
        this.bracketed(dotted, `[${token.image}]`),
      );
      return { kind: "index", span, index: Number(token.image) };
    }
    const text = `["${token.image}"]`;
    this.note(
      dotted,
      "syntax.odd-key",
      `A key that begins with a digit stands in brackets: ${text}.`,
      this.bracketed(dotted, text),
    );
    return { kind: "key", span, text: token.image };
  }

  private bracketed(span: Span, text: string): Fix {
    return fix(`Write ${text}`, { span, text });
  }

  private indexStep(start: number): PathStepNode {
    const span = this.since(start);
    const text = this.sliceOf(span).trim();
    if (/^\d{1,9}$/.test(text)) return { kind: "index", span, index: Number(text) };
    const minus = text.startsWith("-");
    const message = minus
      ? "An index counts from 0; there are no negative ones."
      : "An index is a whole number from 0 to 999999999.";
    this.note(span, "syntax.index", message);
    return this.missingOver(span, "an index");
  }

  private unquotedKey({ span, text }: Name): PathStepNode {
    const quoted = `"${text}"`;
    if (isWord(text))
      this.note(
        span,
        "syntax.index",
        `A key in brackets is a string: [${quoted}].`,
        fix("Put it in quotes", { span, text: quoted }),
      );
    else this.note(span, "syntax.index", "A key in brackets is a string in quotes.");
    return { kind: "key", span, text };
  }
}

/** A name as it is written at the head of a path, in backticks where it needs them. */
export function writtenName(text: string): string {
  return isPlainName(text) ? text : `\`${text.replaceAll("`", "``")}\``;
}
