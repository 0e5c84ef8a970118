import { Lexer, createToken } from "chevrotain";
import type { ITokenConfig, TokenType } from "chevrotain";

/**
 * The token types. A word is lexed as one name and then looked up in `wordTypes`, so every keyword has one entry here
 * and a contextual word stays a name wherever it means nothing else.
 */

/** Whatever can start neither a statement nor a clause: what recovery may pass over. */
export const Inner = category("Inner");
/** Any word that may stand as a name: plain, in backticks, or a contextual word. */
export const Identifier = category("Identifier", Inner);
/** Words that need backticks at the head of a path. */
export const Reserved = category("Reserved");
/** Words that open a clause. */
export const ClauseKeyword = category("ClauseKeyword", Reserved);
/** Words that test text; contextual, they stand between two operands. */
export const TextOperator = category("TextOperator", Identifier);
/** `=`, `<` and their kin. */
export const Comparator = category("Comparator", Inner);

export const From = word("from", Reserved);
export const Let = word("let", Reserved);
export const Param = word("param", Reserved);

export const During = word("during", ClauseKeyword);
export const Since = word("since", ClauseKeyword);
export const Where = word("where", ClauseKeyword);
export const Dedupe = word("dedupe", ClauseKeyword);
export const Collapse = word("collapse", ClauseKeyword);
export const Reduce = word("reduce", ClauseKeyword);
export const Having = word("having", ClauseKeyword);
export const Order = word("order", ClauseKeyword);
export const Offset = word("offset", ClauseKeyword);
export const Limit = word("limit", ClauseKeyword);
export const Latest = word("latest", ClauseKeyword);
export const Fetch = word("fetch", ClauseKeyword);
export const Diff = word("diff", ClauseKeyword);
export const Select = word("select", ClauseKeyword);
export const Compare = word("compare", ClauseKeyword);
export const Expect = word("expect", ClauseKeyword);
export const Into = word("into", ClauseKeyword);

export const And = word("and", Reserved, Inner);
export const Or = word("or", Reserved, Inner);
export const Not = word("not", Reserved, Inner);
export const In = word("in", Reserved, Inner);
export const Is = word("is", Reserved, Inner);
export const Between = word("between", Reserved, Inner);
export const Null = word("null", Reserved, Inner);
export const True = word("true", Reserved, Inner);
export const False = word("false", Reserved, Inner);

export const By = word("by", Identifier);
export const As = word("as", Identifier);
export const Asc = word("asc", Identifier);
export const Desc = word("desc", Identifier);
export const Keep = word("keep", Identifier);
export const First = word("first", Identifier);
export const Last = word("last", Identifier);
export const Within = word("within", Identifier);
export const Gap = word("gap", Identifier);
export const Checkpoint = word("checkpoint", Identifier);
export const Overlap = word("overlap", Identifier);
export const Current = word("current", Identifier);
export const To = word("to", Identifier);
export const Previous = word("previous", Identifier);
export const On = word("on", Identifier);
export const Ignoring = word("ignoring", Identifier);
export const Rows = word("rows", Identifier);
export const Complete = word("complete", Identifier);
export const Every = word("every", Identifier);
export const Stream = word("stream", Identifier);
export const Exists = word("exists", Identifier);
export const Contains = word("contains", TextOperator);
export const Icontains = word("icontains", TextOperator);
export const Startswith = word("startswith", TextOperator);
export const Endswith = word("endswith", TextOperator);
export const Matches = word("matches", TextOperator);

/** Foreign words that take a form of their own; others become the keyword they mean. */
export const Group = word("group", Identifier);
export const Top = word("top", Identifier);

