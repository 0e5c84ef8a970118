import { endOf, startOf } from "../base/calendar.ts";
import { EvqError } from "../base/failure.ts";
import { Instant } from "../base/value.ts";
import { add, instantIn, negate } from "./evaluate/arithmetic.ts";
import { operandOf } from "./evaluate/relation.ts";
import type { Operand } from "./evaluate/relation.ts";
import type { Constant, Expression, Query } from "./query.ts";
import { rewriteQuery } from "./rewrite.ts";

export interface Grounding {
  readonly parameters: ReadonlyMap<string, Constant>;
  /** The moment the run began, in microseconds since 1970-01-01T00:00Z; fixed for the whole run. */
  readonly now: bigint;
  /** IANA name, for calendar arithmetic. */
  readonly timeZone: string;
}

/**
 * The query with everything that is fixed for one run made constant: parameters, `now()`, and all arithmetic over
 * them. What is left are fields, constants and what must be worked out a row.
 * @throws EvqError `parameter.missing`, `parameter.invalid` (a limit that is no count)
 */
export function ground(query: Query, grounding: Grounding): Query {
  const grounded = rewriteQuery(query, (expression) => groundExpression(expression, grounding));
  checkCounts(grounded);
  return grounded;
}

/** One expression of which everything inside is grounded already. */
export function groundExpression(expression: Expression, { parameters, now, timeZone }: Grounding): Expression {
  switch (expression.kind) {
    case "parameter": {
      const value = parameters.get(expression.name);
      if (value === undefined) {
        throw new EvqError(
          "parameter.missing",
          `The parameter $${expression.name} has no value.`,
          `Give it one, or a default where it is declared: param ${expression.name}: ${expression.type.name} = …`,
        );
      }
      return constant(value);
    }
    case "now":
      return constant(new Instant(now));
    case "ago": {
      const duration = constantIn(expression.duration);
      return duration === undefined ? expression : constant(add(new Instant(now), "-", duration, timeZone));
    }
    case "startof":
    case "endof": {
      const time = constantIn(expression.time);
      const at = time === undefined ? undefined : instantIn(time);
      if (at === undefined) return expression;
      const border = expression.kind === "startof" ? startOf : endOf;
      return constant(new Instant(border(expression.unit, at, timeZone)));
    }
    case "arithmetic": {
      const left = constantIn(expression.left);
      const right = constantIn(expression.right);
      return left === undefined || right === undefined
        ? expression
        : constant(add(left, expression.operator, right, timeZone));
    }
    case "negate": {
      const operand = constantIn(expression.operand);
      return operand === undefined ? expression : constant(negate(operand));
    }
    default:
      return expression;
  }
}

function constant(value: Constant): Expression {
  return { kind: "constant", value };
}

function constantIn(expression: Expression): Operand | undefined {
  return expression.kind === "constant" ? operandOf(expression.value) : undefined;
}

/** `limit` and `offset` may be parameters, so what they are is known only here. */
function checkCounts(query: Query): void {
  for (const clause of ["limit", "offset"] as const) {
    const expression = query[clause];
    if (!expression) continue;
    const value = constantIn(expression);
    if (typeof value !== "bigint" || value < 0n) {
      throw new EvqError(
        "parameter.invalid",
        `${clause} needs a whole number from 0.`,
        `Write a number behind ${clause}, or give its parameter one.`,
      );
    }
  }
  for (const source of query.from) if (source.kind === "subquery") checkCounts(source.query);
}
