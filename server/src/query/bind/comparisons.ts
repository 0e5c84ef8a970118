import type { Span } from "../../base/span.ts";
import { Duration } from "../../base/duration.ts";
import { readInstant } from "../../base/instant.ts";
import type { Expression } from "../query.ts";
import { replacement } from "./context.ts";
import { listed, nearest } from "./names.ts";
import { knownField } from "./paths.ts";
import type { Place } from "./place.ts";
import { described, isNumber } from "./types.ts";
import type { StaticType, Typed } from "./types.ts";

/** One side of a comparison with its place in the text. */
export interface Side extends Typed {
  readonly span: Span;
}

/** Tells what is known to be wrong when two sides are compared, or the left is looked up in a list with the right. */
export function checkComparison(left: Side, right: Side, isEquality: boolean, place: Place): void {
  const { context } = place;
  if (left.type === "mixed" || right.type === "mixed" || left.type === "null" || right.type === "null") return;
  if (left.type === "list" || right.type === "list") {
    const list = left.type === "list" ? left : right;
    context.error(list.span, "list.invalid", "A list is not compared. Use `in` to ask whether it holds a value.");
    return;
  }
  if (isTextAndTime(left.type, right.type)) return checkTimeText(left.type === "string" ? left : right, place);
  if (hasDurationOfMonths(left) || hasDurationOfMonths(right)) {
    const months = hasDurationOfMonths(left) ? left : right;
    context.error(
      months.span,
      "duration.months",
      "Months and years have no fixed length to compare with. Write the duration in days.",
    );
    return;
  }
  if (!comparable(left.type, right.type)) {
    const span = { start: Math.min(left.span.start, right.span.start), end: Math.max(left.span.end, right.span.end) };
    const hint = left.type === "time" && right.type === "duration" ? " A moment that long ago is `ago(…)`." : "";
    context.warn(
      span,
      "type.never-equal",
      `${capital(described(left.type))} is never equal to, less or greater than ${described(right.type)}.${hint}`,
    );
    return;
  }
  if (isEquality) {
    checkListed(left, right, place);
    checkListed(right, left, place);
  }
}

/** Says when a comparison has null on one side, where every comparison is false. */
export function checkNull(left: Side, right: Side, negated: boolean, whole: Span, { context }: Place): void {
  const side = right.type === "null" ? right : left.type === "null" ? left : undefined;
  if (!side || side.value.kind !== "constant") return;
  const other = side === right ? left : right;
  const test = negated ? "is not null" : "is null";
  const fix =
    side === right ? replacement(`Write ${test}`, { start: other.span.end, end: whole.end }, ` ${test}`) : undefined;
  context.warn(
    whole,
    "null.comparison",
    `A comparison with null is always false. To ask whether something is there, write \`${test}\`.`,
    fix,
  );
}

function isTextAndTime(a: StaticType, b: StaticType): boolean {
  return (a === "string" && b === "time") || (a === "time" && b === "string");
}

/** Text against a time is read as RFC 3339 with a zone; what cannot be read makes the comparison false. */
function checkTimeText({ value, span }: Side, { context }: Place): void {
  if (value.kind !== "constant" || typeof value.value !== "string" || readInstant(value.value) !== undefined) return;
  const text = value.value;
  const literal = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?)?)?(Z|[+-]\d\d:\d\d)?$/.test(text);
  context.warn(
    span,
    "time.text-unreadable",
    "This text is no RFC 3339 time with a zone, so the comparison is false. Write a time with @.",
    literal ? replacement(`Write @${text}`, span, `@${text}`) : undefined,
  );
}

function comparable(a: StaticType, b: StaticType): boolean {
  // A JSON field holds an object as a rule, and may hold any value.
  if (a === b || a === "json" || b === "json") return true;
  const numeric = (type: StaticType) => isNumber(type) || type === "duration";
  return numeric(a) && numeric(b);
}

function hasDurationOfMonths({ value }: Side): boolean {
  return value.kind === "constant" && value.value instanceof Duration && value.value.months !== 0;
}

/** Warns of a text that a field with a closed list of values never has. */
function checkListed(field: Side, text: Side, place: Place): void {
  if (text.value.kind !== "constant" || typeof text.value.value !== "string") return;
  const value = text.value.value;
  const values = valuesOf(field.value, place);
  if (!values || values.includes(value)) return;
  const meant = nearest(value, values);
  const advice = meant === undefined ? `It has ${listed(values)}.` : `Did you mean \`${meant}\`?`;
  place.context.warn(
    text.span,
    "value.unlisted",
    `This field never has the value ${JSON.stringify(value)}. ${advice}`,
    meant === undefined ? undefined : replacement(`Write "${meant}"`, text.span, JSON.stringify(meant)),
  );
}

function valuesOf(expression: Expression, { scope, grouping }: Place): readonly string[] | undefined {
  if (expression.kind !== "field" || !scope || grouping) return undefined;
  const { column, path } = expression.field;
  return (
    (path.length === 0 ? scope.columns.get(column)?.values : undefined) ?? knownField(scope, expression.field)?.values
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