export const WhiteSpace = token("WhiteSpace", { pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });
export const LineComment = token("LineComment", { pattern: /\/\/[^\r\n]*/, group: "comments" });
export const BlockComment = token("BlockComment", {
  pattern: /\/\*[\s\S]*?\*\//,
  group: "comments",
  line_breaks: true,
});
export const OpenComment = token("OpenComment", { pattern: /\/\*[\s\S]*/, group: "comments", line_breaks: true });
/** `--` at a line start or before white space. */
export const DashComment = token("DashComment", {
  pattern: (text, offset) =>
    text.startsWith("--", offset) && (startsLine(text, offset) || /^\s?$/.test(text.charAt(offset + 2)))
      ? restOfLine(text, offset)
      : null,
  group: "comments",
  line_breaks: false,
  start_chars_hint: ["-"],
});
/** `#` at a line start: what other languages call a comment. */
export const HashComment = token("HashComment", {
  pattern: (text, offset) =>
    text.charAt(offset) === "#" && startsLine(text, offset) ? restOfLine(text, offset) : null,
  group: "comments",
  line_breaks: false,
  start_chars_hint: ["#"],
});

/** A word; letters beyond A–Z are taken in so that the whole word can be reported. */
export const PlainName = token("PlainName", {
  pattern:
    /[A-Za-z_\u00c0-\u167f\u1681-\u1fff\u2c00-\u2fff\u3001-\udfff\uf900-\ufdff\ufe70-\ufefe][\w\u00c0-\u167f\u1681-\u1fff\u2c00-\u2fff\u3001-\udfff\uf900-\ufdff\ufe70-\ufefe]*/,
  categories: [Identifier],
});
export const QuotedName = token("QuotedName", { pattern: /`(?:[^`\r\n]|``)*`/, categories: [Identifier] });
export const OpenName = token("OpenName", { pattern: /`[^\r\n]*/, categories: [Identifier] });

