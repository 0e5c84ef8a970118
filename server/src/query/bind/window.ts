import { Period } from "../../base/duration.ts";
import { Instant } from "../../base/value.ts";
import type { DuringClause, Expression as Node, SinceClause } from "../../syntax/ast.ts";
import { groundExpression } from "../ground.ts";
import type { Constant, Expression, Since, TimeRange } from "../query.ts";
import { rewriteExpression } from "../rewrite.ts";
import { bindLength } from "./constants.ts";
import type { Place } from "./place.ts";
import type { BoundSource } from "./sources.ts";
import { described } from "./types.ts";
import type { Typed } from "./types.ts";

/** The window that `during` names, as its borders; a parameter's period is kept until it has a value. */
export function bindDuring(node: DuringClause, rows: Place): TimeRange | undefined {
  const place = rows.with({ scope: undefined, clause: "`during`" });
  if (!rows.scope?.columns.has("timestamp")) {
    place.context.error(
      node.keyword,
      "rows.not-events",
      "`during` looks at `timestamp`, which these rows do not have.",
    );
  }
  if (node.last) {
    const { value } = bindSpan(node.last, place);
    const now: Expression = { kind: "now" };
    return { start: { kind: "arithmetic", operator: "-", left: now, right: value }, end: now };
  }
  if (!node.start) {
    place.context.broken = true;
    return undefined;
  }
  const start = bindBorder(node.start, place);
  if (!node.end) return wholePeriod(node.start, start, place);
  const end = bindBorder(node.end, place);
  const [from, to] = [startOfConstant(start.value), startOfConstant(end.value)];
  if (from !== undefined && to !== undefined && to <= from) {
    place.context.warn(
      { start: node.start.span.start, end: node.end.span.end },
      "during.empty",
      "This window ends before it begins, so nothing is in it.",
    );
  }
  return { start: start.value, end: end.value };
}

/** How long `last` reaches back; calendar months are fine here. */
function bindSpan(node: Node, place: Place): Typed {
  const length = place.expression(node);
  if (length.type !== "duration" && length.type !== "mixed") {
    place.context.error(
      node.span,
      "type.mismatch",
      `\`last\` takes a duration, for example 24h, and this is ${described(length.type)}.`,
    );
  }
  return length;
}

function bindBorder(node: Node, place: Place): Typed {
  const border = place.expression(node);
  if (border.type !== "time" && border.type !== "mixed") {
    const text = node.kind === "string" ? " Write it with @ and without quotes." : "";
    place.context.error(
      node.span,
      "type.mismatch",
      `\`during\` takes times, for example @2024-01-15, and this is ${described(border.type)}.${text}`,
    );
  }
  return border;
}

/** `during @2024-01`: from the start of the period to its end. */
function wholePeriod(node: Node, { value, type }: Typed, { context }: Place): TimeRange {
  if (value.kind === "constant" && value.value instanceof Period) {
    return { start: value, end: { kind: "constant", value: new Instant(value.value.end) } };
  }
  if (value.kind === "parameter") return { period: value };
  if (type === "time") {
    context.error(
      node.span,
      "during.not-a-period",
      "This is a moment, which has no length. Write a window as `a .. b`, or a time literal such as @2024-01-15.",
    );
  }
  return {};
}

function startOfConstant(expression: Expression): bigint | undefined {
  if (expression.kind !== "constant") return undefined;
  if (expression.value instanceof Period) return expression.value.start;
  return expression.value instanceof Instant ? expression.value.micros : undefined;
}

export function bindSince(node: SinceClause, rows: Place, sources: readonly BoundSource[]): Since | undefined {
  const { context } = rows;
  const place = rows.with({ scope: undefined, clause: "`since checkpoint`" });
  const checkpoint = place.expression(node.checkpoint);
  const overlap = node.overlap && bindLength(node.overlap, place, "The overlap");
  for (const { logKind, source } of sources) {
    if (!logKind?.noCheckpoint || source.kind !== "log") continue;
    context.error(
      node.keyword,
      "checkpoint.unreliable",
      `A checkpoint on \`${source.connection}.${logKind.name}\` would miss events: ${logKind.noCheckpoint}.`,
    );
  }
  const name = checkpoint.value.kind === "constant" ? checkpoint.value.value : undefined;
  if (typeof name === "string") return { checkpoint: name, ...(overlap && { overlap: overlap.value }) };
  if (node.checkpoint.kind !== "missing") {
    context.error(
      node.checkpoint.span,
      "checkpoint.not-text",
      'A checkpoint has a fixed name in quotes, as in `since checkpoint "sync"`.',
    );
  }
  return undefined;
}

/** Warns when a window begins before the oldest event a source keeps; its empty part is no proof that nothing was there. */
export function checkRetention(
  node: DuringClause,
  range: TimeRange,
  place: Place,
  sources: readonly BoundSource[],
): void {
  const { now, timeZone, parameters } = place.context;
  const start = range.start ?? range.period;
  if (now === undefined || !start) return;
  const defaults = new Map<string, Constant>();
  for (const { name, initial } of parameters.values()) {
    if (initial?.kind === "constant") defaults.set(name, initial.value);
  }
  const ground = (expression: Expression) =>
    expression.kind === "parameter" && !defaults.has(expression.name)
      ? expression
      : groundExpression(expression, { now, timeZone, parameters: defaults });
  const from = startOfConstant(rewriteExpression(start, ground));
  if (from === undefined) return;
  for (const { logKind, source } of sources) {
    const days = logKind?.retentionDays;
    if (days === undefined || source.kind !== "log" || from >= now - BigInt(days) * 86_400_000_000n) continue;
    place.context.warn(
      node.span,
      "window.before-retention",
      `\`${source.connection}.${source.log ?? logKind?.name}\` keeps ${days} days, and this window begins before that: what is missing may have been there.`,
    );
  }
}
