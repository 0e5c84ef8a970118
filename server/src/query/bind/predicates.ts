import { RE2JS } from "re2js";
import type {
  Between,
  Call,
  Comparison,
  Exists,
  Expression as Node,
  Logical,
  Membership,
  TextTest,
} from "../../syntax/ast.ts";
import type { Constant, Expression, Predicate } from "../query.ts";
import { changedPath } from "./calls.ts";
import { checkComparison, checkNull } from "./comparisons.ts";
import type { Side } from "./comparisons.ts";
import { replacement } from "./context.ts";
import { textOf } from "./names.ts";
import type { Place } from "./place.ts";
import { UNBOUND, constant, described } from "./types.ts";
import type { StaticType } from "./types.ts";

const NEVER: Predicate = { kind: "always", value: false };

/** What a test means at its place; something that is no test is asked whether it is true. */
export function bindPredicate(node: Node, place: Place): Predicate {
  switch (node.kind) {
    case "missing":
      place.context.broken = true;
      return NEVER;
    case "parenthesised":
      return place.predicate(node.inner);
    case "logical":
      return { kind: node.operator, of: operands(node, node.operator).map((part) => place.predicate(part)) };
    case "not":
      return { kind: "not", of: place.predicate(node.operand) };
    case "comparison":
      return bindComparison(node, place);
    case "membership":
      return bindMembership(node, place);
    case "between":
      return bindBetween(node, place);
    case "text-test":
      return bindTextTest(node, place);
    case "null-test":
      return { kind: "null", negated: node.negated, left: place.expression(node.left).value };
    case "exists":
      return bindExists(node, place);
    case "call":
      return node.name.text.toLowerCase() === "changed" ? bindChanged(node, place) : bindBare(node, place);
    default:
      return bindBare(node, place);
  }
}

/** The parts of `a and b and …`, however the tree groups them. */
function operands(node: Logical, operator: Logical["operator"]): readonly Node[] {
  return [node.left, node.right].flatMap((part) =>
    part.kind === "logical" && part.operator === operator ? operands(part, operator) : [part],
  );
}

function sideOf(node: Node, place: Place): Side {
  return { ...place.expression(node), span: node.span };
}

function bindComparison(node: Comparison, place: Place): Predicate {
  const left = sideOf(node.left, place);
  const right = sideOf(node.right, place);
  const isEquality = node.operator === "eq" || node.operator === "neq";
  checkNull(left, right, node.operator === "neq", node.span, place);
  checkComparison(left, right, isEquality, place);
  return { kind: "compare", operator: node.operator, left: left.value, right: right.value };
}

function bindMembership(node: Membership, place: Place): Predicate {
  const left = sideOf(node.left, place);
  const { negated } = node;
  if (node.list.kind === "list") {
    const items = node.list.items.map((item) => sideOf(item, place));
    for (const item of items) checkComparison(left, item, true, place);
    return { kind: "in", negated, left: left.value, list: items.map(({ value }) => value) };
  }
  const list = sideOf(node.list, place);
  const fixed = list.value.kind === "constant" ? list.value.value : undefined;
  if (Array.isArray(fixed)) return bindFixedList(node, left, fixed as readonly Constant[], place);
  if (list.type !== "list" && !(list.value.kind === "constant" && list.type === "mixed")) tellNoList(node, list, place);
  return { kind: "in", negated, left: left.value, list: list.value };
}

/** A list that a let names. */
function bindFixedList({ negated, list }: Membership, left: Side, items: readonly Constant[], place: Place): Predicate {
  const sides = items.map((item): Side => ({ ...constant(item), span: list.span }));
  for (const side of sides) checkComparison(left, side, true, place);
  return { kind: "in", negated, left: left.value, list: sides.map(({ value }) => value) };
}

