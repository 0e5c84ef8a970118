import type { Value } from "../../base/value.ts";
import type { FieldRef } from "../query.ts";
import { atPath } from "../../base/value.ts";

/** What expressions are read against: the columns by name and the zone for calendar units. */
export interface Scope {
  readonly columns: readonly string[];
  /** IANA name. */
  readonly timeZone: string;
}

export type Read = (values: readonly Value[]) => Value;

/** Reads a field; what is not there is null. The binder has made sure that the column exists. */
export function readField(scope: Scope, { column, path }: FieldRef): Read {
  const index = columnIndex(scope, column);
  return path.length === 0
    ? (values) => values[index] ?? null
    : (values) => atPath(values[index] ?? null, path) ?? null;
}

export function columnIndex(scope: Scope, column: string): number {
  const index = scope.columns.indexOf(column);
  if (index < 0) throw new Error(`no column ${column} among ${scope.columns.join(", ")}`);
  return index;
}
