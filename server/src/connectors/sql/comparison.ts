import { Duration, Period } from "../../base/duration.ts";
import { readInstant } from "../../base/instant.ts";
import { Instant, comparable, isNumeric } from "../../base/value.ts";
import type { WideNumber } from "../../base/value.ts";
import { holds, milliseconds } from "../../query/evaluate/relation.ts";
import type { Operand } from "../../query/evaluate/relation.ts";
import type { ComparisonOperator, Predicate } from "../../query/query.ts";
import type { Compilation, Scope } from "./compilation.ts";
import type { JsonKind } from "./dialect.ts";
import { isWellFormed } from "./exactJson.ts";
import { FALSE, constantCondition, constantExpression } from "./logic.ts";
import { rowTest } from "./rowFunction.ts";
import { isDynamic, isKind, isKnown, scalar } from "./term.ts";
import type { DynamicTerm, SqlTerm } from "./term.ts";
import { termOf } from "./value.ts";

type Comparison = Extract<Predicate, { kind: "compare" }>;

const MIRRORED = { eq: "eq", neq: "neq", lt: "gt", lte: "gte", gt: "lt", gte: "lte" } as const;
const SIGNS = { eq: "=", neq: "<>", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;
const KNOWN_KINDS: readonly JsonKind[] = ["true", "false", "number", "text", "object", "array"];

/** `left operator right`; false or null where it does not hold. */
export function compare(compilation: Compilation, scope: Scope, predicate: Comparison): string {
  const left = termOf(compilation, scope, predicate.left);
  const right = termOf(compilation, scope, predicate.right);
  if (left.kind === "constant" && right.kind === "constant") {
    return constantCondition({ ...predicate, left: constantExpression(left), right: constantExpression(right) });
  }
  if (left.kind === "constant") {
    const mirrored: Comparison = {
      ...predicate,
      operator: MIRRORED[predicate.operator],
      left: predicate.right,
      right: predicate.left,
    };
    return compare(compilation, scope, mirrored);
  }
  if (right.kind !== "constant") {
    if (isDynamic(left) || isDynamic(right) || left.kind !== right.kind) return rowTest(compilation, scope, predicate);
    return `${left.sql} ${SIGNS[predicate.operator]} ${right.sql}`;
  }
  const native = compareConstant(compilation, predicate.operator, left, right.operand);
  return native ?? rowTest(compilation, scope, predicate);
}

/** A term against a constant in the database's own words; undefined where it has none that are exact. */
export function compareConstant(
  { dialect, bindings }: Compilation,
  operator: ComparisonOperator,
  term: SqlTerm,
  operand: Operand,
): string | undefined {
  if (operand === null) return FALSE;
  const constant = operand instanceof Duration ? milliseconds(operand) : operand;
  // Values of different types are not equal, and neither is less.
  const unlike = operator === "neq" ? isKnown(dialect, term) : FALSE;
  if (constant === null) return unlike;
  switch (term.kind) {
    case "text":
      if (typeof constant === "string") {
        return isWellFormed(constant) ? `${term.sql} ${SIGNS[operator]} ${bindings.text(constant)}` : undefined;
      }
      return constant instanceof Instant || constant instanceof Period ? undefined : unlike;
    case "time":
      return operand instanceof Duration ? unlike : compareTime(operator, term.sql, constant, unlike);
    case "integer":
      return isNumber(constant) ? `${term.sql} ${SIGNS[operator]} ${bindings.number(comparable(constant))}` : unlike;
    case "cell":
    case "json":
      return compareDynamic();
  }

  function compareDynamic(): string | undefined {
    const dynamic = term as DynamicTerm;
    if (typeof constant === "boolean") return oneOf(dynamic, kindsThatHold(operator, constant));
    if (typeof constant === "string" && isWellFormed(constant)) return against("text", bindings.text(constant));
    if (isNumber(constant)) return against("number", bindings.number(comparable(constant)));
    return undefined;
  }

  /** The value first, since it decides for most rows. */
  function against(kind: "text" | "number", bound: string): string {
    const dynamic = term as DynamicTerm;
    const is = isKind(dialect, dynamic, [kind]);
    const holdsThere = `${scalar(dialect, dynamic)} ${SIGNS[operator]} ${bound}`;
    if (operator !== "neq") return `${holdsThere} AND ${is}`;
    return `(${isKnown(dialect, term)}) AND (NOT (${is}) OR ${holdsThere})`;
  }

  function oneOf(dynamic: DynamicTerm, kinds: readonly JsonKind[]): string {
    return kinds.length === 0 ? FALSE : isKind(dialect, dynamic, kinds);
  }

  function compareTime(op: ComparisonOperator, micros: string, other: Operand, otherwise: string): string {
    const at = typeof other === "string" ? readInstant(other) : undefined;
    if (typeof other === "string") return at === undefined ? FALSE : `${micros} ${SIGNS[op]} ${bindings.integer(at)}`;
    if (other instanceof Instant) return `${micros} ${SIGNS[op]} ${bindings.integer(other.micros)}`;
    return other instanceof Period ? comparePeriod(op, micros, other) : otherwise;
  }

  function comparePeriod(op: ComparisonOperator, micros: string, { start, end }: Period): string {
    const [from, to] = [() => bindings.integer(start), () => bindings.integer(end)];
    switch (op) {
      case "eq":
        return `${micros} >= ${from()} AND ${micros} < ${to()}`;
      case "neq":
        return `${micros} < ${from()} OR ${micros} >= ${to()}`;
      case "lt":
        return `${micros} < ${from()}`;
      case "lte":
        return `${micros} < ${to()}`;
      case "gt":
        return `${micros} >= ${to()}`;
      case "gte":
        return `${micros} >= ${from()}`;
    }
  }
}

function isNumber(operand: Operand): operand is bigint | number | WideNumber {
  return !(operand instanceof Period || operand instanceof Duration) && isNumeric(operand);
}

/** The kinds of values that stand so to a boolean. */
function kindsThatHold(operator: ComparisonOperator, constant: boolean): readonly JsonKind[] {
  return KNOWN_KINDS.filter((kind) => {
    if (kind !== "true" && kind !== "false") return operator === "neq";
    return holds(operator, kind === "true", constant);
  });
}
