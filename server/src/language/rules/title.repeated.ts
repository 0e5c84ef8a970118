import type { Problem } from "../../syntax/problem.ts";
import type { Rule } from "./rule.ts";

/** Two queries with one title: the command line and exports choose a query by its title and would take the first. */
export const titleRepeated: Rule = ({ document }) => {
  const seen = new Set<string>();
  return document.statements.flatMap((statement): readonly Problem[] => {
    if (statement.kind !== "query-statement" || !statement.title || statement.title.text === "") return [];
    const { text, span } = statement.title;
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    const message =
      "A query above has this title already. Give this one another, so that each can be asked for by its title.";
    return [{ span, severity: "warning", code: "title.repeated", message }];
  });
};
