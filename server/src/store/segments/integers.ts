/** Integers of a column: exact in a double, those that are not beside it. */
export interface Integers {
  /** Not a number where there is none; the nearest double where the integer is in `wide`. */
  readonly values: Float64Array;
  readonly wide: ReadonlyMap<number, bigint>;
}

export function integerAt({ values, wide }: Integers, row: number): bigint | null {
  const value = values[row] as number;
  if (Number.isNaN(value)) return null;
  return wide.get(row) ?? BigInt(value);
}

/** By value, nulls first. */
export function compareIntegers(a: Integers, row: number, b: Integers, other: number): number {
  const x = a.values[row] as number;
  const y = b.values[other] as number;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x));
  if (x !== y) return x - y;
  if (a.wide.size === 0 && b.wide.size === 0) return 0;
  const [exact, otherExact] = [integerAt(a, row) ?? 0n, integerAt(b, other) ?? 0n];
  return exact < otherExact ? -1 : exact > otherExact ? 1 : 0;
}
