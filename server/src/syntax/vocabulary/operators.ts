import type { Word } from "./word.ts";

export const operators: readonly Word[] = [
  operator("or", "P or Q", "True when one of two conditions is.", 'where actor = "ann" or actor = "bob"'),
  operator("and", "P and Q", "True when both conditions are.", 'where event_type = "CREATE" and actor = "ann"'),
  operator(
    "not",
    "not P",
    "True when a condition is false; plain negation, also of tests with null.",
    "where not (actor = payload.owner)",
  ),
  operator(
    "in",
    "x in (a, b)",
    "True when a value equals one of a list; an empty list is false.",
    'where event_type in ("CREATE", "UPDATE")',
  ),
  operator(
    "between",
    "x between a and b",
    "True from a to b, both included.",
    "where sequence_number between 10 and 20",
  ),
  operator(
    "is",
    "x is [not] null",
    "Tests for null, which also stands for a path that is not there.",
    "where actor is not null",
  ),
  operator("exists", "exists f", "True when a path is there, even if it is null.", "where exists payload.error"),
  operator(
    "contains",
    "x contains y",
    "Looks for a piece of text, or for an element of a JSON array.",
    'where payload.message contains "timeout"',
  ),
  operator(
    "icontains",
    "x icontains y",
    "Looks for a piece of text whatever its case.",
    'where payload.message icontains "timeout"',
  ),
  operator("startswith", "x startswith y", "True when a text begins so.", 'where event_type startswith "order."'),
  operator("endswith", "x endswith y", "True when a text ends so.", 'where actor endswith "@example.com"'),
  operator(
    "matches",
    "x matches re",
    "Searches for a regular expression in RE2 syntax, in linear time.",
    'where actor matches "^svc-[0-9]+$"',
  ),
  operator("=", "x = y", "True when two values are equal; null equals nothing.", 'where event_type = "CREATE"'),
  operator("!=", "x != y", "True when two values differ; false with null.", 'where event_type != "CREATE"'),
  operator("<", "x < y", "True when x is smaller, or before a period starts.", "where payload.duration < 2s"),
  operator("<=", "x <= y", "True when x is at most y, or before a period ends.", "where timestamp <= @2024-01-15"),
  operator(">", "x > y", "True when x is larger, or at or after the end of a period.", "where payload.size > 1_000"),
  operator(
    ">=",
    "x >= y",
    "True when x is at least y, or at or after the start of a period.",
    "where timestamp >= @2024-01-15",
  ),
  operator("+", "t + d", "Moves a time, or adds numbers.", "where timestamp < @2024-01-15 + 6h"),
  operator("-", "t - d", "Moves a time back, or subtracts numbers.", "where timestamp > now() - 1h"),
  operator("..", "a .. b", "From the start of a to the start of b.", "during @2024-01-15 .. @2024-01-17"),
];

export const constants: readonly Word[] = [
  constant("null", "No value; what is not there is null too.", "where actor is null"),
  constant("true", "The boolean true.", "where payload.active = true"),
  constant("false", "The boolean false.", "where payload.active = false"),
];

function operator(text: string, signature: string, description: string, example: string): Word {
  return { text, kind: "operator", signature, description, example };
}

function constant(text: string, description: string, example: string): Word {
  return { text, kind: "constant", signature: text, description, example };
}
