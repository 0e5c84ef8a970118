import { Duration } from "../../base/duration.ts";
import type { PathStep } from "../../base/value.ts";
import type { Call, Expression as Node } from "../../syntax/ast.ts";
import type { TimeUnit } from "../query.ts";
import { AGGREGATES, bindAggregate } from "./aggregates.ts";
import { replacement } from "./context.ts";
import { listed, nearest } from "./names.ts";
import { stepsOf } from "./paths.ts";
import type { Place } from "./place.ts";
import { UNBOUND, described, isNumber } from "./types.ts";
import type { StaticType, Typed } from "./types.ts";

const ARGUMENTS: ReadonlyMap<string, readonly [number, string]> = new Map([
  ["now", [0, "now()"]],
  ["ago", [1, "ago(1h)"]],
  ["startof", [2, "startof(day, t)"]],
  ["endof", [2, "endof(day, t)"]],
  ["bin", [2, "bin(timestamp, 1h)"]],
  ["changed", [1, "changed(status)"]],
  ["was", [1, "was(status)"]],
  ["became", [1, "became(status)"]],
]);

const UNITS = ["minute", "hour", "day", "week", "month", "year"] as const satisfies readonly TimeUnit[];

/** A call of a function or an aggregate that gives a value, which `changed` does not; names compare without case. */
export function bindCall(node: Call, place: Place): Typed {
  const { context } = place;
  const name = node.name.text.toLowerCase();
  const shape = ARGUMENTS.get(name);
  if (!shape && !AGGREGATES.has(name)) return bindUnknown(node, place);
  context.refer({ span: node.name.span, kind: "function", name });
  if (!shape) return bindAggregate(node, place);
  const [count, example] = shape;
  if (node.arguments.length !== count) {
    const complete = !node.arguments.some(({ kind }) => kind === "missing");
    context.broken = true;
    if (complete)
      context.error(
        node.span,
        "function.arguments",
        `\`${name}\` takes ${count === 0 ? "nothing" : count === 1 ? "one argument" : `${count} arguments`}, as in \`${example}\`.`,
      );
    return UNBOUND;
  }
  switch (name) {
    case "now":
      return { value: { kind: "now" }, type: "time" };
    case "ago": {
      const duration = bindArgument(node, 0, ["duration"], "a duration", place);
      return { value: { kind: "ago", duration: duration.value }, type: "time" };
    }
    case "startof":
    case "endof":
      return bindBorder(node, name, place);
    case "bin":
      return bindBin(node, place);
    default: {
      const path = changedPath(node, name === "was" ? "old" : "new", place);
      return path ? { value: { kind: name === "was" ? "was" : "became", path }, type: "mixed" } : UNBOUND;
    }
  }
}

/** The path inside `old` and `new` that `changed`, `was` or `became` is about; undefined when there is none. */
export function changedPath(
  node: Call,
  column: "old" | "new",
  { context, scope }: Place,
): readonly PathStep[] | undefined {
  const name = node.name.text.toLowerCase();
  const [operand] = node.arguments;
  if (!scope?.columns.has("old") || !scope.columns.has("new") || !scope.columns.has("event_type")) {
    context.error(
      node.span,
      "change.not-here",
      `\`${name}\` needs events with their old and new values, which are not here.`,
    );
    return undefined;
  }
  if (operand?.kind !== "path") {
    if (operand?.kind === "missing") context.broken = true;
    else
      context.error(
        operand?.span ?? node.span,
        "change.not-a-path",
        `\`${name}\` takes a path inside old and new, as in \`${name}(status)\`.`,
      );
    return undefined;
  }
  const steps = stepsOf(operand);
  if (!steps) {
    context.broken = true;
    return undefined;
  }
  const head = operand.head.text;
  const [first] = operand.steps;
  const prefixed = (head === "old" || head === "new") && first !== undefined;
  if (prefixed && first.kind === "key") {
    const span = { start: operand.span.start, end: first.span.start };
    context.warn(
      span,
      "change.prefix",
      `\`${name}\` looks into old and new by itself.`,
      replacement(`Remove ${head}`, span, ""),
    );
  }
  const path = prefixed ? steps : [head, ...steps];
  context.refer({ span: operand.span, kind: "field", name: head, field: { column, path }, type: "mixed" });
  return path;
}

