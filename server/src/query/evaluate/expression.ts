import { endOf, startOf } from "../../base/calendar.ts";
import { Instant, atPath } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import type { Constant, Expression, FieldRef, Predicate } from "../query.ts";
import { add, bin, instantIn, negate, valueOfOperand } from "./arithmetic.ts";
import { became, changed, was } from "./change.ts";
import { comparable, holds, operandOf } from "./relation.ts";
import type { Operand } from "./relation.ts";
import { columnIndex, readField } from "./scope.ts";
import type { Scope } from "./scope.ts";
import { textTest } from "./text.ts";

/** An expression as a function of a row's values. Parameters and `now()` must have been grounded before. */
export function compileExpression(expression: Expression, scope: Scope): (values: readonly Value[]) => Operand {
  switch (expression.kind) {
    case "field":
      return readField(scope, expression.field);
    case "constant": {
      const operand = operandOf(expression.value);
      return () => operand;
    }
    case "arithmetic": {
      const left = compileExpression(expression.left, scope);
      const right = compileExpression(expression.right, scope);
      return (values) => add(left(values), expression.operator, right(values), scope.timeZone);
    }
    case "negate": {
      const operand = compileExpression(expression.operand, scope);
      return (values) => negate(operand(values));
    }
    case "startof":
    case "endof": {
      const time = compileExpression(expression.time, scope);
      const border = expression.kind === "startof" ? startOf : endOf;
      return (values) => {
        const at = instantIn(time(values));
        return at === undefined ? null : new Instant(border(expression.unit, at, scope.timeZone));
      };
    }
    case "bin": {
      const operand = compileExpression(expression.operand, scope);
      const width = compileExpression(expression.width, scope);
      return (values) => bin(operand(values), width(values), scope.timeZone);
    }
    case "was":
      return was(scope, expression.path);
    case "became":
      return became(scope, expression.path);
    case "predicate": {
      const test = compilePredicate(expression.predicate, scope);
      return (values) => test(values);
    }
    case "parameter":
    case "now":
    case "ago":
      throw new Error(`${expression.kind} must be grounded before it is evaluated`);
  }
}

/** As `compileExpression`, for places where a column's value is wanted: a period is its start, a duration its milliseconds. */
export function compileValue(expression: Expression, scope: Scope): (values: readonly Value[]) => Value {
  const read = compileExpression(expression, scope);
  return (values) => valueOfOperand(read(values));
}

type Test = (values: readonly Value[]) => boolean;

/** A predicate as a function of a row's values. Every test is true or false, and `not` is plain negation. */
export function compilePredicate(predicate: Predicate, scope: Scope): Test {
  switch (predicate.kind) {
    case "and": {
      const tests = predicate.of.map((part) => compilePredicate(part, scope));
      return (values) => tests.every((test) => test(values));
    }
    case "or": {
      const tests = predicate.of.map((part) => compilePredicate(part, scope));
      return (values) => tests.some((test) => test(values));
    }
    case "not": {
      const test = compilePredicate(predicate.of, scope);
      return (values) => !test(values);
    }
    case "compare": {
      const left = compileExpression(predicate.left, scope);
      const right = compileExpression(predicate.right, scope);
      return (values) => holds(predicate.operator, left(values), right(values));
    }
    case "in":
      return membership(predicate, scope);
    case "between":
      return between(predicate, scope);
    case "text":
      return text(predicate, scope);
    case "null": {
      const left = compileExpression(predicate.left, scope);
      return (values) => (left(values) === null) !== predicate.negated;
    }
    case "exists":
      return exists(predicate.field, scope);
    case "changed":
      return changed(scope, predicate.path);
    case "always":
      return () => predicate.value;
  }
}

/** A null on the left is in no list and not in no list; a null in the list never matches. */
function membership({ left, list, negated }: Extract<Predicate, { kind: "in" }>, scope: Scope): Test {
  const read = compileExpression(left, scope);
  const items = listReader(list, scope);
  return (values) => {
    const operand = read(values);
    if (operand === null) return false;
    const present = items(values).filter((item) => item !== null);
    return negated
      ? present.every((item) => holds("neq", operand, item))
      : present.some((item) => holds("eq", operand, item));
  };
}

function listReader(
  list: Expression | readonly Expression[],
  scope: Scope,
): (values: readonly Value[]) => readonly Operand[] {
  if (!isList(list)) {
    const items = list.kind === "constant" ? constantItems(list.value) : undefined;
    if (!items) throw new Error("the list of `in` must be grounded before it is evaluated");
    return () => items;
  }
  const readers = list.map((item) => compileExpression(item, scope));
  return (values) => readers.map((read) => read(values));
}

export function isList(list: Expression | readonly Expression[]): list is readonly Expression[] {
  return Array.isArray(list);
}

function constantItems(constant: Constant): readonly Operand[] {
  return Array.isArray(constant) ? (constant as readonly Constant[]).map(operandOf) : [operandOf(constant)];
}

/** Inclusive on both sides; the negated form needs both borders to be there too. */
function between({ left, low, high, negated }: Extract<Predicate, { kind: "between" }>, scope: Scope): Test {
  const [read, from, to] = [left, low, high].map((side) => compileExpression(side, scope)) as [
    (values: readonly Value[]) => Operand,
    (values: readonly Value[]) => Operand,
    (values: readonly Value[]) => Operand,
  ];
  return (values) => {
    const [operand, start, end] = [read(values), from(values), to(values)];
    if (!comparable(operand, start) || !comparable(operand, end)) return false;
    return (holds("gte", operand, start) && holds("lte", operand, end)) !== negated;
  };
}

function text({ operator, left, right, negated }: Extract<Predicate, { kind: "text" }>, scope: Scope): Test {
  const read = compileExpression(left, scope);
  const readRight = compileExpression(right, scope);
  const fixed = right.kind === "constant" ? textTest(operator, valueOfOperand(readRight([]))) : undefined;
  return (values) => {
    const operand = valueOfOperand(read(values));
    const other = valueOfOperand(readRight(values));
    if (operand === null || other === null) return false;
    return (fixed ?? textTest(operator, other))(operand) !== negated;
  };
}

/** There, even if null; a column that holds null is not there. */
function exists({ column, path }: FieldRef, scope: Scope): Test {
  const index = columnIndex(scope, column);
  return path.length === 0
    ? (values) => (values[index] ?? null) !== null
    : (values) => atPath(values[index] ?? null, path) !== undefined;
}
