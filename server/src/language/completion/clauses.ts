import type { ClauseKind } from "../../syntax/ast.ts";
import { describeKeyword } from "../words.ts";
import type { Context } from "./context.ts";
import { CLAUSE_KEYWORDS } from "./grammar.ts";
import type { Suggestion } from "./item.ts";

/** Clauses that can still come: each at most once, and none that may not stand beside what is there. */
export function clauseSuggestions({ before, query }: Context): readonly Suggestion[] {
  const there = new Set<ClauseKind>([...before.clauses, ...(query?.clauses.map(({ kind }) => kind) ?? [])]);
  return (Object.keys(CLAUSE_KEYWORDS) as ClauseKind[])
    .filter(
      (kind) =>
        (!there.has(kind) || REPEATABLE.has(kind)) && !(CONFLICTS[kind] ?? []).some((other) => there.has(other)),
    )
    .map((kind) => clause(kind));
}

/** Words that begin a statement. */
export function statementSuggestions(context: Context): readonly Suggestion[] {
  const isFirst = context.before.statement === "none";
  return STATEMENTS.map(([label, insert]) => ({
    label,
    kind: "keyword",
    insert,
    snippet: true,
    rank: isFirst ? "1-value" : "8-snippet",
    ...describeKeyword(label),
    ...(label === "from" ? { suggestsNext: true } : {}),
  }));
}

const STATEMENTS = [
  ["from", "from "],
  ["let", "let ${1:name} = $0"],
  ["param", "param ${1:name}: ${2|string,number,boolean,time,duration,string[]|} = $0"],
] as const;

function clause(kind: ClauseKind): Suggestion {
  const keyword = CLAUSE_KEYWORDS[kind];
  const insert = SNIPPETS[kind] ?? `${keyword} `;
  return {
    label: keyword,
    kind: "keyword",
    insert,
    snippet: true,
    rank: "7-clause",
    ...describeKeyword(keyword.split(" ")[0] ?? keyword),
    ...(insert.endsWith(" ") ? { suggestsNext: true } : {}),
  };
}

const REPEATABLE: ReadonlySet<ClauseKind> = new Set(["where", "expect"]);

/** Clauses that may not stand together (language reference, section 5). */
const CONFLICTS: Partial<Record<ClauseKind, readonly ClauseKind[]>> = {
  latest: ["order", "limit"],
  order: ["latest"],
  limit: ["latest", "compare", "since"],
  offset: ["since"],
  since: ["limit", "offset"],
  compare: ["limit", "into"],
  fetch: ["reduce"],
  diff: ["reduce", "into"],
  reduce: ["fetch", "diff", "into"],
  collapse: ["into"],
  select: ["into"],
  into: ["reduce", "collapse", "diff", "compare", "select"],
};

/** What a clause needs behind its keyword; others are just the keyword. */
const SNIPPETS: Partial<Record<ClauseKind, string>> = {
  during: "during ${1:last 24h}",
  since: 'since checkpoint "${1:name}"',
  collapse: "collapse by ${1:event_type} within ${2:5m}",
  reduce: "reduce ${1:count()} by ${2:event_type}",
  offset: "offset ${1:100}",
  limit: "limit ${1:100}",
  latest: "latest ${1:100}",
  fetch: "fetch current",
  diff: "diff",
  compare: "compare to ${1:previous}",
  expect: "expect ${1:rows > 0}",
};
