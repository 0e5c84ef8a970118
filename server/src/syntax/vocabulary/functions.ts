import type { Word } from "./word.ts";

/** They stand in `reduce`, and in `having` and `order by` for a column of it. */
export const aggregates: readonly Word[] = [
  aggregate("count", "count([f])", "Counts rows, or the values of f that are not null."),
  aggregate("sum", "sum(f)", "Adds up numbers; sums of integers are exact."),
  aggregate("avg", "avg(f)", "The mean of the numbers."),
  aggregate("min", "min(f)", "The smallest value."),
  aggregate("max", "max(f)", "The largest value."),
  aggregate("collect", "collect(f)", "All values as a JSON array in event order, nulls too."),
  aggregate("distinct", "distinct(f)", "Counts the different values that are not null."),
  aggregate("first", "first(f)", "The earliest value in event order that is not null."),
  aggregate("last", "last(f)", "The latest value in event order that is not null."),
  aggregate("p50", "p50(f)", "The median of the numbers, by nearest rank."),
  aggregate("p90", "p90(f)", "The 90th percentile of the numbers, by nearest rank."),
  aggregate("p95", "p95(f)", "The 95th percentile of the numbers, by nearest rank."),
  aggregate("p99", "p99(f)", "The 99th percentile of the numbers, by nearest rank."),
  {
    ...aggregate(
      "percentile",
      "percentile(f, n)",
      "The nth percentile of the numbers, n from 0 to 100, by nearest rank.",
    ),
    example: "reduce percentile(payload.duration, 75)",
  },
];

export const functions: readonly Word[] = [
  fn(
    "bin",
    "bin(x, width)",
    "The start of the time or number range of a width that holds x.",
    "reduce count() by bin(timestamp, 1h)",
  ),
  fn("now", "now()", "The moment at which the run began.", "where timestamp > now() - 1h"),
  fn("ago", "ago(d)", "The moment a duration before now.", "where timestamp > ago(1h)"),
  fn(
    "startof",
    "startof(unit, t)",
    "The start of the minute, hour, day, week, month or year that holds a time.",
    "where timestamp >= startof(day, now())",
  ),
  fn(
    "endof",
    "endof(unit, t)",
    "The exclusive end of the minute, hour, day, week, month or year that holds a time.",
    "where timestamp < endof(month, now())",
  ),
  fn("changed", "changed(f)", "Whether old and new differ at a path.", "where changed(status)"),
  fn("was", "was(f)", "The old value at a path.", 'where was(status) = "draft"'),
  fn(
    "became",
    "became(f)",
    "The new value at a path where it changed, else null.",
    'where became(status) = "archived"',
  ),
];

/** Types of parameters; each also as a list, as in `string[]`. */
export const types: readonly Word[] = [
  type("string", "Text.", 'param actor: string = "system"'),
  type("number", "An exact integer or a double.", "param top: number = 10"),
  type("boolean", "true or false.", "param strict: boolean = false"),
  type("time", "A moment or a period.", "param day: time = @2024-01-15"),
  type("duration", "A length of time.", "param slow: duration = 2s"),
];

function aggregate(text: string, signature: string, description: string): Word {
  const operand = text === "count" ? "" : "payload.duration";
  return { text, kind: "aggregate", signature, description, example: `reduce ${text}(${operand}) by event_type` };
}

function fn(text: string, signature: string, description: string, example: string): Word {
  return { text, kind: "function", signature, description, example };
}

function type(text: string, description: string, example: string): Word {
  return { text, kind: "type", signature: text, description, example };
}
