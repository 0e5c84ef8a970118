import type { IToken } from "chevrotain";
import type {
  Document,
  Expression,
  LetStatement,
  Missing,
  ParamStatement,
  ScalarTypeName,
  Statement,
  TypeNode,
} from "../ast.ts";
import { guess } from "../guess.ts";
import type { Lexed } from "../lex.ts";
import * as T from "../tokens.ts";
import { types } from "../vocabulary.ts";
import { QueryParser } from "./queryParser.ts";
import { TitleFinder } from "./titles.ts";
import { fix } from "./treeParser.ts";
import type { Rule } from "./treeParser.ts";

/** A whole text: statements one after another, and whatever stands between them. */
export class DocumentParser extends QueryParser {
  private titles = new TitleFinder("", []);
  private statementEnd = 0;

  constructor() {
    super();
    this.performSelfAnalysis();
  }

  /** The tree of a text; what is wrong with it goes to the problems of `lexed`. */
  read(text: string, { tokens, comments, problems }: Lexed): Document {
    this.begin(text, tokens, problems);
    this.titles = new TitleFinder(text, comments);
    this.statementEnd = 0;
    const statements = this.statements();
    for (const { token } of this.errors) this.noteUnread(token);
    return { kind: "document", span: { start: 0, end: text.length }, statements, comments };
  }

  private readonly statements: Rule<Statement[]> = this.RULE("statements", () => {
    const statements: Statement[] = [];
    this.MANY(() => {
      this.ACTION(() => this.understandStatementWord());
      this.OR([
        { ALT: () => this.CONSUME(T.Semicolon) },
        { ALT: () => statements.push(this.SUBRULE(this.param)) },
        { ALT: () => statements.push(this.SUBRULE(this.letStatement)) },
        {
          GATE: () => this.startsQuery(),
          ALT: () => statements.push(this.SUBRULE(this.queryStatement)),
        },
        { ALT: () => this.SUBRULE(this.strayStatement) },
      ]);
      this.ACTION(() => {
        if (!this.at(T.Semicolon, 0)) this.statementEnd = this.since(0).end;
      });
    });
    return statements;
  });

  private readonly param: Rule<ParamStatement> = this.RULE("param", () => {
    const start = this.start;
    this.ACTION(() => this.titles.before(start, this.statementEnd));
    this.CONSUME(T.Param);
    const name = this.SUBRULE(this.newName);
    const type = this.OPTION(() => {
      this.CONSUME(T.Colon);
      return this.SUBRULE(this.type);
    });
    const initial = this.OPTION1(() => {
      this.CONSUME(T.Equal);
      return this.SUBRULE(this.expression);
    });
    return this.ACTION((): ParamStatement => ({ kind: "param", span: this.since(start), name, type, initial }));
  });

