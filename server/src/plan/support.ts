import { Period } from "../base/duration.ts";
import { Instant } from "../base/value.ts";
import type { Constant, Expression, FieldRef, Predicate } from "../query/query.ts";
import type { FieldTests, PredicateCapabilities, PredicateTest, Support } from "./capabilities.ts";

/** How far a source can go with a whole predicate. A source that finishes all parts finishes the whole. */
export function supportOf(predicate: Predicate, capabilities: PredicateCapabilities): Support {
  switch (predicate.kind) {
    case "and":
    case "or":
      return capabilities[predicate.kind] ? weakest(predicate.of.map((part) => supportOf(part, capabilities))) : "none";
    case "not":
      // Of a superset, the negation would be a subset: rows would be lost.
      return capabilities.not && supportOf(predicate.of, capabilities) === "exact" ? "exact" : "none";
    case "compare":
      return supportOfTest(predicate, `compare:${predicate.operator}`, capabilities);
    case "text":
      return supportOfTest(predicate, `text:${predicate.operator}`, capabilities);
    default:
      return supportOfTest(predicate, predicate.kind, capabilities);
  }
}

function weakest(supports: readonly Support[]): Support {
  return supports.includes("none") ? "none" : supports.includes("inexact") ? "inexact" : "exact";
}

function supportOfTest(predicate: Predicate, test: PredicateTest, capabilities: PredicateCapabilities): Support {
  const tests = capabilities.byField ? testsOfField(predicate, capabilities.byField) : capabilities.tests;
  const support = tests[test] ?? "none";
  if (support === "none" || predicate.kind === "always") return support;
  if (capabilities.negated === false && "negated" in predicate && predicate.negated) return "none";
  const { maxList } = capabilities;
  if (predicate.kind === "in" && maxList !== undefined && listLength(predicate.list) > maxList) return "none";
  const operands = operandsOf(predicate);
  if (!capabilities.expressions && predicate.kind !== "changed" && !isFieldAndConstants(operands)) return "none";
  return operands.flatMap(fieldsOf).every((field) => knows(capabilities, field)) ? support : "none";
}

/** The tests of the one field that a predicate is about, where its constants are of a kind that the source understands. */
function testsOfField(
  predicate: Predicate,
  byField: Readonly<Record<string, FieldTests>>,
): Readonly<Partial<Record<PredicateTest, Support>>> {
  const [tested, ...others] = operandsOf(predicate);
  if (tested?.kind !== "field") return {};
  const name = [tested.field.column, ...tested.field.path].join(".");
  const field = Object.hasOwn(byField, name) ? byField[name] : undefined;
  if (!field) return {};
  const constants = others.flatMap((operand): readonly (Constant | undefined)[] =>
    operand.kind === "constant" ? itemsOf(operand.value) : [undefined],
  );
  return constants.every((constant) => isUnderstood(constant, field, predicate.kind === "in")) ? field.tests : {};
}

function itemsOf(constant: Constant): readonly Constant[] {
  return Array.isArray(constant) ? (constant as readonly Constant[]) : [constant];
}

function isUnderstood(constant: Constant | undefined, { constants, separator }: FieldTests, isItem: boolean): boolean {
  switch (constants) {
    case "text":
      if (typeof constant !== "string" || constant === "" || constant.trim() !== constant) return false;
      return !isItem || separator === undefined || !constant.includes(separator);
    case "time":
      return constant instanceof Instant || constant instanceof Period;
    case "integer":
      return typeof constant === "bigint";
  }
}

function listLength(list: Expression | readonly Expression[]): number {
  if (isExpression(list)) return list.kind === "constant" && Array.isArray(list.value) ? list.value.length : 1;
  return list.length;
}

/** What a test is about, the tested side first. */
function operandsOf(predicate: Predicate): readonly Expression[] {
  switch (predicate.kind) {
    case "compare":
    case "text":
      return [predicate.left, predicate.right];
    case "in":
      return [predicate.left, ...(isExpression(predicate.list) ? [predicate.list] : predicate.list)];
    case "between":
      return [predicate.left, predicate.low, predicate.high];
    case "null":
      return [predicate.left];
    case "exists":
      return [{ kind: "field", field: predicate.field }];
    case "changed":
      return [{ kind: "was", path: predicate.path }];
    case "and":
    case "or":
    case "not":
    case "always":
      return [];
  }
}

export function isExpression(list: Expression | readonly Expression[]): list is Expression {
  return "kind" in list;
}

function isFieldAndConstants([tested, ...others]: readonly Expression[]): boolean {
  return tested?.kind === "field" && others.every(({ kind }) => kind === "constant");
}

/** Every field an expression reads; `was` and `became` read those of the change. */
export function fieldsOf(expression: Expression): readonly FieldRef[] {
  switch (expression.kind) {
    case "field":
      return [expression.field];
    case "was":
      return [{ column: "old", path: expression.path }];
    case "became":
      return ["old", "new"].map((column) => ({ column, path: expression.path }));
    case "arithmetic":
      return [...fieldsOf(expression.left), ...fieldsOf(expression.right)];
    case "negate":
      return fieldsOf(expression.operand);
    case "bin":
      return [...fieldsOf(expression.operand), ...fieldsOf(expression.width)];
    case "ago":
      return fieldsOf(expression.duration);
    case "startof":
    case "endof":
      return fieldsOf(expression.time);
    case "predicate":
      return fieldsOfPredicate(expression.predicate);
    case "constant":
    case "parameter":
    case "now":
      return [];
  }
}

/** The same of a test. */
export function fieldsOfPredicate(predicate: Predicate): readonly FieldRef[] {
  switch (predicate.kind) {
    case "and":
    case "or":
      return predicate.of.flatMap(fieldsOfPredicate);
    case "not":
      return fieldsOfPredicate(predicate.of);
    default:
      return operandsOf(predicate).flatMap(fieldsOf);
  }
}

function knows({ fields }: PredicateCapabilities, { column, path }: FieldRef): boolean {
  return fields === undefined || fields.includes(path.length === 0 ? column : `${column}.*`);
}
