import type { ClauseKind } from "../../syntax/ast.ts";

/** What a place in a clause is for. */
export type Expected =
  | "predicate"
  | "value"
  | "field"
  | "aggregate"
  | "group"
  | "column"
  | "duration"
  | "period"
  | "count"
  | "source"
  | "target"
  | "stream"
  | "text"
  | "query-name"
  | "type"
  /** A new name of the user's own: there is nothing to suggest. */
  | "name"
  /** Nothing but what may follow. */
  | "end"
  /** One of these words. */
  | readonly string[];

/** A part of a clause, opened by a word: what stands there, which words may come behind it, and whether the clause may end. */
export interface Part {
  readonly expects: Expected;
  readonly next?: readonly string[];
  readonly open?: true;
  /** Whether a comma goes on with more of the same. */
  readonly list?: true;
}

/** Parts by the word that opens them; `""` is what comes right behind the clause's keyword. */
export type Parts = Readonly<Record<string, Part>>;

const count: Parts = { "": { expects: "count" } };

/** The clauses as completion walks through them. */
export const CLAUSES: Readonly<Record<ClauseKind | "from", Parts>> = {
  from: { "": { expects: "source", next: ["stream"], list: true }, stream: { expects: "stream", list: true } },
  during: { "": { expects: "period", next: [".."] }, last: { expects: "duration" }, "..": { expects: "period" } },
  since: {
    "": { expects: ["checkpoint"], open: true },
    checkpoint: { expects: "text", next: ["overlap"] },
    overlap: { expects: "duration" },
  },
  where: { "": { expects: "predicate" } },
  dedupe: {
    "": { expects: ["by"], open: true },
    by: { expects: "field", next: ["keep"], list: true },
    keep: { expects: ["first", "last"] },
  },
  collapse: {
    "": { expects: ["by"], open: true },
    by: { expects: "field", next: ["within", "gap"], open: true, list: true },
    within: { expects: "duration", next: ["keep"] },
    gap: { expects: "duration", next: ["keep"] },
    keep: { expects: ["first", "last"] },
  },
  reduce: {
    "": { expects: "aggregate", next: ["as", "by"], list: true },
    as: { expects: "name", next: ["by"] },
    by: { expects: "group", next: ["as"], list: true },
  },
  having: { "": { expects: "predicate" } },
  order: {
    "": { expects: ["by"], open: true },
    by: { expects: "column", next: ["asc", "desc"], list: true },
    asc: { expects: "end" },
    desc: { expects: "end" },
  },
  offset: count,
  limit: count,
  latest: count,
  fetch: { "": { expects: ["current"], open: true }, current: { expects: "end" } },
  diff: { "": { expects: "end", next: ["by"] }, by: { expects: "field", list: true } },
  select: { "": { expects: "column", next: ["as"], list: true }, as: { expects: "name" } },
  compare: {
    "": { expects: ["to"], open: true },
    to: { expects: "query-name", next: ["on", "ignoring"] },
    previous: { expects: "duration", next: ["on", "ignoring"] },
    on: { expects: "column", next: ["ignoring"], list: true },
    ignoring: { expects: "column", list: true },
  },
  expect: {
    "": { expects: ["rows", "complete", "every"], open: true },
    rows: { expects: "count" },
    complete: { expects: "end" },
    every: { expects: "predicate" },
  },
  into: { "": { expects: "target", next: ["stream"] }, stream: { expects: "text" } },
};

/** `param name: type = value` and `let name = value`, as if they were clauses. */
export const DECLARATIONS: Readonly<Record<"param" | "let", Parts>> = {
  param: {
    "": { expects: "name", open: true },
    ":": { expects: "type", open: true },
    "=": { expects: "value" },
  },
  let: { "": { expects: "name", open: true }, "=": { expects: "value" } },
};

/** The keyword or keywords of each clause as they are written, in the order of meaning. */
export const CLAUSE_KEYWORDS: Readonly<Record<ClauseKind, string>> = {
  during: "during",
  since: "since checkpoint",
  where: "where",
  dedupe: "dedupe by",
  collapse: "collapse by",
  reduce: "reduce",
  having: "having",
  order: "order by",
  offset: "offset",
  limit: "limit",
  latest: "latest",
  fetch: "fetch current",
  diff: "diff",
  select: "select",
  compare: "compare to",
  expect: "expect",
  into: "into",
};

export function isClauseWord(word: string): word is ClauseKind {
  return Object.hasOwn(CLAUSE_KEYWORDS, word);
}
