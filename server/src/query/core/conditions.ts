import { Duration, Period } from "../../base/duration.ts";
import { formatInstant } from "../../base/instant.ts";
import { Instant, Json, WideNumber } from "../../base/value.ts";
import { writtenField } from "../bind/names.ts";
import type { ComparisonOperator, Constant, Expression, FieldRef, Predicate, TimeRange } from "../query.ts";
import type { CoreCondition, CoreValue } from "./query.ts";
import { Unfit } from "./unfit.ts";

const TIMESTAMP: FieldRef = { column: "timestamp", path: [] };

/** The tests that all must hold, in the core DSL. @throws Unfit */
export function conditionsOf(predicate: Predicate): readonly CoreCondition[] {
  switch (predicate.kind) {
    case "and":
      return predicate.of.flatMap(conditionsOf);
    case "compare":
      return comparison(predicate.operator, predicate.left, predicate.right);
    case "in": {
      if (predicate.negated) throw unfit("the core query has no `not in`");
      const field = fieldOf(predicate.left);
      const { list } = predicate;
      const items = isItems(list) ? list.map(constantOf) : constantOf(list);
      if (!Array.isArray(items)) throw unfit("its list is known only when the query runs");
      return [
        {
          field: writtenField(field),
          operator: "in",
          value: (items as readonly Constant[]).map((item) => pointOf(item, field)),
        },
      ];
    }
    case "between":
      if (predicate.negated) throw unfit("the core query has no `not between`");
      return between(fieldOf(predicate.left), constantOf(predicate.low), constantOf(predicate.high));
    case "text": {
      if (predicate.operator !== "contains" || predicate.negated)
        throw unfit(`the core query has no \`${predicate.negated ? "not " : ""}${predicate.operator}\``);
      const field = fieldOf(predicate.left);
      return [{ field: writtenField(field), operator: "contains", value: pointOf(constantOf(predicate.right), field) }];
    }
    case "always":
      if (predicate.value) return [];
      throw unfit("the core query has no test that is always false");
    case "or":
    case "not":
    case "null":
    case "exists":
    case "changed":
      throw unfit(
        `the core query joins its tests with \`and\` and has no \`${predicate.kind === "null" ? "is null" : predicate.kind}\``,
      );
  }
}

/** A window with fixed borders as tests of the timestamp. @throws Unfit */
export function windowConditions({ start, end, period }: TimeRange): readonly CoreCondition[] {
  if (period) throw new Unfit("during", "its period is known only when the query runs");
  const border = (operator: "gte" | "lt", expression: Expression | undefined): CoreCondition[] => {
    if (!expression) return [];
    const value = expression.kind === "constant" ? expression.value : undefined;
    const micros = value instanceof Period ? value.start : value instanceof Instant ? value.micros : undefined;
    if (micros === undefined) throw new Unfit("during", "its window is known only when the query runs");
    return [{ field: "timestamp", operator, value: formatInstant(micros) }];
  };
  const conditions = [...border("gte", start), ...border("lt", end)];
  if (conditions.length === 0) throw new Unfit("during", "a window without borders only asks that there is a time");
  return conditions;
}

const MIRRORED = { eq: "eq", neq: "neq", lt: "gt", lte: "gte", gt: "lt", gte: "lte" } as const;

function comparison(operator: ComparisonOperator, left: Expression, right: Expression): readonly CoreCondition[] {
  if (left.kind === "constant" && right.kind === "field") return comparison(MIRRORED[operator], right, left);
  const ref = fieldOf(left);
  const field = writtenField(ref);
  const value = constantOf(right);
  if (!(value instanceof Period)) return [{ field, operator, value: pointOf(value, ref) }];
  needTime(ref);
  const [start, end] = [formatInstant(value.start), formatInstant(value.end)];
  switch (operator) {
    case "eq":
      return [
        { field, operator: "gte", value: start },
        { field, operator: "lt", value: end },
      ];
    case "neq":
      throw unfit("the core query cannot say that a time is outside of a period");
    case "lt":
    case "gte":
      return [{ field, operator, value: start }];
    case "lte":
      return [{ field, operator: "lt", value: end }];
    case "gt":
      return [{ field, operator: "gte", value: end }];
  }
}

/** Inclusive on both sides; periods make it the start of the first and the end of the second. */
function between(ref: FieldRef, low: Constant, high: Constant): readonly CoreCondition[] {
  const field = writtenField(ref);
  if (low instanceof Period || high instanceof Period) {
    const at: Expression = { kind: "field", field: ref };
    return [
      ...comparison("gte", at, { kind: "constant", value: low }),
      ...comparison("lte", at, { kind: "constant", value: high }),
    ];
  }
  return [{ field, operator: "between", value: [pointOf(low, ref), pointOf(high, ref)] }];
}

function pointOf(value: Constant, field: FieldRef): CoreValue {
  if (value instanceof Instant) {
    needTime(field);
    return formatInstant(value.micros);
  }
  if (value instanceof Duration) {
    if (value.months !== 0 || value.micros % 1000n !== 0n)
      throw unfit("a duration that is no whole number of milliseconds");
    return value.micros / 1000n;
  }
  if (value instanceof Period) throw unfit("a period in a list");
  if (value instanceof WideNumber) throw unfit(`${value.text} is a number that JSON readers would change`);
  if (value instanceof Json) throw unfit("the core query compares with single values only");
  if (typeof value === "object" && value !== null) throw unfit("a list in a list");
  return value;
}

/** Text compares with a time as a time only where the field is one. */
function needTime(field: FieldRef): void {
  if (field.column !== TIMESTAMP.column || field.path.length > 0)
    throw unfit(`\`${writtenField(field)}\` may be text, and the core query has no times to compare it with`);
}

function fieldOf(expression: Expression): FieldRef {
  if (expression.kind === "field") return expression.field;
  throw unfit("the core query tests fields only, no calculations");
}

function constantOf(expression: Expression): Constant {
  if (expression.kind === "constant") return expression.value;
  throw unfit(
    expression.kind === "field"
      ? "the core query compares a field with a value, not with another field"
      : "a value is known only when the query runs",
  );
}

function isItems(list: Expression | readonly Expression[]): list is readonly Expression[] {
  return Array.isArray(list);
}

function unfit(reason: string): Unfit {
  return new Unfit("where", reason);
}
