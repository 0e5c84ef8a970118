import type { Sort, SortKey } from "../../server/protocol/results.ts";

/**
 * The order after the user has chosen a column. Alone it becomes the only one, and goes from ascending to descending to
 * the order of the query; with `add` the others stay before it, and it goes from ascending to descending to away.
 * @returns null: as the query has the rows
 */
export function sortedBy(now: Sort | undefined, column: string, add: boolean): Sort | null {
  const keys = now ?? [];
  const known = keys.find((key) => key.column === column);
  const others = keys.filter((key) => key !== known);
  if (!add && others.length > 0) return [{ column, direction: "asc" }];
  if (known?.direction === "desc") return others.length > 0 ? others : null;
  if (!known) return [...keys, { column, direction: "asc" }];
  return keys.map((key): SortKey => (key === known ? { column, direction: "desc" } : key));
}
