import { compilePredicate } from "../../query/evaluate/expression.ts";
import type { Expression, Predicate } from "../../query/query.ts";
import type { ConstantTerm } from "./term.ts";

export const TRUE = "1";
export const FALSE = "0";

/** Conditions joined as a balanced tree, since databases limit how deep an expression may nest. */
export function joined(conditions: readonly string[], word: "AND" | "OR", none: string): string {
  if (conditions.length === 0) return none;
  if (conditions.length <= 8) return conditions.map((each) => `(${each})`).join(` ${word} `);
  const middle = conditions.length >> 1;
  return `(${joined(conditions.slice(0, middle), word, none)}) ${word} (${joined(conditions.slice(middle), word, none)})`;
}

/** A term that turned out constant (a field may) as the expression of its value. */
export function constantExpression({ operand }: ConstantTerm): Expression {
  return { kind: "constant", value: operand };
}

/** A test in which no field takes part. */
export function constantCondition(predicate: Predicate): string {
  return compilePredicate(predicate, { columns: [], timeZone: "UTC" })([]) ? TRUE : FALSE;
}