/** Any spelling of a text; which one it is shows in its first characters. */
export const Text = category("Text", Inner);
export const RawText = token("RawText", { pattern: /"""[\s\S]*?"""/, categories: [Text], line_breaks: true });
export const OpenRawText = token("OpenRawText", { pattern: /"""[^\r\n]*/, categories: [Text] });
export const DoubleText = token("DoubleText", {
  pattern: /"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"/,
  categories: [Text],
});
export const SingleText = token("SingleText", {
  pattern: /'[^'\\\r\n]*(?:\\[^\r\n][^'\\\r\n]*)*'/,
  categories: [Text],
});
export const OpenText = token("OpenText", { pattern: /"[^\r\n]*|'[^\r\n]*/, categories: [Text] });

/**
 * The longest complete literal behind `@` that no letter or digit follows. What could never go on rightly, such as
 * `@2024-01-15T10`, is left to `BadTime`, so that it is one mistake and not three.
 */
export const Time = token("Time", {
  pattern:
    /@\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?)?)?(?:Z|[+-]\d\d:\d\d)?(?![A-Za-z0-9_]|-\d\d(?:-\d\d)?T|:\d|\.\d)/,
  categories: [Inner],
});
export const BadTime = token("BadTime", { pattern: /@[\w:]*(?:[-+.]\w[\w:]*)*/, categories: [Inner] });
/** What begins with a digit. */
export const Digits = category("Digits", Inner);
export const DurationText = token("DurationText", {
  pattern: /(?:\d+(?:ms|mo|[smhdwy]))+(?![A-Za-z0-9_])/,
  categories: [Digits],
});
export const NumberText = token("NumberText", {
  pattern: /\d(?:_?\d)*(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d+)?(?![A-Za-z0-9_]|\.\d)/,
  categories: [Digits],
});
export const BadNumber = token("BadNumber", { pattern: /\d\w*(?:\.\d\w*)?/, categories: [Digits] });
export const ParameterName = token("ParameterName", {
  pattern: /\$(?:[A-Za-z_]\w*|`(?:[^`\r\n]|``)+`)?/,
  categories: [Inner],
});

export const Equal = token("Equal", { pattern: /==?/, categories: [Comparator] });
export const NotEqual = token("NotEqual", { pattern: /!=|<>/, categories: [Comparator] });
export const LessEqual = token("LessEqual", { pattern: /<=/, categories: [Comparator] });
export const GreaterEqual = token("GreaterEqual", { pattern: />=/, categories: [Comparator] });
export const Less = token("Less", { pattern: /</, categories: [Comparator] });
export const Greater = token("Greater", { pattern: />/, categories: [Comparator] });
export const Plus = token("Plus", { pattern: /\+/, categories: [Inner] });
export const Minus = token("Minus", { pattern: /-/, categories: [Inner] });
/** `*`, `/` and `%`: no operators here, known so that one sentence can say so. */
export const OtherArithmetic = token("OtherArithmetic", { pattern: /[*/%]/, categories: [Inner] });
export const Range = token("Range", { pattern: /\.\./, categories: [Inner] });
export const Dot = token("Dot", { pattern: /\./, categories: [Inner] });
export const Comma = token("Comma", { pattern: /,/, categories: [Inner] });
export const Colon = token("Colon", { pattern: /:/, categories: [Inner] });
export const OpenParen = token("OpenParen", { pattern: /\(/, categories: [Inner] });
export const CloseParen = token("CloseParen", { pattern: /\)/, categories: [Inner] });
export const OpenBracket = token("OpenBracket", { pattern: /\[/, categories: [Inner] });
export const CloseBracket = token("CloseBracket", { pattern: /\]/, categories: [Inner] });
export const Semicolon = token("Semicolon", { pattern: /;/ });
/** `&&`, `||` and `!` of other languages; the lexer turns them into the word they mean. */
export const ForeignLogic = token("ForeignLogic", { pattern: /&&|\|\||!/, categories: [Inner] });
export const Pipe = token("Pipe", { pattern: /\|/ });

/** In the order in which the lexer tries them. */
// prettier-ignore
export const lexedTypes: readonly TokenType[] = [
  WhiteSpace, LineComment, BlockComment, OpenComment, DashComment, HashComment,
  PlainName, QuotedName, OpenName,
  RawText, OpenRawText, DoubleText, SingleText, OpenText,
  Time, BadTime, DurationText, NumberText, BadNumber, ParameterName,
  Equal, NotEqual, LessEqual, GreaterEqual, Less, Greater, Plus, Minus, OtherArithmetic, Range, Dot, Comma, Colon,
  OpenParen, CloseParen, OpenBracket, CloseBracket, Semicolon, ForeignLogic, Pipe,
];

// prettier-ignore
const reservedTypes: readonly TokenType[] = [
  From, Let, Param,
  During, Since, Where, Dedupe, Collapse, Reduce, Having, Order, Offset, Limit, Latest, Fetch, Diff, Select, Compare, Expect, Into,
  And, Or, Not, In, Is, Between, Null, True, False,
];
// prettier-ignore
const contextualTypes: readonly TokenType[] = [
  By, As, Asc, Desc, Keep, First, Last, Within, Gap, Checkpoint, Overlap, Current, To, Previous, On, Ignoring,
  Rows, Complete, Every, Stream, Exists, Contains, Icontains, Startswith, Endswith, Matches,
];
const keywordTypes = [...reservedTypes, ...contextualTypes];

/** Keywords, reserved and contextual, by their lower-case text. */
export const wordTypes: ReadonlyMap<string, TokenType> = new Map(keywordTypes.map((type) => [type.name, type]));
export const reservedWords: ReadonlySet<string> = new Set(reservedTypes.map(({ name }) => name));

const categories = [Inner, Identifier, Reserved, ClauseKeyword, TextOperator, Comparator, Text, Digits];
/** Everything a parser has to know. */
export const allTypes: TokenType[] = categories.concat(keywordTypes, Group, Top, lexedTypes);

function category(name: string, ...categories: TokenType[]): TokenType {
  return token(name, { pattern: Lexer.NA, categories });
}

function word(name: string, ...categories: TokenType[]): TokenType {
  return token(name, { pattern: Lexer.NA, categories });
}

function token(name: string, config: Omit<ITokenConfig, "name">): TokenType {
  return createToken({ name, ...config });
}

function startsLine(text: string, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && (text[at] === " " || text[at] === "\t")) at--;
  return at < 0 || text[at] === "\n" || text[at] === "\r" || (at === 0 && text[at] === "\ufeff");
}

function restOfLine(text: string, offset: number): [string] {
  const pattern = /[^\r\n]*/y;
  pattern.lastIndex = offset;
  return [pattern.exec(text)?.[0] ?? ""];
}
