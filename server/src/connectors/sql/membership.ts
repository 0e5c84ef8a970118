import { Duration, Period } from "../../base/duration.ts";
import { readInstant } from "../../base/instant.ts";
import { Instant, comparable, isNumeric } from "../../base/value.ts";
import { milliseconds, operandOf } from "../../query/evaluate/relation.ts";
import type { Operand } from "../../query/evaluate/relation.ts";
import type { Constant, Expression, Predicate } from "../../query/query.ts";
import { compare, compareConstant } from "./comparison.ts";
import type { Compilation, Scope } from "./compilation.ts";
import { isWellFormed, plainDouble } from "./exactJson.ts";
import { FALSE, constantCondition, constantExpression, joined } from "./logic.ts";
import { rowTest } from "./rowFunction.ts";
import { isKind, isKnown, scalar } from "./term.ts";
import type { SqlTerm } from "./term.ts";
import { termOf } from "./value.ts";

type In = Extract<Predicate, { kind: "in" }>;
type Between = Extract<Predicate, { kind: "between" }>;

/** Items compared one by one at most; more of them, of types that make no list, are compared by a function of ours. */
const MAX_COMPARED = 50;
/** Items bound one by one at most; more are bound as one JSON array. */
const MAX_BOUND = 100;

/** Null is in no list and not in no list, and a null in the list is as if it were not there. */
export function membership(compilation: Compilation, scope: Scope, predicate: In): string {
  const left = termOf(compilation, scope, predicate.left);
  const items = itemsOf(predicate);
  const isFixed = items.every(({ kind }) => kind === "constant");
  if (left.kind === "constant" && isFixed) return constantCondition({ ...predicate, left: constantExpression(left) });
  // A field in the list may be null in some rows, where it is as if it were not there.
  if (left.kind === "constant" || (predicate.negated && !isFixed)) return rowTest(compilation, scope, predicate);
  const { texts, numbers, others } = sorted(items, left);
  if (others.length > MAX_COMPARED) return rowTest(compilation, scope, predicate);
  const tests: string[] = [];
  if (texts.length > 0) tests.push(inList(compilation, left, "text", texts, predicate.negated));
  if (numbers.length > 0) tests.push(inList(compilation, left, "number", numbers, predicate.negated));
  const operator = predicate.negated ? "neq" : "eq";
  for (const item of others) {
    tests.push(compare(compilation, scope, { kind: "compare", operator, left: predicate.left, right: item }));
  }
  if (!predicate.negated) return joined(tests, "OR", FALSE);
  return joined([isKnown(compilation.dialect, left), ...tests], "AND", FALSE);
}

function itemsOf({ list }: In): readonly Expression[] {
  if (!("kind" in list)) return list.filter((item) => item.kind !== "constant" || item.value !== null);
  const constant: Constant = list.kind === "constant" ? list.value : null;
  const all = Array.isArray(constant) ? (constant as readonly Constant[]) : [constant];
  return all.filter((value) => value !== null).map((value) => ({ kind: "constant", value }));
}

interface Sorted {
  readonly texts: readonly string[];
  readonly numbers: readonly (bigint | number)[];
  readonly others: readonly Expression[];
}

/** The items that can stand in an SQL list, and the rest. */
function sorted(items: readonly Expression[], left: SqlTerm): Sorted {
  const texts: string[] = [];
  const numbers: (bigint | number)[] = [];
  const others: Expression[] = [];
  const takesTexts = left.kind === "text" || left.kind === "json" || left.kind === "cell";
  const takesNumbers = left.kind === "integer" || left.kind === "json" || left.kind === "cell";
  for (const item of items) {
    const operand = item.kind === "constant" ? operandOf(item.value) : undefined;
    const value = operand instanceof Duration ? milliseconds(operand) : operand;
    if (typeof value === "string" && isWellFormed(value) && takesTexts) texts.push(value);
    else if (takesNumbers && value !== undefined && !(value instanceof Period) && isNumeric(value))
      numbers.push(comparable(value));
    else others.push(item);
  }
  return { texts, numbers, others };
}

function inList(
  { dialect, bindings }: Compilation,
  left: SqlTerm,
  type: "text" | "number",
  items: readonly (string | bigint | number)[],
  negated: boolean,
): string {
  const dynamic = left.kind === "json" || left.kind === "cell";
  const value = dynamic ? scalar(dialect, left) : left.sql;
  const test =
    items.length > MAX_BOUND
      ? bindings.inList(value, items.map(printed), type)
      : `${value} IN (${items.map((item) => (typeof item === "string" ? bindings.text(item) : bindings.number(item))).join(", ")})`;
  if (!dynamic) return negated ? `NOT (${test})` : test;
  const is = isKind(dialect, left, [type]);
  return negated ? `NOT (${is}) OR NOT (${test})` : `${test} AND ${is}`;
}

function printed(item: string | bigint | number): string {
  if (typeof item === "string") return JSON.stringify(item);
  return typeof item === "bigint" ? item.toString() : plainDouble(item);
}

/** Inclusive on both sides; the negated form is false too where a side is null or is no time that a time asks for. */
export function between(compilation: Compilation, scope: Scope, predicate: Between): string {
  const [left, low, high] = [predicate.left, predicate.low, predicate.high].map((side) =>
    termOf(compilation, scope, side),
  );
  if (left?.kind === "constant" || low?.kind !== "constant" || high?.kind !== "constant") {
    return rowTest(compilation, scope, predicate);
  }
  if (left === undefined || !alwaysComparable(left, low.operand) || !alwaysComparable(left, high.operand)) {
    return rowTest(compilation, scope, predicate);
  }
  const from = compareConstant(compilation, "gte", left, low.operand);
  const to = compareConstant(compilation, "lte", left, high.operand);
  if (from === undefined || to === undefined) return rowTest(compilation, scope, predicate);
  const inside = joined([from, to], "AND", FALSE);
  if (!predicate.negated) return inside;
  return joined([isKnown(compilation.dialect, left), `(${inside}) IS NOT TRUE`], "AND", FALSE);
}

/** Whether every value of the term but null can be compared with the constant. */
function alwaysComparable(term: SqlTerm, operand: Operand): boolean {
  if (operand === null) return false;
  if (term.kind === "time") return typeof operand !== "string" || readInstant(operand) !== undefined;
  return !(operand instanceof Instant || operand instanceof Period) || term.kind === "integer";
}