function tellNoList(node: Membership, list: Side, { context }: Place): void {
  if (list.value.kind === "field") {
    const text = `${textOf(node.list)} ${node.negated ? "not " : ""}contains ${textOf(node.left)}`;
    context.error(
      list.span,
      "in.not-a-list",
      "`in` takes a list that is known before the query runs. To look into an array of the event, use `contains`.",
      replacement(`Write ${text}`, node.span, text),
    );
    return;
  }
  context.error(
    list.span,
    "in.not-a-list",
    `\`in\` takes a list in parentheses or a list's parameter, and this is ${described(list.type)}.`,
    replacement("Add parentheses", list.span, `(${textOf(node.list)})`),
  );
}

function bindBetween(node: Between, place: Place): Predicate {
  const left = sideOf(node.left, place);
  const low = sideOf(node.low, place);
  const high = sideOf(node.high, place);
  for (const border of [low, high]) {
    checkNull(left, border, false, node.span, place);
    checkComparison(left, border, false, place);
  }
  return { kind: "between", negated: node.negated, left: left.value, low: low.value, high: high.value };
}

function bindTextTest(node: TextTest, place: Place): Predicate {
  const left = sideOf(node.left, place);
  const right = sideOf(node.right, place);
  const { operator, negated } = node;
  const { context } = place;
  const holdsItems = operator === "contains" || operator === "icontains";
  if (!mayHoldText(left.type) && !(holdsItems && left.type === "json")) {
    context.warn(
      left.span,
      "type.never-equal",
      `\`${operator}\` looks into text${holdsItems ? " and arrays" : ""}, and this is ${described(left.type)}.`,
    );
  } else if (right.type === "list" || (!mayHoldText(right.type) && (!holdsItems || left.type === "string"))) {
    context.warn(
      right.span,
      "type.never-equal",
      `\`${operator}\` looks for text, and this is ${described(right.type)}.`,
    );
  }
  if (operator === "matches" && right.value.kind === "constant" && typeof right.value.value === "string") {
    checkPattern(right.value.value, right, place);
  }
  return { kind: "text", negated, operator, left: left.value, right: right.value };
}

function mayHoldText(type: StaticType): boolean {
  return type === "string" || type === "mixed";
}

function checkPattern(pattern: string, { span }: Side, { context }: Place): void {
  try {
    RE2JS.compile(pattern);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.replace(/^error parsing regexp: /, "") : "";
    context.error(span, "pattern.invalid", `This is no pattern in RE2 syntax: ${reason}.`);
  }
}

function bindExists(node: Exists, place: Place): Predicate {
  const bound = place.expression(node.operand);
  if (bound.value.kind === "field") return { kind: "exists", field: bound.value.field };
  if (bound !== UNBOUND) {
    place.context.error(node.operand.span, "predicate.invalid", "`exists` takes a field or a path inside one.");
  }
  return NEVER;
}

function bindChanged(node: Call, place: Place): Predicate {
  const { context } = place;
  context.refer({ span: node.name.span, kind: "function", name: "changed" });
  if (node.arguments.length !== 1) {
    context.error(node.span, "function.arguments", "`changed` takes one argument, as in `changed(status)`.");
    return NEVER;
  }
  const path = changedPath(node, "new", place);
  return path ? { kind: "changed", path } : NEVER;
}

/** A field, a parameter or a fixed value in the place of a test. */
function bindBare(node: Node, place: Place): Predicate {
  const { value, type } = place.expression(node);
  if (value.kind === "predicate") return value.predicate;
  if (value.kind === "constant" && typeof value.value === "boolean") return { kind: "always", value: value.value };
  if (type !== "boolean" && type !== "mixed" && type !== "json") {
    place.context.error(
      node.span,
      "predicate.invalid",
      `A test is needed here, and \`${textOf(node)}\` is ${described(type)}. Compare it with something.`,
    );
    return NEVER;
  }
  return { kind: "compare", operator: "eq", left: value, right: truth };
}

const truth: Expression = { kind: "constant", value: true };
