import { WideNumber } from "../../base/value.ts";
import type { PathStep } from "../../base/value.ts";
import type { Expression as Node } from "../../syntax/ast.ts";
import type { Aggregate, Expression, FieldRef, ParameterType, Predicate } from "../query.ts";
import { literalOf } from "./literals.ts";
import { NOWHERE, Unwritable, callOf, joined, pathNode } from "./nodes.ts";

/** What names stand for while a query is written. */
export interface Names {
  readonly timeZone: string;
  /** Columns that are written as the expression they are called by: `count()`, or a hidden aggregate. */
  readonly columns: ReadonlyMap<string, Node>;
  /** Parameters that were met, with their types. */
  readonly parameters: Map<string, ParameterType>;
}

/** An expression of the model as a tree of the text. @throws Unwritable */
export function expressionNode(expression: Expression, names: Names): Node {
  const inner = (part: Expression) => expressionNode(part, names);
  switch (expression.kind) {
    case "field":
      return fieldNode(expression.field, names);
    case "constant":
      return literalOf(expression.value, names.timeZone);
    case "parameter":
      names.parameters.set(expression.name, expression.type);
      return { kind: "parameter", span: NOWHERE, name: expression.name };
    case "arithmetic": {
      const { operator, left, right } = expression;
      return { kind: "arithmetic", span: NOWHERE, operator, left: inner(left), right: inner(right) };
    }
    case "negate":
      return negateNode(expression.operand, inner);
    case "now":
      return callOf("now");
    case "ago":
      return callOf("ago", inner(expression.duration));
    case "startof":
    case "endof":
      return callOf(expression.kind, pathNode(expression.unit, []), inner(expression.time));
    case "bin":
      return callOf("bin", inner(expression.operand), inner(expression.width));
    case "was":
    case "became":
      return callOf(expression.kind, changeNode(expression.path));
    case "predicate":
      return predicateNode(expression.predicate, names);
  }
}

/** A test of the model as a tree of the text. @throws Unwritable */
export function predicateNode(predicate: Predicate, names: Names): Node {
  const inner = (part: Expression) => expressionNode(part, names);
  switch (predicate.kind) {
    case "and":
    case "or":
      return joined(
        predicate.kind,
        predicate.of.map((part) => predicateNode(part, names)),
      );
    case "not":
      return { kind: "not", span: NOWHERE, operand: predicateNode(predicate.of, names) };
    case "compare": {
      const { operator, left, right } = predicate;
      return {
        kind: "comparison",
        span: NOWHERE,
        operator,
        operatorSpan: NOWHERE,
        left: inner(left),
        right: inner(right),
      };
    }
    case "in": {
      const { negated, left, list } = predicate;
      return { kind: "membership", span: NOWHERE, negated, left: inner(left), list: listNode(list, inner) };
    }
    case "between": {
      const { negated, left, low, high } = predicate;
      return { kind: "between", span: NOWHERE, negated, left: inner(left), low: inner(low), high: inner(high) };
    }
    case "text": {
      const { negated, operator, left, right } = predicate;
      return {
        kind: "text-test",
        span: NOWHERE,
        negated,
        operator,
        operatorSpan: NOWHERE,
        left: inner(left),
        right: inner(right),
      };
    }
    case "null":
      return { kind: "null-test", span: NOWHERE, negated: predicate.negated, left: inner(predicate.left) };
    case "exists":
      return { kind: "exists", span: NOWHERE, operand: fieldNode(predicate.field, names) };
    case "changed":
      return callOf("changed", changeNode(predicate.path));
    case "always":
      return { kind: "boolean", span: NOWHERE, value: predicate.value };
  }
}

/** An aggregate as it is written; the common percentiles have names of their own. @throws Unwritable */
export function aggregateNode({ function: name, operand, percent }: Omit<Aggregate, "name">, names: Names): Node {
  const args = operand ? [expressionNode(operand, names)] : [];
  if (name !== "percentile") return callOf(name, ...args);
  const fixed = percent?.kind === "constant" ? percent.value : undefined;
  if (fixed === 50n || fixed === 90n || fixed === 95n || fixed === 99n) return callOf(`p${fixed}`, ...args);
  return callOf(name, ...args, ...(percent ? [expressionNode(percent, names)] : []));
}

/** Minus of a number that no double holds is a double, where the same text would be a number by itself. */
function negateNode(operand: Expression, inner: (part: Expression) => Node): Node {
  const node = inner(operand);
  const isWide = operand.kind === "constant" && operand.value instanceof WideNumber;
  if (!isWide) return { kind: "unary", span: NOWHERE, operator: "-", operand: node };
  const zero: Node = { kind: "number", span: NOWHERE, text: "0" };
  return { kind: "arithmetic", span: NOWHERE, operator: "-", left: zero, right: node };
}

function fieldNode({ column, path }: FieldRef, { columns }: Names): Node {
  return (path.length === 0 ? columns.get(column) : undefined) ?? pathNode(column, path);
}

function listNode(list: Expression | readonly Expression[], inner: (part: Expression) => Node): Node {
  if (isItems(list)) return { kind: "list", span: NOWHERE, items: list.map(inner) };
  return inner(list);
}

function isItems(list: Expression | readonly Expression[]): list is readonly Expression[] {
  return Array.isArray(list);
}

/** The path given to `changed` and its kin; one that begins with `old` or `new` needs the prefix that is taken off. */
function changeNode(path: readonly PathStep[]): Node {
  const [head, ...steps] = path;
  if (typeof head !== "string") throw new Unwritable("changed, was and became take a path that begins with a key");
  return (head === "old" || head === "new") && steps.length > 0 ? pathNode("new", path) : pathNode(head, steps);
}
