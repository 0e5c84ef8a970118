import type { Call } from "../../syntax/ast.ts";
import type { Aggregate, AggregateFunction } from "../query.ts";
import { replacement } from "./context.ts";
import { aggregateColumn, inFront } from "./grouping.ts";
import { textOf } from "./names.ts";
import type { Place } from "./place.ts";
import { UNBOUND, constant, described, isNumber } from "./types.ts";
import type { StaticType, Typed } from "./types.ts";

/** The aggregates as they are written: the function of the model, and the fixed percentile of the short forms. */
export const AGGREGATES: ReadonlyMap<string, { readonly function: AggregateFunction; readonly percent?: bigint }> =
  new Map([
    ["count", { function: "count" }],
    ["sum", { function: "sum" }],
    ["avg", { function: "avg" }],
    ["min", { function: "min" }],
    ["max", { function: "max" }],
    ["collect", { function: "collect" }],
    ["distinct", { function: "distinct" }],
    ["first", { function: "first" }],
    ["last", { function: "last" }],
    ["p50", { function: "percentile", percent: 50n }],
    ["p90", { function: "percentile", percent: 90n }],
    ["p95", { function: "percentile", percent: 95n }],
    ["p99", { function: "percentile", percent: 99n }],
    ["percentile", { function: "percentile" }],
  ]);

/** An aggregate outside of `reduce`'s own list: behind `reduce` it means a column, elsewhere it has no meaning. */
export function bindAggregate(node: Call, place: Place): Typed {
  const { context, grouping, clause, keyword, reduces } = place;
  if (grouping) {
    const bound = readAggregate(node, inFront(place));
    return bound ? aggregateColumn(node, bound.aggregate, bound.type, place) : UNBOUND;
  }
  const text = `\`${textOf(node)}\``;
  if (clause === "an aggregate") {
    context.error(
      node.span,
      "aggregate.nested",
      `${text} stands inside another aggregate. Name the inner query with \`let\` and query that.`,
    );
  } else if (!place.scope || (reduces && clause !== "`where`")) {
    context.error(node.span, "aggregate.misplaced", `${text} is an aggregate, and ${clause} has no groups to work on.`);
  } else if (!reduces) {
    context.error(
      node.span,
      "aggregate.without-reduce",
      `${text} needs groups of events. Write it behind \`reduce\`, as in \`reduce ${textOf(node)}\`.`,
    );
  } else {
    const fix = keyword && replacement("Write having", keyword, "having");
    context.error(
      node.span,
      "aggregate.misplaced",
      `${text} is known only after \`reduce\`, and \`where\` comes before it. Use \`having\`.`,
      fix,
    );
  }
  return UNBOUND;
}

/** An aggregate over the events of a place in front of `reduce`; undefined when something is wrong with it. */
export function readAggregate(
  node: Call,
  place: Place,
): { readonly aggregate: Omit<Aggregate, "name">; readonly type: StaticType } | undefined {
  const { context } = place;
  const name = node.name.text.toLowerCase();
  const known = AGGREGATES.get(name);
  if (!known) return undefined;
  const [least, most] = name === "count" ? [0, 1] : name === "percentile" ? [2, 2] : [1, 1];
  const [operandNode, percentNode] = node.arguments;
  if (node.arguments.length < least || node.arguments.length > most) {
    const example = name === "percentile" ? "percentile(payload.duration, 75)" : `${name}(payload.duration)`;
    const expected = most === 2 ? "two arguments" : least === 0 ? "one argument at most" : "one argument";
    context.error(node.span, "function.arguments", `\`${name}\` takes ${expected}, as in \`${example}\`.`);
    return undefined;
  }
  const operand = operandNode && place.with({ clause: "an aggregate", keyword: undefined }).expression(operandNode);
  if (operand?.value.kind === "constant" && operandNode?.kind === "missing") return undefined;
  if (operand && operandNode && takesNumbers(known.function) && !mayBeNumber(operand.type)) {
    context.warn(
      operandNode.span,
      "aggregate.not-numeric",
      `\`${name}\` looks at numbers only, and this is ${described(operand.type)}: the result is null.`,
    );
  }
  const percent =
    known.percent === undefined ? percentNode && bindPercent(percentNode, place) : constant(known.percent);
  return {
    aggregate: {
      function: known.function,
      ...(operand && { operand: operand.value }),
      ...(percent && { percent: percent.value }),
    },
    type: resultType(known.function, operand?.type ?? "mixed"),
  };
}

function bindPercent(node: Call["arguments"][number], place: Place): Typed {
  const percent = place.with({ scope: undefined, clause: "the percentile" }).expression(node);
  const fixed = percent.value.kind === "constant" ? percent.value.value : undefined;
  if (typeof fixed === "bigint" || typeof fixed === "number") {
    if (fixed < 0 || fixed > 100)
      place.context.error(node.span, "percentile.range", "A percentile is between 0 and 100.");
  } else if (!isNumber(percent.type) && percent.type !== "mixed") {
    place.context.error(
      node.span,
      "type.mismatch",
      `A percentile is a number between 0 and 100, and this is ${described(percent.type)}.`,
    );
  }
  return percent;
}

function takesNumbers(name: AggregateFunction): boolean {
  return name === "sum" || name === "avg" || name === "percentile";
}

function mayBeNumber(type: StaticType): boolean {
  return isNumber(type) || type === "mixed" || type === "duration" || type === "json";
}

function resultType(name: AggregateFunction, operand: StaticType): StaticType {
  switch (name) {
    case "count":
    case "distinct":
      return "integer";
    case "avg":
      return "number";
    case "sum":
    case "percentile":
      return operand === "integer" ? "integer" : "number";
    case "collect":
      return "json";
    case "min":
    case "max":
    case "first":
    case "last":
      return operand === "duration" ? "number" : operand;
  }
}
