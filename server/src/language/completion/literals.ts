import { fieldOf } from "../scope.ts";
import { code } from "../prose.ts";
import type { Context } from "./context.ts";
import type { Suggestion } from "./item.ts";
import type { Comparison } from "./scan.ts";

/** Values for what is compared: those that a field is known to have, and literals of its type. */
export function valuesFor({ snapshot, query, before }: Context, { left, operator }: Comparison): readonly Suggestion[] {
  const field = query && before.clause && left.length > 0 ? fieldOf(snapshot, query, before.clause, left) : undefined;
  if (!field) return [];
  if (field.values.length > 0 && operator !== "matches") return field.values.map((value) => text(value));
  switch (field.type) {
    case "time":
      return times;
    case "boolean":
      return ["true", "false"].map((label) => ({ label, kind: "value", insert: label, rank: "1-value" }));
    default:
      return field.example === undefined ? [] : [{ ...text(field.example), documentation: [code(field.example)] }];
  }
}

function text(value: string): Suggestion {
  const written = JSON.stringify(value);
  return { label: value, kind: "value", insert: written, filter: written, rank: "1-value" };
}

const YEAR = "${CURRENT_YEAR:2024}";
const MONTH = "${CURRENT_MONTH:01}";
const DAY = "${CURRENT_DATE:15}";

/** Time literals, each the period of its own resolution, with the date of today to begin with. */
export const times: readonly Suggestion[] = (
  [
    ["@day", `@${YEAR}-${MONTH}-${DAY}`, "today: a whole day"],
    ["@month", `@${YEAR}-${MONTH}`, "this month"],
    ["@year", `@${YEAR}`, "this year"],
    ["@time", `@${YEAR}-${MONTH}-${DAY}T\${1:00}:\${2:00}Z`, "a minute, in UTC"],
  ] as const
).map(([label, insert, detail]) => ({
  label,
  kind: "snippet",
  insert,
  snippet: true,
  detail,
  filter: `@${label.slice(1)}`,
  rank: "2-name",
}));

export const durations: readonly Suggestion[] = (
  [
    ["15m", "15 minutes"],
    ["1h", "one hour"],
    ["24h", "24 hours"],
    ["7d", "7 days"],
    ["30d", "30 days"],
    ["1m", "one minute"],
    ["30s", "30 seconds"],
    ["1d", "one day"],
    ["1w", "one week"],
  ] as const
).map(([label, detail]) => ({ label, kind: "value", insert: label, detail, rank: "1-value" }));

export const units: readonly Suggestion[] = ["minute", "hour", "day", "week", "month", "year"].map((label) => ({
  label,
  kind: "value",
  insert: label,
  rank: "1-value",
}));
