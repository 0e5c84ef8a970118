import { Duration } from "../../base/duration.ts";
import type { Period } from "../../base/duration.ts";
import { formatInstant } from "../../base/instant.ts";
import { parseNumber } from "../../base/json.ts";
import { offsetAt } from "../../base/zone.ts";
import type { Expression, List, NumberLiteral, TimeLiteral } from "../../syntax/ast.ts";
import { parseTimeText, readDuration } from "../../syntax/literals.ts";
import type { Fix } from "../../syntax/problem.ts";
import { periodOf } from "../period.ts";
import type { Constant } from "../query.ts";
import type { Context } from "./context.ts";
import type { Place } from "./place.ts";
import { UNBOUND, constant } from "./types.ts";
import type { Typed } from "./types.ts";

export function bindNumber({ text }: NumberLiteral, sign: "" | "-" = ""): Typed {
  return constant(parseNumber(sign + text));
}

/** What is wrong with the literal was told when it was read. */
export function bindDuration(text: string, context: Context): Typed {
  const { value } = readDuration(text);
  if (value) return constant(value);
  context.broken = true;
  return UNBOUND;
}

/** A time literal is the period of its last part; without a zone it is read in the configured one, which is told. */
export function bindTime({ text, span }: TimeLiteral, context: Context): Typed {
  const { value: parts } = parseTimeText(text);
  if (!parts) {
    context.broken = true;
    return UNBOUND;
  }
  const period = periodOf(parts, context.timeZone);
  if (parts.offset === undefined) {
    const zone = zoneText(period, context.timeZone);
    const fix: Fix | undefined =
      zone === undefined
        ? undefined
        : { title: `Write @${text}${zone}`, edits: [{ span: { start: span.end, end: span.end }, text: zone }] };
    const read =
      context.timeZone === "UTC" ? "UTC" : `${context.timeZone}: it begins at ${formatInstant(period.start)}`;
    context.inform(span, "time.no-zone", `@${text} has no zone and is read in ${read}.`, fix);
  }
  return constant(period);
}

/** What to write behind a literal so that it names the same period by itself; undefined when the zone's clock changes in it. */
function zoneText({ start, end }: Period, timeZone: string): string | undefined {
  if (timeZone === "UTC") return "Z";
  const offset = offsetAt(start, timeZone);
  if (offset !== offsetAt(end, timeZone) || offset % 60_000_000n !== 0n) return undefined;
  const minutes = Math.abs(Number(offset / 60_000_000n));
  const clock = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
  return `${offset < 0n ? "-" : "+"}${clock}`;
}

/** A list as a value holds fixed values only. */
export function bindList(node: List, place: Place): Typed {
  const items: Constant[] = [];
  for (const item of node.items) {
    const bound = place.expression(item);
    if (bound.value.kind === "constant" && bound.type !== "list") items.push(bound.value.value);
    else {
      place.context.error(item.span, "list.invalid", "A list in brackets holds fixed values: text, numbers, times.");
    }
  }
  return constant(items, "list");
}

/** Binds an expression that must be a fixed length of time: a duration, a parameter or a let of one. */
export function bindLength(node: Expression, place: Place, what: string): Typed {
  const length = place.with({ scope: undefined }).expression(node);
  const { context } = place;
  if (length.type !== "duration" && length.type !== "mixed") {
    context.error(node.span, "type.mismatch", `${what} is a duration, for example 5m.`);
  }
  const fixed = length.value.kind === "constant" ? length.value.value : undefined;
  if (!(fixed instanceof Duration)) return length;
  if (fixed.months !== 0) {
    context.error(
      node.span,
      "duration.months",
      `${what} has a fixed length; months and years have none. Write it in days, for example 30d.`,
    );
  } else if (fixed.micros <= 0n) {
    context.error(node.span, "duration.invalid", `${what} is longer than nothing.`);
  }
  return length;
}

/** Binds the number of rows behind `limit` and its kin: a whole number from 0, or a number's parameter. */
export function bindCount(node: Expression, place: Place, clause: string): Typed {
  const count = place.with({ scope: undefined }).expression(node);
  const fixed = count.value.kind === "constant" ? count.value.value : undefined;
  const wrong =
    count.value.kind === "constant"
      ? typeof fixed !== "bigint" || fixed < 0n
      : count.type !== "number" && count.type !== "integer" && count.type !== "mixed";
  if (wrong && count !== UNBOUND) {
    place.context.error(node.span, "count.invalid", `\`${clause}\` takes a whole number from 0.`);
  }
  return count;
}
