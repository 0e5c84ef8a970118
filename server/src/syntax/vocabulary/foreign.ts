/** A word of another query language at the start of a clause, and what EVQ writes for it. */
export interface ForeignWord {
  readonly text: string;
  /** The keyword that opens the clause it means. */
  readonly means: "where" | "reduce" | "order" | "limit" | "select" | "group" | "top";
  /** As it is written here, for messages. */
  readonly written: string;
}

export const foreignWords: readonly ForeignWord[] = [
  { text: "summarize", means: "reduce", written: "reduce" },
  { text: "stats", means: "reduce", written: "reduce" },
  { text: "group", means: "group", written: "reduce … by" },
  { text: "take", means: "limit", written: "limit" },
  { text: "head", means: "limit", written: "limit" },
  { text: "top", means: "top", written: "order by … desc, limit" },
  { text: "sort", means: "order", written: "order by" },
  { text: "filter", means: "where", written: "where" },
  { text: "project", means: "select", written: "select" },
  { text: "keep", means: "select", written: "select" },
  { text: "fields", means: "select", written: "select" },
];
