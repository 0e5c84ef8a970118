import type { Problem } from "../../syntax/problem.ts";
import type { Rule } from "./rule.ts";

/** A `//#` line that titles nothing, because no query or `let` follows on the next line. */
export const titleDetached: Rule = ({ document }) => {
  const titles = new Set(
    document.statements.map((statement) => (statement.kind === "param" ? undefined : statement.title?.span.start)),
  );
  return document.comments.flatMap(({ text, span }): readonly Problem[] => {
    if (!text.startsWith("//#") || titles.has(span.start)) return [];
    const message = "This title belongs to no query: a title stands on the line before its query.";
    const asComment = {
      title: "Make it a plain comment",
      edits: [{ span: { start: span.start, end: span.start + 3 }, text: "//" }],
    };
    return [{ span, severity: "information", code: "title.detached", message, fixes: [asComment] }];
  });
};
