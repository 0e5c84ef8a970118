import type { Span } from "../base/span.ts";
import type { Statement } from "../syntax/ast.ts";
import type { Snapshot } from "./snapshot.ts";

/** One entry of the outline. */
export interface OutlineSymbol {
  readonly kind: "query" | "let" | "param";
  readonly name: string;
  readonly detail: string;
  readonly span: Span;
  /** What is selected when one goes there; lies inside `span`. */
  readonly selection: Span;
  /** Where what is named begins, behind its title. */
  readonly from: number;
}

/** The outline: every statement by its title or name, a query without a title by its first words. */
export function symbols(snapshot: Snapshot): readonly OutlineSymbol[] {
  return snapshot.document.statements.map((statement) => symbolOf(statement, snapshot.text));
}

function symbolOf(statement: Statement, text: string): OutlineSymbol {
  const { span } = statement;
  const firstWords = words(text.slice(span.start, span.end));
  switch (statement.kind) {
    case "query-statement": {
      const { title, query } = statement;
      const from = query.from.start;
      const written = words(text.slice(query.span.start, query.span.end));
      return title && title.text !== ""
        ? {
            kind: "query",
            name: title.text,
            detail: written,
            span: union(span, title.span),
            selection: title.span,
            from,
          }
        : { kind: "query", name: written || "from", detail: "", span, selection: query.from, from };
    }
    case "let":
    case "param": {
      const { name } = statement;
      const detail = statement.kind === "let" && statement.title ? statement.title.text : firstWords;
      return {
        kind: statement.kind,
        name: name.kind === "name" ? name.text : statement.kind,
        detail,
        span,
        selection: within(name.span, span),
        from: span.start,
      };
    }
  }
}

function words(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS)}…` : line;
}

const MAX_WORDS = 60;

function union(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

function within(inner: Span, outer: Span): Span {
  return inner.start >= outer.start && inner.end <= outer.end ? inner : outer;
}
