import type { ClauseKind, Column, QueryNode } from "../../syntax/ast.ts";
import { MEANING } from "./conflicts.ts";
import { defaultName } from "./names.ts";
import type { LaterColumn } from "./place.ts";
import { COLLAPSE_COLUMNS, DIFF_COLUMNS, FETCH_COLUMNS } from "./scope.ts";

/** Columns that clauses make which mean something only after the given one. */
export function laterColumns({ clauses }: QueryNode, than: ClauseKind): ReadonlyMap<string, LaterColumn> {
  const later = new Map<string, LaterColumn>();
  const add = (name: string, column: LaterColumn) => {
    if (!later.has(name)) later.set(name, column);
  };
  const named = (columns: readonly Column[], clause: string) => {
    for (const { name, value } of columns)
      add(name?.kind === "name" ? name.text : defaultName(value), { clause, value });
  };
  for (const clause of clauses) {
    if (MEANING.indexOf(clause.kind) <= MEANING.indexOf(than)) continue;
    if (clause.kind === "collapse") for (const { name } of COLLAPSE_COLUMNS) add(name, { clause: "collapse" });
    else if (clause.kind === "reduce") named(clause.aggregates, "reduce");
    else if (clause.kind === "fetch") for (const { name } of FETCH_COLUMNS) add(name, { clause: "fetch current" });
    else if (clause.kind === "diff") for (const { name } of DIFF_COLUMNS) add(name, { clause: "diff" });
    else if (clause.kind === "select") named(clause.columns, "select");
    if (clause.kind === "reduce") named(clause.by, "reduce");
  }
  return later;
}
