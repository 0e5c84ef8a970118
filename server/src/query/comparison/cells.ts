import type { Note } from "../../../protocol/results.ts";
import type { JsonTree } from "../../base/json.ts";
import { keyText } from "../../base/order.ts";
import { Json, valueOf } from "../../base/value.ts";
import type { PathStep, Value } from "../../base/value.ts";
import type { Expression } from "../query.ts";
import type { Row, Table } from "../row.ts";
import type { Sides } from "./sides.ts";

/** One column of two rows that belong together. */
interface ComparedCell {
  readonly column: string;
  /** Null too where there is no row on that side. */
  readonly before: Value;
  readonly after: Value;
  readonly differs: boolean;
}

/** The columns that are compared, and their cells of a pair of rows. */
export interface Cells {
  readonly columns: readonly string[];
  readonly notes: readonly Note[];
  of(before: Row | undefined, after: Row | undefined): readonly ComparedCell[];
}

interface Tables {
  readonly before: Table;
  readonly after: Table;
}

/**
 * The columns that both sides have, but for the key, what is ignored, and of whole events what is empty in every row. A
 * path that is ignored is left out of account inside its column, which is shown as it is.
 */
export function comparedCells(
  tables: Tables,
  key: readonly string[],
  ignoring: readonly Expression[],
  sides: Sides,
): Cells {
  const { select, reduce } = sides.after.query;
  const hidesEmpty = !select && !reduce;
  const ignored = ignoring.flatMap((expression) => (expression.kind === "field" ? [expression.field] : []));
  const isCompared = (column: string) =>
    !key.includes(column) && !ignored.some(({ column: name, path }) => name === column && path.length === 0);
  const both = tables.after.columns.filter((column) => tables.before.columns.includes(column));
  const columns = both.filter((column) => isCompared(column) && !(hidesEmpty && isEmpty(column, tables)));
  const readers = columns.map((column) => {
    const [from, to] = [tables.before.columns.indexOf(column), tables.after.columns.indexOf(column)];
    const paths = ignored.filter(({ column: name }) => name === column).map(({ path }) => path);
    const text = (value: Value) => keyText(paths.reduce(without, value));
    return (before: Row | undefined, after: Row | undefined): ComparedCell => {
      const [old, fresh] = [before?.values[from] ?? null, after?.values[to] ?? null];
      return { column, before: old, after: fresh, differs: text(old) !== text(fresh) };
    };
  });
  return {
    columns,
    notes: oneSided(tables, isCompared, sides),
    of: (before, after) => readers.map((read) => read(before, after)),
  };
}

function isEmpty(column: string, { before, after }: Tables): boolean {
  return [before, after].every(({ columns, rows }) => {
    const at = columns.indexOf(column);
    return rows.every(({ values }) => (values[at] ?? null) === null);
  });
}

function oneSided({ before, after }: Tables, isCompared: (column: string) => boolean, sides: Sides): readonly Note[] {
  return [[after, before, sides.after.name] as const, [before, after, sides.before.name] as const].flatMap(
    ([own, other, name]): readonly Note[] => {
      const lone = own.columns.filter((column) => isCompared(column) && !other.columns.includes(column));
      if (lone.length === 0) return [];
      const message = `Only ${name} has ${lone.join(", ")}, so that is not compared.`;
      return [{ code: "comparison", clause: "compare", message }];
    },
  );
}

/** A value without what stands at a path inside it. */
function without(value: Value, path: readonly PathStep[]): Value {
  return value instanceof Json && path.length > 0 ? valueOf(treeWithout(value.tree, path)) : value;
}

function treeWithout(tree: JsonTree, [step, ...rest]: readonly PathStep[]): JsonTree {
  if (Array.isArray(tree) && typeof step === "number") {
    const items = tree as readonly JsonTree[];
    return rest.length === 0
      ? items.filter((_, i) => i !== step)
      : items.map((item, i) => (i === step ? treeWithout(item, rest) : item));
  }
  if (!(tree instanceof Map) || typeof step !== "string") return tree;
  const members = [...(tree as ReadonlyMap<string, JsonTree>)];
  return new Map(
    members.flatMap(([key, member]): readonly (readonly [string, JsonTree])[] => {
      if (key !== step) return [[key, member]];
      return rest.length === 0 ? [] : [[key, treeWithout(member, rest)]];
    }),
  );
}
