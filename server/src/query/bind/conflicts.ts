import type { Clause, ClauseKind, QueryNode } from "../../syntax/ast.ts";
import type { Context } from "./context.ts";

/** The order in which clauses mean something. */
export const MEANING: readonly ClauseKind[] = ["during", "since", "where", "dedupe", "collapse", "reduce", "having", "order", "latest", "offset", "limit", "fetch", "diff", "select", "compare", "expect", "into"]; // prettier-ignore

/** Clauses that may stand more than once. */
const REPEATABLE: readonly ClauseKind[] = ["where", "expect"];

/** Pairs of clauses that cannot stand together, and why. */
const CONFLICTS: readonly (readonly [ClauseKind, readonly ClauseKind[], string])[] = [
  ["latest", ["order", "limit"], "`latest` is itself an order and a limit"],
  ["fetch", ["reduce"], "a group of events has no entity of its own"],
  ["diff", ["reduce"], "a group of events is no change"],
  ["into", ["reduce", "collapse", "diff", "compare", "select"], "only whole events can be kept"],
  ["compare", ["limit", "latest"], "rows that the limit cuts off on one side would look added or removed"],
  ["since", ["limit", "offset", "latest"], "what the limit leaves out would never be read again"],
];

export function wordOf(kind: ClauseKind): string {
  if (kind === "order") return "order by";
  if (kind === "fetch") return "fetch current";
  return kind === "since" ? "since checkpoint" : kind;
}

/** Tells clauses that exclude each other and pipes that do not flow the way they are written. */
export function checkClauses({ clauses }: QueryNode, context: Context): void {
  for (const [kind, others, reason] of CONFLICTS) {
    const clause = clauses.find((candidate) => candidate.kind === kind);
    if (!clause) continue;
    for (const other of clauses) if (others.includes(other.kind)) tellConflict(clause, other, reason, context);
  }
  clauses.forEach((clause, i) => {
    const earlier = clauses.slice(0, i);
    // The reader of the text has told it.
    if (!REPEATABLE.includes(clause.kind) && earlier.some(({ kind }) => kind === clause.kind)) context.broken = true;
    if (clause.pipe) checkPipe(clause, earlier, context);
  });
}

function tellConflict(clause: Clause, other: Clause, reason: string, context: Context): void {
  const [first, second] = clause.span.start < other.span.start ? [clause, other] : [other, clause];
  context.error(
    second.keyword,
    "clause.conflict",
    `\`${wordOf(second.kind)}\` cannot stand with \`${wordOf(first.kind)}\`: ${reason}.`,
    { title: `Remove \`${wordOf(second.kind)}\``, edits: [{ span: second.span, text: "" }] },
  );
}

function checkPipe(clause: Clause, earlier: readonly Clause[], context: Context): void {
  const rank = MEANING.indexOf(clause.kind);
  const overtaken = earlier.find(({ kind }) => MEANING.indexOf(kind) > rank);
  if (!overtaken) return;
  const [word, other] = [wordOf(clause.kind), wordOf(overtaken.kind)];
  const advice =
    clause.kind === "where" && rank < MEANING.indexOf("having") && !["fetch", "diff", "select"].includes(overtaken.kind)
      ? " To filter the rows after it, write `having`."
      : " To have it after, name the query with `let` and query that.";
  context.warn(
    clause.keyword,
    "clause.order",
    `\`${word}\` means something before \`${other}\`, whatever the order they are written in.${advice}`,
  );
}
