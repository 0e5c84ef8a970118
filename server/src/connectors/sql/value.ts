import { followsZone } from "../../base/calendar.ts";
import { Duration } from "../../base/duration.ts";
import { FIRST_INSTANT, LAST_INSTANT, MICROS_PER_DAY } from "../../base/instant.ts";
import { operandOf } from "../../query/evaluate/relation.ts";
import type { Expression } from "../../query/query.ts";
import { calendarBin } from "./calendarBin.ts";
import type { Compilation, Scope } from "./compilation.ts";
import { rowValue } from "./rowFunction.ts";
import type { SqlTerm, Term } from "./term.ts";

/** 1969-12-29: weeks are counted from this Monday, as the calendar has it. */
const FIRST_MONDAY = -3n * MICROS_PER_DAY;

/** An expression as a term. */
export function termOf(compilation: Compilation, scope: Scope, expression: Expression): Term {
  switch (expression.kind) {
    case "field":
      return compilation.field(scope, expression.field);
    case "constant":
      return { kind: "constant", operand: operandOf(expression.value) };
    case "predicate":
      return compilation.predicateCell(scope, expression.predicate);
    case "bin":
      return bin(compilation, scope, expression);
    default:
      return rowValue(compilation, scope, expression);
  }
}

/** As `termOf`, for places where a column is wanted: a period is its start, a duration its milliseconds. */
export function columnOf(compilation: Compilation, scope: Scope, expression: Expression): SqlTerm {
  const term = termOf(compilation, scope, expression);
  return term.kind === "constant" ? compilation.constant(term.operand) : term;
}

/** Times by plain arithmetic where no zone takes part; all else goes by the evaluator's calendar or floor. */
function bin(compilation: Compilation, scope: Scope, expression: Extract<Expression, { kind: "bin" }>): Term {
  const { dialect, bindings, shape } = compilation;
  const { operand, width } = expression;
  const term = termOf(compilation, scope, operand);
  const length = width.kind === "constant" ? width.value : undefined;
  if (term.kind !== "time" || !(length instanceof Duration) || !isPositive(length)) {
    return rowValue(compilation, scope, expression);
  }
  if (!isArithmetic(length, shape.timeZone)) {
    const start = bindings.closure(calendarBin(length, shape.timeZone));
    const micros = dialect.call("run", [start, dialect.integerArgument(term.sql)]);
    return { kind: "time", sql: dialect.integerFromText(micros) };
  }
  const isWeeks = length.micros % (7n * MICROS_PER_DAY) === 0n;
  const anchor = isWeeks ? FIRST_MONDAY : 0n;
  const [first, last] = [bindings.integer(FIRST_INSTANT), bindings.integer(LAST_INSTANT)];
  const at = dialect.clamp(term.sql, first, last);
  const start = dialect.floorTo(at, bindings.integer(length.micros), bindings.integer(anchor));
  return { kind: "time", sql: dialect.clamp(start, first, last) };
}

function isPositive({ months, micros }: Duration): boolean {
  return months >= 0 && micros >= 0n && (months > 0 || micros > 0n);
}

/** Whether bins of the width are equally long, which days are in UTC alone. */
function isArithmetic(width: Duration, timeZone: string): boolean {
  return width.months === 0 && (timeZone === "UTC" || !followsZone(width));
}
