import { Duration, Period } from "../../base/duration.ts";
import { Instant } from "../../base/value.ts";
import { valueOfOperand } from "../../query/evaluate/arithmetic.ts";
import { compileExpression, compilePredicate } from "../../query/evaluate/expression.ts";
import type { Expression } from "../../query/query.ts";
import type { Compilation, Scope } from "./compilation.ts";
import { exactJson } from "./exactJson.ts";
import { Inputs } from "./inputs.ts";
import type { Atom } from "./inputs.ts";
import type { JsonTerm, TypedTerm } from "./term.ts";

/**
 * A test that the database has no exact words for: a function of ours that makes the evaluator's own test over the
 * fields the test is about, so it is equal by construction.
 */
export function rowTest(compilation: Compilation, scope: Scope, atom: Atom): string {
  const inputs = new Inputs(compilation, scope);
  const test = compilePredicate(inputs.predicate(atom), inputs.scope);
  return inputs.call((values) => test(values));
}

/** A value that the database has no exact words for, worked out by the evaluator's own code. */
export function rowValue(compilation: Compilation, scope: Scope, expression: Expression): JsonTerm | TypedTerm {
  const inputs = new Inputs(compilation, scope);
  const read = compileExpression(inputs.expression(expression), inputs.scope);
  if (isTime(expression, scope)) {
    const micros = inputs.call((values) => {
      const value = read(values);
      return value instanceof Instant ? value.micros.toString() : null;
    });
    return { kind: "time", sql: compilation.dialect.integerFromText(micros) };
  }
  const json = inputs.call((values) => {
    const value = valueOfOperand(read(values));
    return value === null ? null : exactJson(value);
  });
  return compilation.jsonAt(json, [], false);
}

/** Whether an expression gives times or nulls, and nothing else: JSON holds no times, so this is known beforehand. */
function isTime(expression: Expression, scope: Scope): boolean {
  return staticType(expression, scope) === "time";
}

function staticType(expression: Expression, scope: Scope): "time" | "duration" | "value" {
  switch (expression.kind) {
    case "field": {
      const { column, path } = expression.field;
      const found = scope.get(column);
      const holdsTimes = found?.kind === "time" || (found?.kind === "constant" && found.operand instanceof Instant);
      return path.length === 0 && holdsTimes ? "time" : "value";
    }
    case "constant": {
      const { value } = expression;
      if (value instanceof Instant || value instanceof Period) return "time";
      return value instanceof Duration ? "duration" : "value";
    }
    case "startof":
    case "endof":
      return "time";
    case "bin":
      return staticType(expression.operand, scope) === "time" ? "time" : "value";
    case "negate":
      return staticType(expression.operand, scope) === "duration" ? "duration" : "value";
    case "arithmetic": {
      const [left, right] = [staticType(expression.left, scope), staticType(expression.right, scope)];
      if (left === "time" && right === "time") return "duration";
      if (left === "duration" && right === "duration") return "duration";
      return (left === "time" && right === "duration") || (left === "duration" && right === "time") ? "time" : "value";
    }
    default:
      return "value";
  }
}
