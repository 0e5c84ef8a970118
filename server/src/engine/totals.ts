import type { Column, ColumnRole } from "../../protocol/results.ts";
import { compareValues } from "../base/order.ts";
import { comparable, isNumeric } from "../base/value.ts";
import type { Value } from "../base/value.ts";

/** Adds up one column of a reduced result, group by group. */
export interface Total {
  add(value: Value): void;
  /** Null where there is nothing to say about all groups together. */
  readonly value: Value;
}

/**
 * The total of a column: counts and sums are added, of minima and maxima the outermost is taken. Keys, averages,
 * percentiles, distinct counts and the rest have none: their values do not tell what all events together would give.
 * @param overflown whether some group's sum did not fit, so that sums are not all there
 */
export function totalOf({ role }: Column, overflown: boolean): Total {
  if (role?.kind !== "aggregate") return new Nothing();
  switch (role.function) {
    case "count":
      return new Sum();
    case "sum":
      return overflown ? new Nothing() : new Sum();
    case "min":
      return new Extreme(-1);
    case "max":
      return new Extreme(1);
    default:
      return new Nothing();
  }
}

export function isKey(role: ColumnRole | undefined): boolean {
  return role?.kind === "key";
}

class Nothing implements Total {
  readonly value = null;
  add(): void {}
}

const [INT_MIN, INT_MAX] = [-(2n ** 63n), 2n ** 63n - 1n];

/** Exact over integers and null beyond 64 bits, as the aggregate itself; a double as soon as one is no integer. */
class Sum implements Total {
  #whole = 0n;
  #rest = 0;
  #isWhole = true;
  #isEmpty = true;

  add(value: Value): void {
    if (!isNumeric(value)) return;
    const number = comparable(value);
    this.#isEmpty = false;
    if (typeof number === "bigint") this.#whole += number;
    else {
      this.#rest += number;
      this.#isWhole = false;
    }
  }

  get value(): Value {
    if (this.#isEmpty) return null;
    if (this.#isWhole) return this.#whole >= INT_MIN && this.#whole <= INT_MAX ? this.#whole : null;
    const sum = Number(this.#whole) + this.#rest;
    return Number.isNaN(sum) ? null : sum;
  }
}

class Extreme implements Total {
  readonly #direction: 1 | -1;
  value: Value = null;

  constructor(direction: 1 | -1) {
    this.#direction = direction;
  }

  add(value: Value): void {
    if (value === null) return;
    if (this.value === null || compareValues(value, this.value) * this.#direction > 0) this.value = value;
  }
}
