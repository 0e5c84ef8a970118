import { written } from "../names.ts";
import type { Context } from "./context.ts";
import type { Suggestion } from "./item.ts";

/** Parameters and `let`s that are values; behind `compare to` the `let`s that are queries. */
export function namedValueSuggestions({ snapshot, before, offset }: Context): readonly Suggestion[] {
  const wantsQuery = before.part?.expects === "query-name" && before.frames.length === 0;
  return snapshot.document.statements.flatMap((statement): readonly Suggestion[] => {
    if (statement.kind === "query-statement" || statement.name.kind !== "name") return [];
    if (statement.span.start <= offset && offset <= statement.span.end) return [];
    const { text } = statement.name;
    if (statement.kind === "param")
      return wantsQuery
        ? []
        : [parameter(text, snapshot.text.slice(statement.type?.span.start, statement.type?.span.end))];
    if ((statement.value.kind === "query") !== wantsQuery) return [];
    const value = snapshot.text.slice(statement.value.span.start, statement.value.span.end);
    return [
      {
        label: text,
        kind: "let",
        insert: written(text, "head"),
        rank: "2-name",
        detail: wantsQuery ? "named query" : value,
      },
    ];
  });
}

function parameter(name: string, type: string): Suggestion {
  return { label: `$${name}`, kind: "parameter", insert: `$${name}`, rank: "2-name", detail: type };
}
