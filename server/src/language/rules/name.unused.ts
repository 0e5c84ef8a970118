import type { Span } from "../../base/span.ts";
import type { Problem } from "../../syntax/problem.ts";
import type { Rule } from "./rule.ts";

/** A `let` or `param` that nothing uses: left over, or its use is misspelt. */
export const nameUnused: Rule = ({ bound, document, text }) => {
  const used = new Set<number | undefined>();
  for (const { definition, defines } of bound.references) if (defines !== true) used.add(definition?.start);
  return document.statements.flatMap((statement): readonly Problem[] => {
    if (statement.kind === "query-statement" || statement.name.kind === "missing") return [];
    const { span, text: name } = statement.name;
    if (used.has(span.start)) return [];
    const what = statement.kind === "let" ? "let" : "parameter";
    const edits = [{ span: withLineBreak(text, statement.span), text: "" }];
    return [
      {
        span,
        severity: "hint",
        code: "name.unused",
        message: `Nothing uses the ${what} ${name}.`,
        fixes: [{ title: `Remove ${name}`, edits }],
      },
    ];
  });
};

/** A statement that stands alone on its lines is removed with the line break behind it. */
function withLineBreak(text: string, { start, end }: Span): Span {
  const lineStart = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1;
  const isAlone = text.slice(lineStart, start).trim() === "";
  const rest = /[ \t]*(?:\r\n|\r|\n)/y;
  rest.lastIndex = end;
  return isAlone && rest.test(text) ? { start, end: rest.lastIndex } : { start, end };
}
