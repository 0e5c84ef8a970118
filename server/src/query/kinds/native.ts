import type { ColumnType } from "../../../protocol/results.ts";
import type { PathStep } from "../../base/value.ts";
import type { NativeField } from "../catalog.ts";

/** What a native field says besides its name and place. */
interface Details {
  readonly type: ColumnType;
  readonly description: string;
  readonly values?: readonly string[];
  readonly advice?: { readonly use: string; readonly reason: string };
}

/** A native name and the field it stands for: a column, or keys below one. */
export function native(
  name: string,
  [column, ...path]: readonly [string, ...PathStep[]],
  details: Details,
): NativeField {
  return { name, field: { column, path }, ...details };
}

/** As `native`, for vendors that write camel case: the name as they write it and in snake case. */
export function bothSpellings(
  name: string,
  place: readonly [string, ...PathStep[]],
  details: Details,
): readonly NativeField[] {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const field = native(name, place, details);
  return snake === name ? [field] : [field, { ...field, name: snake }];
}
