import type { Document, Expression, QueryNode } from "./ast.ts";
import { parse } from "./parse.ts";
import { QueryPrinter } from "./print/clauses.ts";
import { Comments } from "./print/comments.ts";
import { flatText, render } from "./print/doc.ts";
import { ExpressionPrinter } from "./print/expressions.ts";
import { StatementPrinter } from "./print/statements.ts";
import type { Problem } from "./problem.ts";

export interface Formatted {
  readonly text: string;
  readonly problems: readonly Problem[];
}

/**
 * The text in its one form: lower-case keywords, clauses in the order of the language reference, one a line, comments
 * beside what they belong to. A text with a syntax error comes back as it is: what could not be read would be lost.
 */
export function format(text: string): Formatted {
  const { document, problems } = parse(text);
  if (problems.some(({ severity }) => severity === "error")) return { text, problems };
  const formatted = printDocument(document, text);
  return { text: usesCrLf(text) ? formatted.replaceAll(/\r?\n/g, "\r\n") : formatted, problems };
}

/** Whether every line ends in CR LF; with mixed ends, changing them could change a raw string. */
function usesCrLf(text: string): boolean {
  return text.includes("\r\n") && !/(?<!\r)\n/.test(text);
}

/** A document as text that ends in a line break. Its comments and empty lines are placed by `text`, which it was read from. */
export function printDocument(document: Document, text = ""): string {
  const printed = render(new StatementPrinter(new Comments(document, text)).document(document));
  return printed === "" ? "" : `${printed}\n`;
}

/** A query as text, without comments and without a line break at its end. */
export function printQuery(query: QueryNode): string {
  return render(new QueryPrinter(noComments).query(query));
}

/** An expression on one line; also the name of a column that has none. */
export function printExpression(expression: Expression): string {
  const doc = new ExpressionPrinter(noComments).print(expression);
  return flatText(doc) ?? render(doc);
}

const noComments = new Comments({ kind: "document", span: { start: 0, end: 0 }, statements: [], comments: [] }, "");
