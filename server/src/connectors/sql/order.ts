import { EVENT_ORDER } from "../../query/event.ts";
import type { SortKey } from "../../query/query.ts";
import type { Compilation, Scope } from "./compilation.ts";
import type { OrderColumn } from "./dialect.ts";
import { orderParts } from "./term.ts";
import { termOf } from "./value.ts";

/** The columns of the event order E that differ within one log. */
export function eventOrder(scope: Scope): readonly OrderColumn[] {
  return EVENT_ORDER.flatMap((name): readonly OrderColumn[] => {
    const column = scope.get(name);
    if (!column || column.kind === "constant" || column.kind === "json" || column.kind === "cell") return [];
    return [{ sql: column.sql, kind: column.kind === "text" ? "text" : "integer" }];
  });
}

/** Text that sorts as the event order does. */
export function eventSortKey({ dialect }: Compilation, scope: Scope): string {
  return dialect.sortable(eventOrder(scope));
}

/** Sort keys as an ORDER BY list; every tie ends in `ties`, in the direction of the first key. */
export function orderBy(
  compilation: Compilation,
  scope: Scope,
  keys: readonly SortKey[],
  ties: readonly string[],
): string {
  const { dialect } = compilation;
  const parts = keys.flatMap(({ value, direction }) => {
    const term = termOf(compilation, scope, value);
    if (term.kind === "constant") return [];
    return orderParts(dialect, term).map((sql) => dialect.ordering(sql, direction));
  });
  const tie = keys[0]?.direction ?? "asc";
  return [...parts, ...ties.map((sql) => dialect.ordering(sql, tie))].join(", ");
}
