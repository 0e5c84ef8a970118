import type { Completeness } from "../../protocol/results.ts";
import { Period } from "../base/duration.ts";
import { formatInstant } from "../base/instant.ts";
import { Instant } from "../base/value.ts";
import type { Capabilities } from "../plan/capabilities.ts";
import type { Expression, Predicate, Query } from "../query/query.ts";

const MICROS_PER_DAY = 86_400_000_000n;

/**
 * The verdict of a query whose window is written to begin before the source's memory does: an empty answer is no proof
 * then. Undefined when it begins later, or has no beginning: such a read is of all there is.
 * @param now microseconds since 1970-01-01T00:00Z
 */
export function beforeRetention(
  query: Query,
  { retentionDays, name }: Capabilities,
  now: bigint,
): Completeness | undefined {
  const start = windowStart(query);
  if (retentionDays === undefined || start === undefined) return undefined;
  const oldest = now - BigInt(retentionDays) * MICROS_PER_DAY;
  if (start >= oldest) return undefined;
  const reason = `${name} keeps ${retentionDays} days, so nothing before ${formatInstant(oldest)} can be found there.`;
  return { verdict: "before-retention", reason };
}

/** The latest moment before which the query wants no event. */
function windowStart({ during, where }: Query): bigint | undefined {
  const tests = where?.kind === "and" ? where.of : where ? [where] : [];
  const starts = [instantOf(during?.start), ...tests.map(lowerBorder)].filter((start) => start !== undefined);
  return starts.reduce<bigint | undefined>(
    (latest, start) => (latest === undefined || start > latest ? start : latest),
    undefined,
  );
}

function lowerBorder(test: Predicate): bigint | undefined {
  if (test.kind === "between" && !test.negated && isTimestamp(test.left)) return instantOf(test.low);
  const isLower =
    test.kind === "compare" && (test.operator === "gt" || test.operator === "gte" || test.operator === "eq");
  return isLower && isTimestamp(test.left) ? instantOf(test.right) : undefined;
}

function isTimestamp(expression: Expression): boolean {
  return expression.kind === "field" && expression.field.column === "timestamp" && expression.field.path.length === 0;
}

function instantOf(expression: Expression | undefined): bigint | undefined {
  if (expression?.kind !== "constant") return undefined;
  if (expression.value instanceof Period) return expression.value.start;
  return expression.value instanceof Instant ? expression.value.micros : undefined;
}
