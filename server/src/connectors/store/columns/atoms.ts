import { comparable, isNumeric } from "../../../base/value.ts";
import type { Value } from "../../../base/value.ts";
import { operandOf } from "../../../query/evaluate/relation.ts";
import type { Expression, Predicate } from "../../../query/query.ts";

/** A predicate that is not made of others. */
export type Atom = Exclude<Predicate, { kind: "and" | "or" | "not" | "always" }>;

/** A constant text or number, as comparisons read it. */
export function constantOf(expression: Expression): Value | undefined {
  if (expression.kind !== "constant") return undefined;
  const operand = operandOf(expression.value);
  return typeof operand === "string" || isNumeric(operand as Value) ? (operand as Value) : undefined;
}

/** A constant number that a double holds exactly. */
export function numberOf(expression: Expression): number | undefined {
  const value = constantOf(expression);
  if (value === undefined || !isNumeric(value)) return undefined;
  const number = comparable(value);
  if (typeof number === "number") return Number.isNaN(number) ? undefined : number;
  return BigInt.asIntN(54, number) === number ? Number(number) : undefined;
}
