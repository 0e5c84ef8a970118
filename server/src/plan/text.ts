import { Duration, Period } from "../base/duration.ts";
import { formatInstant } from "../base/instant.ts";
import { Instant, Json, WideNumber } from "../base/value.ts";
import type { PathStep } from "../base/value.ts";
import type {
  Aggregate,
  Compare,
  Constant,
  Expression,
  NamedExpression,
  Predicate,
  Query,
  SortKey,
  Source,
  TimeRange,
} from "../query/query.ts";
import { isExpression } from "./support.ts";

/** The clauses of a query model as EVQ text, one a line, in the order of meaning; for people to read, in plans and notes. */
export function printClauses(query: Query): readonly string[] {
  const {
    during,
    since,
    where,
    dedupe,
    collapse,
    reduce,
    having,
    orderBy,
    offset,
    limit,
    fetchCurrent,
    diff,
    select,
    compare,
    expect,
    into,
  } = query;
  const lines: string[] = [];
  const list = (expressions: readonly Expression[]) => expressions.map(printExpression).join(", ");
  if (during) lines.push(`during ${printRange(during)}`);
  if (since) lines.push(`since checkpoint ${JSON.stringify(since.checkpoint)}`);
  if (where) lines.push(`where ${printPredicate(where)}`);
  if (dedupe) lines.push(`dedupe by ${list(dedupe.by)} keep ${dedupe.keep}`);
  if (collapse)
    lines.push(
      `collapse by ${list(collapse.by)} ${collapse.window} ${printExpression(collapse.length)} keep ${collapse.keep}`,
    );
  if (reduce)
    lines.push(
      `reduce ${reduce.aggregates.map(printAggregate).join(", ")}${reduce.by.length > 0 ? ` by ${reduce.by.map(printNamed).join(", ")}` : ""}`,
    );
  if (having) lines.push(`having ${printPredicate(having)}`);
  if (orderBy) lines.push(`order by ${orderBy.map(printKey).join(", ")}`);
  if (offset) lines.push(`offset ${printExpression(offset)}`);
  if (limit) lines.push(`limit ${printExpression(limit)}`);
  if (fetchCurrent) lines.push("fetch current");
  if (diff) lines.push(`diff${diff.by.length > 0 ? ` by ${list(diff.by)}` : ""}`);
  if (select) lines.push(`select ${select.map(printNamed).join(", ")}`);
  if (compare) lines.push(`compare to ${printCompare(compare)}`);
  for (const expectation of expect ?? []) lines.push(`expect ${printExpectation(expectation)}`);
  if (into) lines.push(`into ${printSource(into)}`);
  return lines;
}

function printCompare({ to, on, ignoring }: Compare): string {
  const list = (expressions: readonly Expression[]) => expressions.map(printExpression).join(", ");
  const target =
    to.kind === "query"
      ? printName(to.name)
      : to.kind === "time"
        ? printExpression(to.time)
        : `previous${to.length ? ` ${printExpression(to.length)}` : ""}`;
  const [key, rest] = [
    on.length > 0 ? ` on ${list(on)}` : "",
    ignoring.length > 0 ? ` ignoring ${list(ignoring)}` : "",
  ];
  return target + key + rest;
}

export function printSource(source: Source): string {
  if (source.kind === "subquery") return printName(source.name);
  const log = source.log === undefined ? "" : `.${printName(source.log)}`;
  return `${printName(source.connection)}${log}${source.stream ? ` stream ${printExpression(source.stream)}` : ""}`;
}

/** A window by its first moment and the first one after it. */
export function printRange({ start, end }: TimeRange): string {
  return `${start ? printBorder(start) : ""} .. ${end ? printBorder(end) : ""}`.trim();
}

/** Of a period the start is meant. */
function printBorder(border: Expression): string {
  const isPeriod = border.kind === "constant" && border.value instanceof Period;
  return isPeriod ? printInstant(border.value.start) : printExpression(border);
}

/** An expectation as it is written behind `expect`. */
export function printExpectation(expectation: NonNullable<Query["expect"]>[number]): string {
  switch (expectation.kind) {
    case "rows":
      return `rows ${OPERATORS[expectation.operator]} ${printExpression(expectation.count)}`;
    case "complete":
      return "complete";
    case "every":
      return `every ${printPredicate(expectation.predicate)}`;
  }
}

