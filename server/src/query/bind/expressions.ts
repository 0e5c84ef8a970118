import type { Arithmetic, Expression as Node, Parameter, Unary } from "../../syntax/ast.ts";
import { Duration } from "../../base/duration.ts";
import { parseNumber } from "../../base/json.ts";
import { WideNumber } from "../../base/value.ts";
import type { Constant } from "../query.ts";
import { bindCall } from "./calls.ts";
import { bindDuration, bindList, bindNumber, bindTime } from "./constants.ts";
import { replacement } from "./context.ts";
import { columnByText, groupColumn } from "./grouping.ts";
import { nearest } from "./names.ts";
import { bindPath } from "./paths.ts";
import { Place } from "./place.ts";
import type { Binders, PlaceParts } from "./place.ts";
import { bindPredicate } from "./predicates.ts";
import { UNBOUND, constant, described, isNumber, typeOfParameter } from "./types.ts";
import type { StaticType, Typed } from "./types.ts";

const BINDERS: Binders = { expression: bindExpression, predicate: bindPredicate };

/** A place whose expressions can be bound. */
export function placeOf(parts: PlaceParts): Place {
  return new Place(parts, BINDERS);
}

/** What an expression means at its place, with what is known of its type. Whatever is wrong is told, once. */
function bindExpression(node: Node, place: Place): Typed {
  const { context } = place;
  switch (node.kind) {
    case "missing":
      context.broken = true;
      return UNBOUND;
    case "path":
      return bindPath(node, place);
    case "parameter":
      return bindParameter(node, place);
    case "string":
    case "boolean":
      return constant(node.value);
    case "null":
      return constant(null);
    case "number":
      return bindNumber(node);
    case "duration":
      return bindDuration(node.text, context);
    case "time":
      return bindTime(node, context);
    case "list":
      return bindList(node, place);
    case "parenthesised":
      return place.expression(node.inner);
    case "call":
      if (node.name.text.toLowerCase() === "changed") return bindTest(node, place);
      return columnByText(node, place) ?? groupColumn(node, place) ?? bindCall(node, place);
    case "unary":
      return groupColumn(node, place) ?? bindUnary(node, place);
    case "arithmetic":
      return groupColumn(node, place) ?? bindArithmetic(node, place);
    case "logical":
    case "not":
    case "comparison":
    case "membership":
    case "between":
    case "text-test":
    case "null-test":
    case "exists":
      return bindTest(node, place);
  }
}

function bindTest(node: Node, place: Place): Typed {
  return { value: { kind: "predicate", predicate: place.predicate(node) }, type: "boolean" };
}

function bindParameter(node: Parameter, { context }: Place): Typed {
  const { span, name } = node;
  const parameter = context.parameters.get(name);
  if (parameter) {
    context.used.add(name);
    const type = typeOfParameter(parameter.type);
    context.refer({
      span,
      kind: "parameter",
      name,
      definition: parameter.span,
      type: type === "list" ? "mixed" : type === "null" ? "mixed" : type,
      ...(parameter.initial?.kind === "constant" && { value: parameter.initial.value }),
    });
    return { value: { kind: "parameter", name, type: parameter.type }, type };
  }
  const meant = nearest(name, context.parameters.keys());
  const at = { start: context.statementStart, end: context.statementStart };
  context.error(
    span,
    "parameter.unknown",
    `There is no parameter \`$${name}\`.${meant === undefined ? " Declare it with `param`." : ` Did you mean \`$${meant}\`?`}`,
    meant === undefined ? undefined : replacement(`Write $${meant}`, span, `$${meant}`),
    { title: `Declare $${name}`, edits: [{ span: at, text: `param ${name}: string\n` }] },
  );
  return UNBOUND;
}

function bindUnary(node: Unary, place: Place): Typed {
  if (node.operand.kind === "number") return bindNumber(node.operand, "-");
  const operand = place.expression(node.operand);
  if (!isNumber(operand.type) && operand.type !== "duration" && operand.type !== "mixed") {
    place.context.error(node.span, "type.arithmetic", `There is no minus of ${described(operand.type)}.`);
    return UNBOUND;
  }
  const opposite = operand.value.kind === "constant" ? oppositeOf(operand.value.value) : undefined;
  if (opposite !== undefined) return constant(opposite);
  return { value: { kind: "negate", operand: operand.value }, type: operand.type };
}

/** The opposite of a fixed number or duration, where it is exact. */
function oppositeOf(value: Constant): Constant | undefined {
  if (value instanceof Duration) return new Duration(-value.micros, 0 - value.months);
  if (value instanceof WideNumber)
    return parseNumber(value.text.startsWith("-") ? value.text.slice(1) : `-${value.text}`);
  if (typeof value === "number") return -value;
  return typeof value === "bigint" && value !== -(2n ** 63n) ? -value : undefined;
}

function bindArithmetic(node: Arithmetic, place: Place): Typed {
  const left = place.expression(node.left);
  const right = place.expression(node.right);
  const { context } = place;
  const type = typeOfSum(left.type, node.operator, right.type);
  if (type === undefined) {
    const advice = left.type === "string" ? " Text is not joined." : "";
    context.error(
      node.span,
      "type.arithmetic",
      `\`${node.operator}\` has no meaning between ${described(left.type)} and ${described(right.type)}.${advice}`,
    );
    return UNBOUND;
  }
  if (type === "number" && (hasMonths(left) || hasMonths(right))) {
    context.error(
      node.span,
      "duration.months",
      "Against a number a duration is milliseconds, and months and years have no fixed length.",
    );
  }
  return { value: { kind: "arithmetic", operator: node.operator, left: left.value, right: right.value }, type };
}

/** Undefined where two types have no sum or difference. */
function typeOfSum(left: StaticType, operator: "+" | "-", right: StaticType): StaticType | undefined {
  if (left === "mixed" || right === "mixed") {
    const other = left === "mixed" ? right : left;
    return other === "mixed" || other === "time" || other === "duration" || isNumber(other) ? "mixed" : undefined;
  }
  if (left === "time" && right === "duration") return "time";
  if (left === "duration" && right === "time") return operator === "+" ? "time" : undefined;
  if (left === "time" && right === "time") return operator === "-" ? "duration" : undefined;
  if (left === "duration" && right === "duration") return "duration";
  const numeric = (type: StaticType) => isNumber(type) || type === "duration";
  if (!numeric(left) || !numeric(right)) return undefined;
  return left === "integer" && right === "integer" ? "integer" : "number";
}

export function hasMonths({ value }: Typed): boolean {
  return value.kind === "constant" && value.value instanceof Duration && value.value.months !== 0;
}
