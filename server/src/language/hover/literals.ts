import { Duration, Period } from "../../base/duration.ts";
import { formatInstant } from "../../base/instant.ts";
import { Instant, Json, WideNumber } from "../../base/value.ts";
import { periodOf } from "../../query/period.ts";
import type { Constant } from "../../query/query.ts";
import { parseTimeText, readDuration } from "../../syntax/literals.ts";
import { code, markdown } from "../prose.ts";
import type { Prose } from "../prose.ts";

/** The period that a time literal stands for, in UTC. */
export function timeProse(text: string, timeZone: string): Prose {
  const { value } = parseTimeText(text);
  if (!value) return [];
  const zone = value.offset === undefined && timeZone !== "UTC" ? [markdown(`Read in the time zone ${timeZone}.`)] : [];
  return [
    markdown("A time: the period of its last digit, in UTC."),
    code(periodText(periodOf(value, timeZone))),
    ...zone,
  ];
}

export function durationProse(text: string): Prose {
  const { value } = readDuration(text);
  return value ? [markdown("A length of time."), code(durationText(value))] : [];
}

/** What a named value comes to. */
export function valueProse(value: Constant): Prose {
  return [code(constantText(value))];
}

function constantText(value: Constant): string {
  if (isList(value)) return `[${value.map(constantText).join(", ")}]`;
  if (value instanceof Period) return periodText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof Instant) return formatInstant(value.micros);
  if (value instanceof Json || value instanceof WideNumber) return value.text;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function isList(value: Constant): value is readonly Constant[] {
  return Array.isArray(value);
}

function periodText({ start, end }: Period): string {
  return `from  ${formatInstant(start)}\nuntil ${formatInstant(end)}`;
}

function durationText({ months, micros }: Duration): string {
  const parts: string[] = [];
  const say = (count: bigint, unit: string): void => {
    if (count !== 0n) parts.push(`${count} ${unit}${count === 1n ? "" : "s"}`);
  };
  say(BigInt(months) / 12n, "year");
  say(BigInt(months) % 12n, "month");
  let rest = micros;
  for (const [unit, size] of UNITS) {
    say(rest / size, unit);
    rest %= size;
  }
  const exact = months === 0 ? ` = ${Number(micros) / 1000} ms` : "";
  return `${parts.length > 0 ? parts.join(" ") : "0 seconds"}${exact}`;
}

const UNITS: readonly (readonly [string, bigint])[] = [
  ["day", 86_400_000_000n],
  ["hour", 3_600_000_000n],
  ["minute", 60_000_000n],
  ["second", 1_000_000n],
  ["millisecond", 1_000n],
];