function bindBorder(node: Call, kind: "startof" | "endof", place: Place): Typed {
  const time = bindArgument(node, 1, ["time"], "a time", place);
  const [unitNode] = node.arguments;
  const written =
    unitNode?.kind === "path" && unitNode.steps.length === 0 ? unitNode.head.text.toLowerCase() : undefined;
  const unit = UNITS.find((known) => known === written);
  if (unit) return { value: { kind, unit, time: time.value }, type: "time" };
  if (unitNode?.kind === "missing") place.context.broken = true;
  else {
    const meant = written === undefined ? undefined : nearest(written, UNITS);
    const span = unitNode?.span ?? node.span;
    place.context.error(
      span,
      "function.arguments",
      `\`${kind}\` takes a unit first: ${listed(UNITS)}.`,
      meant === undefined ? undefined : replacement(`Write ${meant}`, span, meant),
    );
  }
  return UNBOUND;
}

function bindBin(node: Call, place: Place): Typed {
  const { context } = place;
  const operand = bindArgument(node, 0, ["time", "integer", "number"], "a time or a number", place);
  const [, widthNode] = node.arguments;
  const width = widthNode
    ? place.with({ scope: undefined, grouping: undefined, clause: "the width of `bin`" }).expression(widthNode)
    : UNBOUND;
  const span = widthNode?.span ?? node.span;
  if (operand.type === "time" ? !isWidth(width.type, false) : !isWidth(width.type, true)) {
    context.error(
      span,
      "type.mismatch",
      `The width of \`bin\` is ${operand.type === "time" ? "a duration, for example 1h" : "a number"}, and this is ${described(width.type)}.`,
    );
    return UNBOUND;
  }
  const fixed = width.value.kind === "constant" ? width.value.value : undefined;
  if (fixed instanceof Duration) {
    if (fixed.months !== 0 && isNumber(operand.type))
      context.error(span, "duration.months", "Months and years are no number of milliseconds.");
    else if (fixed.months !== 0 && fixed.micros !== 0n)
      context.error(
        span,
        "duration.invalid",
        "Bins are as wide as either months or days; the two together have no fixed place.",
      );
  }
  const length = fixed instanceof Duration ? (fixed.months !== 0 ? fixed.months : fixed.micros) : fixed;
  if ((typeof length === "bigint" || typeof length === "number") && length <= 0)
    context.error(span, "duration.invalid", "Bins are wider than nothing.");
  const type = operand.type === "integer" && width.type !== "integer" ? "number" : operand.type;
  return { value: { kind: "bin", operand: operand.value, width: width.value }, type };
}

function isWidth(type: StaticType, numbers: boolean): boolean {
  return type === "duration" || type === "mixed" || (numbers && isNumber(type));
}

function bindArgument(node: Call, index: number, wanted: readonly StaticType[], words: string, place: Place): Typed {
  const argument = node.arguments[index];
  if (!argument) return UNBOUND;
  const bound = place.expression(argument);
  if (bound.type === "mixed" || wanted.includes(bound.type)) return bound;
  place.context.error(
    argument.span,
    "type.mismatch",
    `\`${node.name.text.toLowerCase()}\` takes ${words} here, and this is ${described(bound.type)}.`,
  );
  return UNBOUND;
}

function bindUnknown(node: Call, place: Place): Typed {
  const { span, text } = node.name;
  for (const argument of node.arguments) bindQuietly(argument, place);
  const meant = FOREIGN.get(text.toLowerCase()) ?? nearest(text, [...ARGUMENTS.keys(), ...AGGREGATES.keys()]);
  const advice = meant === undefined ? "" : ` Did you mean \`${meant}\`?`;
  place.context.error(
    span,
    "function.unknown",
    `There is no function \`${text}\`.${advice}`,
    meant === undefined ? undefined : replacement(`Write ${meant}`, span, meant),
  );
  return UNBOUND;
}

/** Names inside of an unknown call are still names: references, without problems of their own. */
function bindQuietly(node: Node, place: Place): void {
  const quiet = place.context.quiet();
  place.with({ context: quiet }).expression(node);
  for (const reference of quiet.references) place.context.refer(reference);
}

/** What other languages call it. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ["mean", "avg"],
  ["average", "avg"],
  ["dcount", "distinct"],
  ["count_distinct", "distinct"],
  ["countdistinct", "distinct"],
  ["make_list", "collect"],
  ["array_agg", "collect"],
  ["values", "collect"],
  ["median", "p50"],
  ["quantile", "percentile"],
  ["bucket", "bin"],
  ["date_trunc", "startof"],
  ["startofday", "startof"],
  ["arg_max", "last"],
  ["total", "sum"],
  ["earliest", "first"],
  ["latest", "last"],
]);
