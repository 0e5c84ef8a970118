import type { ComparisonSummary, Note } from "../../../protocol/results.ts";
import { printJson } from "../../base/json.ts";
import { EvqError } from "../../base/failure.ts";
import { compareKeys, compareValues, keyText } from "../../base/order.ts";
import { Instant, Json } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import type { Compare, Query } from "../query.ts";
import type { Row, Table } from "../row.ts";
import { binsFrom } from "./bins.ts";
import { comparedCells } from "./cells.ts";
import type { Cells } from "./cells.ts";
import { keyOf } from "./key.ts";
import type { KeyPart } from "./key.ts";
import type { Side, Sides } from "./sides.ts";

/** What is different between the rows of two queries. */
export interface Compared {
  /**
   * A row a difference: `change` (`added`, `removed` or `changed`), the key, for each compared column its value before
   * and after, and `differs`, the names of those that changed. Rows that are the same on both sides are counted only.
   */
  readonly table: Table;
  readonly summary: ComparisonSummary;
  readonly notes: readonly Note[];
}

/** A row on one side, with the key that finds its counterpart. */
interface Keyed {
  readonly row: Row;
  /** As it is shown: bins as those of the query's own window. */
  readonly key: readonly Value[];
  readonly text: string;
}

/** One of `before` and `after` may be absent. */
interface Pair {
  readonly before?: Keyed;
  readonly after?: Keyed;
}

/**
 * Puts the rows of two results together by their keys and says what was added, removed and changed, cell by cell. Bins
 * of time belong together by their number within their window. Rows that share a key are put together in their order.
 */
export function compareTables(
  query: Query,
  { on, ignoring }: Compare,
  sides: Sides,
  tables: { readonly before: Table; readonly after: Table },
  timeZone: string,
): Compared {
  const keys = keyOf(sides.after.query, on, tables.after, timeZone);
  const names = keys.map(({ name }) => name);
  const otherKeys = keyOf(sides.before.query, on, tables.before, timeZone);
  if (keys.length !== otherKeys.length) throw unlikeKeys(names, otherKeys);
  const before = keyed(tables.before, otherKeys, sides.before, sides.after, timeZone);
  const after = keyed(tables.after, keys, sides.after, sides.after, timeZone);
  const cells = comparedCells(tables, names, ignoring, sides);
  const counts = { added: 0, removed: 0, changed: 0, unchanged: 0 };
  const rows = inOrder(pairs(before.rows, after.rows), before.rows, names, query).flatMap((pair): readonly Row[] => {
    const [kind, row] = difference(pair, cells);
    counts[kind]++;
    return kind === "unchanged" ? [] : [row];
  });
  return {
    table: { columns: unique(["change", ...names, ...cells.columns.flatMap(pairNames), "differs"]), rows },
    summary: { before: sides.before.name, after: sides.after.name, keys: names, columns: cells.columns, ...counts },
    notes: [...cells.notes, ...repeated(before.repeats + after.repeats, names)],
  };
}

function unlikeKeys(names: readonly string[], others: readonly KeyPart[]): EvqError {
  const text = (list: readonly string[]) => (list.length === 0 ? "nothing" : list.join(", "));
  return new EvqError(
    "query.invalid",
    `The rows of one side are told apart by ${text(names)}, those of the other by ${text(others.map(({ name }) => name))}.`,
    "Say with on what belongs together.",
  );
}

function pairNames(column: string): readonly string[] {
  return [`${column} before`, `${column} after`];
}

/** Rows with their keys; of several with one key the second has another text than the first. */
function keyed(
  { rows }: Table,
  parts: readonly KeyPart[],
  own: Side,
  shown: Side,
  timeZone: string,
): { readonly rows: readonly Keyed[]; readonly repeats: number } {
  const readers = parts.map((part) => partReader(part, own, shown, timeZone));
  const seen = new Map<string, number>();
  let repeats = 0;
  const list = rows.map((row): Keyed => {
    const key = readers.map((read) => read(row));
    const text = JSON.stringify(key.map(keyText));
    const times = seen.get(text) ?? 0;
    seen.set(text, times + 1);
    if (times > 0) repeats++;
    return { row, key, text: `${text} ${times}` };
  });
  return { rows: list, repeats };
}