  private readonly type: Rule<TypeNode | Missing> = this.RULE("type", () => {
    const start = this.start;
    return this.OR([
      {
        GATE: () => !this.startsLine() || !this.startsStatement(),
        ALT: () => {
          const word = this.CONSUME(T.Identifier);
          const list = this.OPTION(() => {
            this.CONSUME(T.OpenBracket);
            this.OPTION1(() => this.CONSUME(T.CloseBracket));
            return true;
          });
          return this.ACTION(() => this.typeOf(start, word, list !== undefined));
        },
      },
      {
        ALT: () =>
          this.ACTION(() =>
            this.missing(
              "a type",
              `Types are ${types.map(({ text }) => `\`${text}\``).join(", ")}, and lists of them, as in \`string[]\`.`,
            ),
          ),
      },
    ]);
  });

  private readonly letStatement: Rule<LetStatement> = this.RULE("letStatement", () => {
    const start = this.start;
    const title = this.ACTION(() => this.titles.take(start, this.statementEnd));
    this.CONSUME(T.Let);
    const name = this.SUBRULE(this.newName);
    const equal = this.OPTION(() => this.CONSUME(T.Equal));
    this.ACTION(() => {
      if (!equal) this.complainOfMissing("`=`", "Write `let name = …`.", this.insertion("Add =", " ="));
    });
    const value = this.OR([
      {
        GATE: () => this.startsQuery() && (equal !== undefined || !this.startsLine()),
        ALT: () => this.SUBRULE(this.query),
      },
      { GATE: () => equal !== undefined || !this.startsLine(), ALT: () => this.SUBRULE(this.letValue) },
      { ALT: () => this.ACTION(() => this.absentValue(equal !== undefined)) },
    ]);
    return this.ACTION((): LetStatement => ({ kind: "let", span: this.since(start), title, name, value }));
  });

  private readonly letValue: Rule<Expression> = this.RULE("letValue", () => {
    this.ACTION(() => this.want(...A_VALUE_OR_A_QUERY));
    return this.SUBRULE(this.expression);
  });

  private readonly queryStatement: Rule<Statement> = this.RULE("queryStatement", () => {
    const title = this.ACTION(() => this.titles.take(this.start, this.statementEnd));
    const query = this.SUBRULE(this.query);
    return this.ACTION((): Statement => ({ kind: "query-statement", span: query.span, title, query }));
  });

  private readonly strayStatement: Rule<void> = this.RULE("strayStatement", () => {
    this.ACTION(() => this.complainOfStrayStatement());
    this.CONSUME(T.Inner);
    this.MANY({ GATE: () => !this.startsStatement() && !this.startsHeadless(), DEF: () => this.CONSUME1(T.Inner) });
  });

  private complainOfStrayStatement(): void {
    const span = this.spanOf(this.LA(1));
    this.complain({
      span,
      severity: "error",
      code: "syntax.expected",
      message: "A statement starts with `from`, `let` or `param`.",
    });
  }

  /** The grammar takes every text, so this is a mistake of EVQ's; the text behind it is not lost without a word. */
  private noteUnread(token: IToken): void {
    this.note(this.spanOf(token), "syntax.unread", "EVQ could not read the text from here on.");
  }

  private absentValue(told: boolean): Missing {
    const [expected, hint] = A_VALUE_OR_A_QUERY;
    return told ? this.missing(expected, hint) : this.silentGap(expected);
  }

  private typeOf(start: number, word: IToken, list: boolean): TypeNode | Missing {
    const name = word.image.toLowerCase();
    const span = this.since(start);
    if (list && !this.at(T.CloseBracket, 0))
      this.complainOfMissing("`]`", "A list type is written `string[]`.", this.insertion("Add ]", "]"));
    if (isTypeName(name)) return { kind: "type", span, name, list };
    const names = types.map(({ text }) => text);
    const meant = FOREIGN_TYPES[name] ?? guess(name, names)?.text;
    const message = `There is no type \`${word.image}\`. ${meant === undefined ? `Types are ${names.map((text) => `\`${text}\``).join(", ")}.` : `Did you mean \`${meant}\`?`}`;
    const wordSpan = this.spanOf(word);
    this.note(
      wordSpan,
      "syntax.unknown-type",
      message,
      ...(meant === undefined ? [] : [fix(`Write \`${meant}\``, { span: wordSpan, text: meant })]),
    );
    return this.missingOver(span, "a type");
  }
}

const A_VALUE_OR_A_QUERY = ["a value or a query", "Write `let slow = 2s` or `let failed = from …`."] as const;

const FOREIGN_TYPES: Readonly<Record<string, string>> = {
  text: "string",
  str: "string",
  int: "number",
  integer: "number",
  long: "number",
  float: "number",
  double: "number",
  real: "number",
  bool: "boolean",
  datetime: "time",
  date: "time",
  timestamp: "time",
  timespan: "duration",
  interval: "duration",
};

function isTypeName(name: string): name is ScalarTypeName {
  return types.some(({ text }) => text === name);
}
