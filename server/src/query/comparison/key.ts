import { Duration } from "../../base/duration.ts";
import type { Value } from "../../base/value.ts";
import { compileValue } from "../evaluate/expression.ts";
import { pathText } from "../evaluate/fieldChanges.ts";
import { EVENT_ORDER } from "../event.ts";
import type { Expression, Query } from "../query.ts";
import type { Row, Table } from "../row.ts";

/** One part of what tells which rows of two results belong together. */
export interface KeyPart {
  readonly name: string;
  readonly read: (row: Row) => Value;
  /** The width of the bins that the part counts, where it does. */
  readonly width?: Duration;
}

/**
 * The key of a query's rows: what `on` names, else the group keys, else the id. Without `on` it is read from the row's
 * order, so it is there also when its columns were selected away.
 */
export function keyOf(query: Query, on: readonly Expression[], table: Table, timeZone: string): readonly KeyPart[] {
  if (on.length === 0) return ownKey(query);
  return on.map((expression) => {
    const read = compileValue(expression, { columns: table.columns, timeZone });
    const width = binWidth(expression, query);
    return { name: nameOf(expression), read: ({ values }) => read(values), ...(width && { width }) };
  });
}

/** What the rows of a query are told apart by without `on`: the names of its group keys, or the id. */
export function keyNames(query: Query): readonly string[] {
  return ownKey(query).map(({ name }) => name);
}

function ownKey({ from, reduce }: Query): readonly KeyPart[] {
  if (reduce) {
    return reduce.by.map(({ name, value }, place) => {
      const width = widthOf(value);
      return { name, read: ({ order }: Row) => order[place] ?? null, ...(width && { width }) };
    });
  }
  const [only, ...others] = from;
  // The rows of a named query that groups keep its keys.
  if (only?.kind === "subquery" && others.length === 0) return ownKey(only.query);
  const id = EVENT_ORDER.indexOf("id");
  return [{ name: "id", read: ({ order }) => order[id] ?? null }];
}

function nameOf(expression: Expression): string {
  if (expression.kind !== "field") return "key";
  const { column, path } = expression.field;
  return path.length === 0 ? column : pathText([column, ...path]);
}

/** The width of the bins that a column holds: those of a group key, or of a selected `bin`. */
function binWidth(expression: Expression, query: Query): Duration | undefined {
  if (expression.kind !== "field" || expression.field.path.length > 0) return widthOf(expression);
  const { column } = expression.field;
  const { select, reduce, from } = query;
  if (select) {
    const chosen = select.find(({ name }) => name === column)?.value;
    const { select: _, ...before } = query;
    return chosen && binWidth(chosen, before);
  }
  if (reduce) {
    const key = reduce.by.find(({ name }) => name === column)?.value;
    return key && widthOf(key);
  }
  const [only] = from;
  return only?.kind === "subquery" ? binWidth(expression, only.query) : undefined;
}

function widthOf(expression: Expression): Duration | undefined {
  if (expression.kind !== "bin" || expression.width.kind !== "constant") return undefined;
  const { value } = expression.width;
  return value instanceof Duration ? value : undefined;
}
