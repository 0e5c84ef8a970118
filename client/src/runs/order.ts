import type { RunState, Sort, SortKey } from "../../../server/protocol/results.ts";

/** The columns that the rows of a result are ordered by, or are being ordered by; empty: as the query has them. */
export function orderOf({ sort, sorting }: Pick<RunState, "sort" | "sorting">): Sort {
  return sorting?.to ?? sort ?? [];
}

/** With one column more, at the end; one that counts already keeps its place and takes the direction. */
export function withKey(order: Sort, key: SortKey): Sort {
  const isKnown = order.some(({ column }) => column === key.column);
  return isKnown ? order.map((known) => (known.column === key.column ? key : known)) : [...order, key];
}

/** @returns null where no column is left: as the query has the rows */
export function withoutKey(order: Sort, column: string): Sort | null {
  const left = order.filter((key) => key.column !== column);
  return left.length > 0 ? left : null;
}
