import type { Expression, Missing, Name, SourceNode } from "../ast.ts";
import { unescape } from "../literals.ts";
import * as T from "../tokens.ts";
import { ClauseWordParser } from "./clauseWords.ts";
import { writtenName } from "./pathParser.ts";
import { fix } from "./treeParser.ts";
import type { Rule } from "./treeParser.ts";

/** Sources: `connection[.log][ stream "name"]`. */
export abstract class SourceParser extends ClauseWordParser {
  protected readonly source: Rule<SourceNode | Missing> = this.RULE("source", () => {
    const start = this.start;
    const path: (Name | Missing)[] = [];
    return this.OR([
      {
        GATE: () => this.at(T.Text) || this.isReservedPath() || (this.at(T.Identifier) && !this.opensClause()),
        ALT: () => {
          path.push(this.SUBRULE(this.sourceHead));
          this.MANY(() => {
            this.CONSUME(T.Dot);
            path.push(this.SUBRULE(this.logName));
          });
          const stream = this.OPTION(() => this.SUBRULE(this.stream));
          return this.ACTION((): SourceNode => ({
            kind: "source",
            span: this.since(start),
            path: this.twoNames(path),
            stream,
          }));
        },
      },
      { ALT: () => this.ACTION(() => this.missing("a source", "Name one, as in `from local.audit`.")) },
    ]);
  });

  private readonly stream: Rule<Expression> = this.RULE("stream", () => {
    this.CONSUME(T.Stream);
    return this.SUBRULE(this.expression);
  });

  private readonly sourceHead: Rule<Name> = this.RULE("sourceHead", () =>
    this.OR([
      { ALT: () => this.SUBRULE(this.hyphenated) },
      {
        ALT: () => {
          const word = this.CONSUME(T.Reserved);
          return this.ACTION(() =>
            this.quoted(
              this.plainName(),
              `\`${word.image}\` is a keyword. Put it in backticks to mean a source.`,
              "syntax.reserved-word",
            ),
          );
        },
      },
      { ALT: () => this.SUBRULE(this.textName) },
    ]),
  );

  private readonly logName: Rule<Name | Missing> = this.RULE("logName", () =>
    this.OR([
      { GATE: () => !this.startsLine(), ALT: () => this.SUBRULE(this.hyphenated) },
      {
        GATE: () => this.touches,
        ALT: () => {
          this.CONSUME(T.Reserved);
          return this.ACTION(() => this.plainName());
        },
      },
      {
        GATE: () => this.touches,
        ALT: () => {
          this.CONSUME(T.Digits);
          return this.ACTION(() =>
            this.quoted(this.plainName(), "A name that begins with a digit stands in backticks."),
          );
        },
      },
      { GATE: () => this.touches, ALT: () => this.SUBRULE(this.textName) },
      { ALT: () => this.ACTION(() => this.missing("the name of a log", "Name one, as in `local.audit`.")) },
    ]),
  );

  /** A name, or several joined by hyphens, which people write without the backticks it takes. */
  private readonly hyphenated: Rule<Name> = this.RULE("hyphenated", () => {
    const first = this.SUBRULE(this.name);
    this.MANY({
      GATE: () =>
        this.touches &&
        this.LA(1).startOffset + 1 === this.LA(2).startOffset &&
        (this.at(T.Identifier, 2) || this.at(T.Digits, 2) || this.at(T.Reserved, 2)),
      DEF: () => {
        this.CONSUME(T.Minus);
        this.OR([
          { ALT: () => this.CONSUME(T.Identifier) },
          { ALT: () => this.CONSUME(T.Digits) },
          { ALT: () => this.CONSUME(T.Reserved) },
        ]);
      },
    });
    return this.ACTION(() => this.joinedName(first));
  });

  /** A name in quotes, as other languages write it. */
  private readonly textName: Rule<Name> = this.RULE("textName", () => {
    const token = this.CONSUME(T.Text);
    return this.ACTION(() =>
      this.quoted(
        { kind: "name", span: this.spanOf(token), text: unescape(token.image).value },
        "A source is named in backticks, not in quotes.",
      ),
    );
  });

  private joinedName(first: Name): Name {
    const span = this.since(first.span.start);
    if (span.end === first.span.end) return first;
    return this.quoted(
      { kind: "name", span, text: this.sliceOf(span).replaceAll("`", "") },
      "A name with `-` stands in backticks.",
    );
  }

  private quoted(name: Name, message: string, code = "syntax.odd-name"): Name {
    const text = code === "syntax.reserved-word" ? `\`${name.text}\`` : writtenName(name.text);
    this.note(name.span, code, message, fix(`Write ${text}`, { span: name.span, text }));
    return name;
  }

  private twoNames(path: readonly (Name | Missing)[]): readonly (Name | Missing)[] {
    const rest = path.slice(1);
    const [second] = rest;
    const last = rest.at(-1);
    if (!second || !last || rest.length === 1) return path;
    const span = { start: second.span.start, end: last.span.end };
    const text = rest.map((name) => (name.kind === "name" ? name.text : "")).join(".");
    const written = writtenName(text);
    this.note(
      span,
      "syntax.source-path",
      "A source has a connection and a log. Put a log's name with dots in backticks, and a stream behind `stream`.",
      fix(`Write ${written}`, { span, text: written }),
    );
    return [...path.slice(0, 1), { kind: "name", span, text }];
  }
}