const OPERATORS = { eq: "=", neq: "!=", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;

export function printPredicate(predicate: Predicate): string {
  const side = printExpression;
  switch (predicate.kind) {
    case "and":
      return predicate.of
        .map((part) => (part.kind === "or" ? `(${printPredicate(part)})` : printPredicate(part)))
        .join(" and ");
    case "or":
      return predicate.of.map(printPredicate).join(" or ");
    case "not":
      return `not (${printPredicate(predicate.of)})`;
    case "compare":
      return `${side(predicate.left)} ${OPERATORS[predicate.operator]} ${side(predicate.right)}`;
    case "in": {
      const items = isExpression(predicate.list) ? side(predicate.list) : `(${predicate.list.map(side).join(", ")})`;
      return `${side(predicate.left)}${predicate.negated ? " not" : ""} in ${items}`;
    }
    case "between":
      return `${side(predicate.left)}${predicate.negated ? " not" : ""} between ${side(predicate.low)} and ${side(predicate.high)}`;
    case "text":
      return `${side(predicate.left)}${predicate.negated ? " not" : ""} ${predicate.operator} ${side(predicate.right)}`;
    case "null":
      return `${side(predicate.left)} is${predicate.negated ? " not" : ""} null`;
    case "exists":
      return `exists ${side({ kind: "field", field: predicate.field })}`;
    case "changed":
      return `changed(${printSteps(predicate.path)})`;
    case "always":
      return String(predicate.value);
  }
}

export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "field":
      return printSteps([expression.field.column, ...expression.field.path]);
    case "constant":
      return printConstant(expression.value);
    case "parameter":
      return `$${expression.name}`;
    case "arithmetic":
      return `${printExpression(expression.left)} ${expression.operator} ${printExpression(expression.right)}`;
    case "negate":
      return `-${printExpression(expression.operand)}`;
    case "now":
      return "now()";
    case "ago":
      return `ago(${printExpression(expression.duration)})`;
    case "startof":
    case "endof":
      return `${expression.kind}(${expression.unit}, ${printExpression(expression.time)})`;
    case "bin":
      return `bin(${printExpression(expression.operand)}, ${printExpression(expression.width)})`;
    case "was":
    case "became":
      return `${expression.kind}(${printSteps(expression.path)})`;
    case "predicate":
      return `(${printPredicate(expression.predicate)})`;
  }
}

function printConstant(constant: Constant): string {
  if (
    constant === null ||
    typeof constant === "boolean" ||
    typeof constant === "bigint" ||
    typeof constant === "number"
  )
    return String(constant);
  if (typeof constant === "string") return JSON.stringify(constant);
  if (constant instanceof WideNumber || constant instanceof Json) return constant.text;
  if (constant instanceof Instant) return printInstant(constant.micros);
  if (constant instanceof Period) return printPeriod(constant);
  if (constant instanceof Duration) return printDuration(constant);
  return `(${constant.map(printConstant).join(", ")})`;
}

/** Seconds are left out where there are none. */
function printInstant(micros: bigint): string {
  return `@${formatInstant(micros).replace(/:00Z$/, "Z")}`;
}

/** Texts of a moment, cut to the resolution that a literal of that length has. */
const RESOLUTIONS = [4, 7, 10, 13, 16, 19, 23] as const;

/** A period that is a literal in UTC is printed as that; any other by its start and end. */
function printPeriod({ start, end }: Period): string {
  const [from, to] = [start, end - 1n].map((micros) => new Date(Number(micros / 1000n)).toISOString());
  const length = RESOLUTIONS.findLast((size) => from?.slice(0, size) === to?.slice(0, size));
  const isWhole = length !== undefined && isBorder(start, length) && isBorder(end, length);
  if (!isWhole) return `${printInstant(start)} .. ${printInstant(end)}`;
  return `@${from?.slice(0, length) ?? ""}${length > 10 ? "Z" : ""}`;
}

const FIRST = "0000-01-01T00:00:00.000Z";

/** Whether a period of a resolution can begin at a moment: everything finer stands at its first value. */
function isBorder(micros: bigint, length: number): boolean {
  return micros % 1000n === 0n && new Date(Number(micros / 1000n)).toISOString().slice(length) === FIRST.slice(length);
}

const UNITS = [
  ["w", 604_800_000_000n],
  ["d", 86_400_000_000n],
  ["h", 3_600_000_000n],
  ["m", 60_000_000n],
  ["s", 1_000_000n],
  ["ms", 1_000n],
  ["us", 1n],
] as const;

function printDuration({ months, micros }: Duration): string {
  let text = months === 0 ? "" : months % 12 === 0 ? `${months / 12}y` : `${months}mo`;
  let rest = micros < 0n ? -micros : micros;
  for (const [unit, size] of UNITS) {
    if (rest >= size) text += `${rest / size}${unit}`;
    rest %= size;
  }
  return `${micros < 0n ? "-" : ""}${text || "0s"}`;
}

function printAggregate(aggregate: Aggregate): string {
  const { operand, percent, name } = aggregate;
  const text = `${aggregate.function}(${[operand, percent].flatMap((part) => (part ? [printExpression(part)] : [])).join(", ")})`;
  return named(text, name);
}

function printNamed({ name, value }: NamedExpression): string {
  return named(printExpression(value), name);
}

function named(text: string, name: string): string {
  return text === name ? text : `${text} as ${printName(name)}`;
}

function printKey({ value, direction }: SortKey): string {
  return `${printExpression(value)}${direction === "desc" ? " desc" : ""}`;
}

function printSteps([head = "", ...rest]: readonly PathStep[]): string {
  return (
    printName(String(head)) +
    rest
      .map((step) =>
        typeof step === "number" ? `[${step}]` : /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
      )
      .join("")
  );
}

function printName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``;
}
