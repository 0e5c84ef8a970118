import type { Snapshot } from "../snapshot.ts";
import { clauseSuggestions, statementSuggestions } from "./clauses.ts";
import { contextAt } from "./context.ts";
import type { Context } from "./context.ts";
import { expressionSuggestions } from "./expressions.ts";
import type { Item, Suggestion } from "./item.ts";
import { operatorSuggestions } from "./operators.ts";
import { pathSuggestions } from "./paths.ts";
import { sourceSuggestions, streamSuggestions } from "./sources.ts";
import { wordSuggestions } from "./words.ts";

/** What can be written at an offset: first where the cursor is (`context.ts`), then what fits there. */
export function complete(snapshot: Snapshot, offset: number): readonly Item[] {
  const context = contextAt(snapshot, offset);
  if (!context) return [];
  const seen = new Set<string>();
  const items: Item[] = [];
  for (const { rank, ...suggestion } of suggestions(context)) {
    const identity = `${suggestion.kind}\n${suggestion.label}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    items.push({
      ...suggestion,
      ...filterOf(suggestion, context),
      span: context.span,
      sort: `${rank}${String(items.length).padStart(4, "0")}`,
    });
  }
  return items;
}

/** What is typed begins with a quote or backtick, so what it is compared with must too. */
function filterOf(
  { label }: Pick<Suggestion, "label">,
  { writing, snapshot, span }: Context,
): { readonly filter?: string } {
  return writing === "string" || writing === "quoted" ? { filter: `${snapshot.text[span.start] ?? ""}${label}` } : {};
}

function suggestions(context: Context): readonly Suggestion[] {
  const { before, writing } = context;
  const expects = before.part?.expects;
  if (writing === "string") return stringSuggestions(context);
  switch (before.state) {
    case "name":
      return [];
    case "between":
      return clauseSuggestions(context);
    case "path":
      return expects === "source" || expects === "target" ? sourceSuggestions(context) : pathSuggestions(context);
    case "operator":
      return [...operatorSuggestions(context), ...wordSuggestions(context), ...endSuggestions(context)];
    case "operand":
      break;
  }
  if (before.clause === undefined) return statementSuggestions(context);
  if (before.frames.length > 0) return expressionSuggestions(context);
  if (expects === "source" || expects === "target") return sourceSuggestions(context);
  if (expects === "stream") return streamSuggestions(context);
  const query =
    before.clause === "let" && !before.comparison
      ? statementSuggestions(context).filter(({ label }) => label === "from")
      : [];
  return [...query, ...wordSuggestions(context), ...expressionSuggestions(context)];
}

/** Inside quotes only what is a text fits. */
function stringSuggestions(context: Context): readonly Suggestion[] {
  if (context.before.part?.expects === "stream") return streamSuggestions(context);
  return expressionSuggestions(context).filter(({ insert }) => insert.startsWith('"'));
}

/** Behind a whole operand the clause may end: another one may come, or another statement. */
function endSuggestions(context: Context): readonly Suggestion[] {
  const { frames, clause, part } = context.before;
  if (frames.length > 0 || part?.open) return [];
  const inQuery = clause !== undefined && clause !== "param" && clause !== "let";
  return inQuery ? [...clauseSuggestions(context), ...statementSuggestions(context)] : statementSuggestions(context);
}
