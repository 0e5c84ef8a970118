import type { Column, ColumnRole, ColumnType } from "../../protocol/results.ts";
import { Instant, Json, isNumeric } from "../base/value.ts";
import type { Value } from "../base/value.ts";
import { EVENT_FIELDS } from "../query/event.ts";
import type { Query } from "../query/query.ts";
import { columnRoles } from "./columnRoles.ts";

const CANONICAL: ReadonlySet<string> = new Set(EVENT_FIELDS);

/**
 * The columns of a result while its rows come: their types, and which of them are shown. Types are those the binder
 * knows; where it knows none, those of the values seen. Canonical fields that nobody selected are shown once a row has
 * something in them.
 */
export class ResultColumns {
  readonly #names: readonly string[];
  readonly #known: readonly (ColumnType | undefined)[];
  readonly #observed: (ColumnType | undefined)[];
  readonly #hidesEmpty: boolean;
  readonly #roles: ReadonlyMap<string, ColumnRole>;

  constructor(query: Query, names: readonly string[], bound: readonly Column[]) {
    const types = new Map(bound.map(({ name, type }) => [name, type]));
    this.#names = names;
    this.#known = names.map((name) => (types.get(name) === "mixed" ? undefined : types.get(name)));
    this.#observed = names.map(() => undefined);
    this.#hidesEmpty = selectsNothing(query);
    this.#roles = columnRoles(query);
  }

  see(rows: readonly (readonly Value[])[]): void {
    for (const row of rows) {
      for (let i = 0; i < this.#names.length; i++) {
        const value = row[i] ?? null;
        if (value === null || this.#observed[i] === "mixed") continue;
        const type = typeOf(value);
        this.#observed[i] = (this.#observed[i] ?? type) === type ? type : bothNumbers(this.#observed[i], type);
      }
    }
  }

  get columns(): readonly Column[] {
    return this.#names.map((name, i) => {
      const role = this.#roles.get(name);
      return { name, type: this.#known[i] ?? this.#observed[i] ?? "mixed", ...(role && { role }) };
    });
  }

  /** Places of the shown columns. */
  get shown(): readonly number[] {
    const isShown = (name: string, i: number) =>
      !this.#hidesEmpty || !CANONICAL.has(name) || this.#observed[i] !== undefined;
    return this.#names.flatMap((name, i) => (isShown(name, i) ? [i] : []));
  }
}

/** Whether the result's columns are simply those of events. */
export function selectsNothing({ select, reduce, compare, from }: Query): boolean {
  return (
    !select && !reduce && !compare && from.every((source) => source.kind === "log" || selectsNothing(source.query))
  );
}

function typeOf(value: Exclude<Value, null>): ColumnType {
  if (typeof value === "boolean" || typeof value === "string") return typeof value as "boolean" | "string";
  if (typeof value === "bigint") return "integer";
  if (isNumeric(value)) return "number";
  return value instanceof Instant ? "time" : value instanceof Json ? "json" : "mixed";
}

function bothNumbers(a: ColumnType | undefined, b: ColumnType): ColumnType {
  const isNumber = (type: ColumnType | undefined) => type === "integer" || type === "number";
  return isNumber(a) && isNumber(b) ? "number" : "mixed";
}
