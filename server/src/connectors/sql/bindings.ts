import type { BoundType, Dialect } from "./dialect.ts";

/** What a function of ours gets and gives. */
export type SqlValue = string | number | null | Uint8Array;
export type Closure = (values: readonly SqlValue[]) => string | number | boolean | null;

/** A value as it is bound: integers as their digits, a closure by its place among the statement's closures. */
export type BoundValue = string | number | null | { readonly closure: number };

interface Binding {
  readonly value: BoundValue;
  readonly type: BoundType;
}

/** Stands around a binding's number in SQL that is being made. */
const MARK = "\u0001";

/**
 * The values of one statement. While it is made, a value is a mark in its text; only what is in the finished text
 * is bound, in the order in which it stands there.
 */
export class Bindings {
  readonly closures: Closure[] = [];
  readonly #bindings: Binding[] = [];
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  text(value: string): string {
    return this.#bind(value, "text");
  }

  integer(value: bigint): string {
    return this.#bind(value.toString(), "integer");
  }

  number(value: bigint | number): string {
    return typeof value === "bigint" ? this.integer(value) : this.#bind(value, "double");
  }

  /** JSON text, or null. */
  json(text: string | null): string {
    return this.#bind(text, "json");
  }

  /** The closure's number, as `run` wants it first. */
  closure(closure: Closure): string {
    this.closures.push(closure);
    return this.#bind({ closure: this.closures.length - 1 }, "call");
  }

  /** Membership in a list of JSON texts, bound as one value. */
  inList(value: string, items: readonly string[], type: "text" | "number"): string {
    return this.#dialect.inBoundList(value, this.json(`[${items.join(",")}]`), type);
  }

  /** The finished text with the dialect's places, and what to bind there. */
  finish(sql: string): { readonly sql: string; readonly values: readonly BoundValue[] } {
    const values: BoundValue[] = [];
    const places = new Map<string, string>();
    const parts = sql.split(MARK).map((part, i) => {
      if (i % 2 === 0) return part;
      const known = places.get(part);
      if (known !== undefined) return known;
      const binding = this.#bindings[Number(part)];
      if (!binding) throw new Error(`no binding ${part}`);
      values.push(binding.value);
      const place = this.#dialect.bound(values.length, binding.type);
      places.set(part, place);
      return place;
    });
    return { sql: parts.join(""), values };
  }

  #bind(value: BoundValue, type: BoundType): string {
    const same = this.#bindings.findIndex((binding) => binding.value === value && binding.type === type);
    const number = same >= 0 ? same : this.#bindings.push({ value, type }) - 1;
    return `${MARK}${number}${MARK}`;
  }
}
