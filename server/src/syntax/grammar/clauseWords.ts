import type { IToken, TokenType } from "chevrotain";
import { clip } from "../lex.ts";
import { foreignWord, guess } from "../guess.ts";
import type { Guess } from "../guess.ts";
import * as T from "../tokens.ts";
import type { ForeignWord } from "../vocabulary.ts";
import { ExpressionParser } from "./expressionParser.ts";
import { fix } from "./treeParser.ts";

const statementWords = ["from", "let", "param"];
const clauseWords =
  "during since where dedupe collapse reduce having order offset limit latest fetch diff select compare expect into".split(
    " ",
  );
/** Words that go on with a clause, which a misspelt word on the same line may have meant. */
const followingWords =
  "by as asc desc keep within gap overlap stream contains icontains startswith endswith matches and or not in is between".split(
    " ",
  );

const FOREIGN_TYPES: Readonly<Record<ForeignWord["means"], TokenType>> = {
  where: T.Where,
  reduce: T.Reduce,
  order: T.Order,
  limit: T.Limit,
  select: T.Select,
  group: T.Group,
  top: T.Top,
};

/** Reads foreign and misspelt words at the start of a clause or statement as the keyword they mean, and says so. */
export abstract class ClauseWordParser extends ExpressionParser {
  private guesses = new Map<string, Guess | undefined>();

  protected override begin(...input: Parameters<ExpressionParser["begin"]>): void {
    super.begin(...input);
    this.guesses = new Map();
  }

  protected startsClause(): boolean {
    const token = this.LA(1);
    if (this.is(token, T.ClauseKeyword)) return true;
    if (!this.isBareWord(token)) return false;
    return foreignWord(token.image) !== undefined || (this.keywordGuess(token)?.sure ?? false);
  }

  /** Whether a statement begins here, also with a misspelt keyword. */
  protected startsStatement(): boolean {
    if (this.at(T.From) || this.at(T.Let) || this.at(T.Param)) return true;
    return this.statementGuess() !== undefined;
  }

  /** Turns a misspelt `from`, `let` or `param` into the keyword. */
  protected understandStatementWord(): void {
    const meant = this.statementGuess();
    if (meant !== undefined) this.correct(meant);
  }

  /** Turns a foreign or misspelt clause word into the keyword it means. */
  protected understandClauseWord(): void {
    const token = this.LA(1);
    if (!this.isBareWord(token)) return;
    const foreign = foreignWord(token.image);
    if (foreign) return this.translate(token, foreign);
    const meant = this.keywordGuess(token);
    if (meant?.sure && !statementWords.includes(meant.text)) this.correct(meant.text);
  }

  /** Says what is wrong with a word or sign that starts no clause. */
  protected complainOfUnknownClause(): void {
    const token = this.LA(1);
    if (!this.is(token, T.Identifier)) return this.complainOfStray("here");
    const span = this.spanOf(token);
    const candidates = this.startsLine() ? clauseWords : [...followingWords, ...clauseWords];
    const meant = guess(token.image, candidates)?.text;
    const message =
      meant === undefined
        ? `\`${clip(token.image)}\` starts no clause. Clauses start with \`where\`, \`reduce\`, \`order by\`, \`select\`, \`limit\` and the like.`
        : `There is no \`${clip(token.image)}\` here. Did you mean \`${meant}\`?`;
    const fixes = meant === undefined ? [] : [fix(`Write \`${meant}\``, { span, text: meant })];
    this.complain({
      span,
      severity: "error",
      code: "syntax.unknown-clause",
      message,
      ...(fixes.length > 0 && { fixes }),
    });
  }

  private statementGuess(): string | undefined {
    const token = this.LA(1);
    if (!this.startsLine() || !this.isBareWord(token) || !this.at(T.Identifier, 2) || this.startsLine(2))
      return undefined;
    const meant = this.keywordGuess(token);
    return meant?.sure && statementWords.includes(meant.text) ? meant.text : undefined;
  }

  private keywordGuess({ image }: IToken): Guess | undefined {
    if (!this.guesses.has(image)) this.guesses.set(image, guess(image, [...statementWords, ...clauseWords]));
    return this.guesses.get(image);
  }

  /** A word that is neither in backticks nor followed by what makes it a path or a call. */
  private isBareWord(token: IToken): boolean {
    if (!this.is(token, T.Identifier) || token.tokenType === T.QuotedName || token.tokenType === T.OpenName)
      return false;
    return (
      ![T.Dot, T.Comma, T.Comparator, T.OpenBracket, T.CloseParen].some((type) => this.at(type, 2)) &&
      !(this.at(T.OpenParen, 2) && this.touchesNext())
    );
  }

  private touchesNext(): boolean {
    return this.LA(1).startOffset + this.LA(1).image.length === this.LA(2).startOffset;
  }

  private correct(keyword: string): void {
    const token = this.LA(1);
    const span = this.spanOf(token);
    const type = T.wordTypes.get(keyword);
    if (!type) return;
    this.note(
      span,
      "syntax.unknown-clause",
      `There is no \`${clip(token.image)}\`. Did you mean \`${keyword}\`?`,
      fix(`Write \`${keyword}\``, { span, text: keyword }),
    );
    this.retypeNext(type);
  }

  private translate(token: IToken, { means, written }: ForeignWord): void {
    this.retypeNext(FOREIGN_TYPES[means]);
    if (means === "group" || means === "top") return;
    const span = this.spanOf(token);
    const text = means === "order" && this.at(T.By, 2) ? "order" : written;
    this.note(
      span,
      "syntax.foreign-word",
      `EVQ writes \`${written}\` for \`${token.image}\`.`,
      fix(`Write \`${written}\``, { span, text }),
    );
  }
}
