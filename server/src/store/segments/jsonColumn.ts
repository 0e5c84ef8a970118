import type { Value } from "../../base/value.ts";
import type { TextColumn } from "./textColumn.ts";

/** What stands at a path in a row. */
export const KIND = {
  absent: 0,
  null: 1,
  false: 2,
  true: 3,
  /** An integer that a double holds exactly; the number is in `numbers`. */
  integer: 4,
  /** Any other number that a double holds exactly. */
  double: 5,
  text: 6,
  /** A number that a double does not hold; the value is in `others`. */
  other: 7,
  /** An object or array, which is read from the row. */
  json: 8,
} as const;

/** The values at one path of one of the JSON fields, a segment's rows. */
export interface JsonColumn {
  readonly kinds: Uint8Array;
  /** By kind, whether any row has it. */
  readonly has: readonly boolean[];
  /** Not a number where there is none; absent where no row has one. */
  readonly numbers: Float64Array | undefined;
  /** The least and greatest of `numbers`; infinite the wrong way round where there are none. */
  readonly least: number;
  readonly greatest: number;
  readonly texts: TextColumn | undefined;
  readonly others: ReadonlyMap<number, Value>;
}

export function bytesOfColumn({ kinds, numbers, texts }: JsonColumn): number {
  // Lists of rows may be made of it: those that have a value, and those of each text.
  const lists = kinds.length * (texts ? 8 : 4);
  return kinds.byteLength + lists + (numbers?.byteLength ?? 0) + (texts?.bytes ?? 0);
}