/** A part of the key as it is shown; the bins of one window stand for those of the other. */
function partReader({ read, width }: KeyPart, own: Side, shown: Side, timeZone: string): (row: Row) => Value {
  if (!width || !own.window || !shown.window || own === shown) return read;
  const [from, to] = [own, shown].map(({ window }) => binsFrom(window?.start ?? 0n, width, timeZone));
  return (row) => {
    const value = read(row);
    return value instanceof Instant && from && to ? new Instant(to.startOf(from.numberOf(value.micros))) : value;
  };
}

function pairs(before: readonly Keyed[], after: readonly Keyed[]): readonly Pair[] {
  const left = new Map(before.map((row) => [row.text, row]));
  const found = after.map((row): Pair => {
    const counterpart = left.get(row.text);
    left.delete(row.text);
    return { after: row, ...(counterpart && { before: counterpart }) };
  });
  return [...found, ...[...left.values()].map((row) => ({ before: row }))];
}

/**
 * With `order by` keys, by those; with another `order by` as the query orders its rows, where a row that is gone follows
 * the one that it followed on its own side; else groups by their key and events in the event order.
 */
function inOrder(
  list: readonly Pair[],
  before: readonly Keyed[],
  names: readonly string[],
  { orderBy, reduce }: Query,
): readonly Pair[] {
  const places = orderBy?.map(({ value }) =>
    value.kind === "field" && value.field.path.length === 0 ? names.indexOf(value.field.column) : -1,
  );
  if (orderBy && places && places.every((place) => place >= 0)) {
    const directions = orderBy.map(({ direction }) => (direction === "desc" ? -1 : 1));
    return [...list].sort((a, b) => {
      const [one, other] = [shownKey(a), shownKey(b)];
      for (const [i, place] of places.entries()) {
        const difference = compareValues(one[place] ?? null, other[place] ?? null) * (directions[i] ?? 1);
        if (difference !== 0) return difference;
      }
      return compareKeys(one, other) * (directions[0] ?? 1);
    });
  }
  if (orderBy) {
    return withGone(
      list.filter(({ after }) => after),
      before,
    );
  }
  const order = (pair: Pair) => (reduce ? shownKey(pair) : ((pair.after ?? pair.before)?.row.order ?? []));
  return [...list].sort((a, b) => compareKeys(order(a), order(b)));
}

function shownKey({ before, after }: Pair): readonly Value[] {
  return (after ?? before)?.key ?? [];
}

function withGone(there: readonly Pair[], before: readonly Keyed[]): readonly Pair[] {
  const isThere = new Set(there.flatMap((pair) => pair.before ?? []));
  const goneBehind = new Map<Keyed | undefined, Pair[]>();
  let last: Keyed | undefined;
  for (const row of before) {
    if (isThere.has(row)) last = row;
    else {
      const list = goneBehind.get(last);
      if (list) list.push({ before: row });
      else goneBehind.set(last, [{ before: row }]);
    }
  }
  const behind = (row: Keyed | undefined) => goneBehind.get(row) ?? [];
  return [...behind(undefined), ...there.flatMap((pair) => [pair, ...(pair.before ? behind(pair.before) : [])])];
}

function difference(pair: Pair, cells: Cells): readonly ["added" | "removed" | "changed" | "unchanged", Row] {
  const { before, after } = pair;
  const key = shownKey(pair);
  const pairsOfCells = cells.of(before?.row, after?.row);
  const differing = before && after ? pairsOfCells.filter(({ differs }) => differs).map(({ column }) => column) : [];
  const kind = !before ? "added" : !after ? "removed" : differing.length > 0 ? "changed" : "unchanged";
  const differs = kind === "changed" ? new Json(printJson(differing), differing) : null;
  const values = [kind, ...key, ...pairsOfCells.flatMap((cell) => [cell.before, cell.after]), differs];
  return [kind, { values, order: [] }];
}

function repeated(count: number, names: readonly string[]): readonly Note[] {
  if (count === 0) return [];
  const what = names.length === 0 ? "has no key" : `shares its ${names.join(", ")} with another`;
  const rows = count === 1 ? "1 row" : `${count} rows`;
  return [
    {
      code: "comparison",
      clause: "compare",
      message: `${rows} of the two sides ${what}: such rows are put together in their order. Say with on what tells them apart.`,
    },
  ];
}

/** A key that is called like another column gets a mark, so that every name stands once. */
function unique(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let own = name;
    while (taken.has(own)) own += "'";
    taken.add(own);
    return own;
  });
}
