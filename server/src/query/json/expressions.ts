import type { PathStep } from "../../base/value.ts";
import type { Expression, FieldRef, ParameterType, Predicate } from "../query.ts";
import { readConstant } from "./constants.ts";
import type { Shape } from "./shape.ts";

const EXPRESSIONS = ["field", "constant", "parameter", "arithmetic", "negate", "now", "ago", "startof", "endof", "bin", "was", "became", "predicate"] as const; // prettier-ignore
const PREDICATES = ["and", "or", "not", "compare", "in", "between", "text", "null", "exists", "changed", "always"] as const; // prettier-ignore
export const COMPARISONS = ["eq", "neq", "lt", "lte", "gt", "gte"] as const;
const TEXT_OPERATORS = ["contains", "icontains", "startswith", "endswith", "matches"] as const;
const UNITS = ["minute", "hour", "day", "week", "month", "year"] as const;
const TYPES = ["string", "number", "boolean", "time", "duration"] as const;

/** Reads an expression of the model. @throws ShapeError */
export function readExpression(shape: Shape): Expression {
  const members = shape.members("kind", "field", "value", "name", "type", "operator", "left", "right", "operand", "duration", "unit", "time", "width", "path", "predicate"); // prettier-ignore
  const kind = members.get("kind").oneOf(EXPRESSIONS);
  const inner = (key: "left" | "right" | "operand" | "duration" | "time" | "width") => readExpression(members.get(key));
  switch (kind) {
    case "field":
      return { kind, field: readField(members.get("field")) };
    case "constant":
      return { kind, value: readConstant(members.get("value")) };
    case "parameter":
      return { kind, name: members.get("name").string(), type: readParameterType(members.get("type")) };
    case "arithmetic":
      return { kind, operator: members.get("operator").oneOf(["+", "-"]), left: inner("left"), right: inner("right") };
    case "negate":
      return { kind, operand: inner("operand") };
    case "now":
      return { kind };
    case "ago":
      return { kind, duration: inner("duration") };
    case "startof":
    case "endof":
      return { kind, unit: members.get("unit").oneOf(UNITS), time: inner("time") };
    case "bin":
      return { kind, operand: inner("operand"), width: inner("width") };
    case "was":
    case "became":
      return { kind, path: readPath(members.get("path")) };
    case "predicate":
      return { kind, predicate: readPredicate(members.get("predicate")) };
  }
}

/** Reads a test of the model. @throws ShapeError */
export function readPredicate(shape: Shape): Predicate {
  const members = shape.members("kind", "of", "operator", "left", "right", "negated", "list", "low", "high", "field", "path", "value"); // prettier-ignore
  const kind = members.get("kind").oneOf(PREDICATES);
  const inner = (key: "left" | "right" | "low" | "high") => readExpression(members.get(key));
  const negated = () => members.get("negated").boolean();
  switch (kind) {
    case "and":
    case "or":
      return { kind, of: members.get("of").list(readPredicate) };
    case "not":
      return { kind, of: readPredicate(members.get("of")) };
    case "compare":
      return { kind, operator: members.get("operator").oneOf(COMPARISONS), left: inner("left"), right: inner("right") };
    case "in": {
      const list = members.get("list");
      return {
        kind,
        negated: negated(),
        left: inner("left"),
        list: list.isList() ? list.list(readExpression) : readExpression(list),
      };
    }
    case "between":
      return { kind, negated: negated(), left: inner("left"), low: inner("low"), high: inner("high") };
    case "text":
      return { kind, negated: negated(), operator: members.get("operator").oneOf(TEXT_OPERATORS), left: inner("left"), right: inner("right") }; // prettier-ignore
    case "null":
      return { kind, negated: negated(), left: inner("left") };
    case "exists":
      return { kind, field: readField(members.get("field")) };
    case "changed":
      return { kind, path: readPath(members.get("path")) };
    case "always":
      return { kind, value: members.get("value").boolean() };
  }
}

export function readField(shape: Shape): FieldRef {
  const members = shape.members("column", "path");
  return { column: members.get("column").string(), path: readPath(members.get("path")) };
}

function readPath(shape: Shape): readonly PathStep[] {
  return shape.list((step) => {
    if (typeof step.value === "string") return step.value;
    const { value } = step;
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
      ? value
      : step.fail("a key or an index from 0");
  });
}

function readParameterType(shape: Shape): ParameterType {
  const members = shape.members("name", "list");
  return { name: members.get("name").oneOf(TYPES), list: members.get("list").boolean() };
}
