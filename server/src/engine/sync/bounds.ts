import { Period } from "../../base/duration.ts";
import { Instant } from "../../base/value.ts";
import type { Expression, Predicate, Query } from "../../query/query.ts";

/** The query over what stands at a mark or behind it: a moment in microseconds since 1970, or a number of the log's. */
export function fromMark(query: Query, by: "time" | "number", mark: bigint): Query {
  return by === "time" ? fromMoment(query, mark) : fromNumber(query, mark);
}

function fromMoment(query: Query, moment: bigint): Query {
  const start = momentOf(query.during?.start);
  if (start !== undefined && start > moment) return query;
  return { ...query, during: { ...query.during, start: { kind: "constant", value: new Instant(moment) } } };
}

function fromNumber(query: Query, number: bigint): Query {
  const test: Predicate = {
    kind: "compare",
    operator: "gte",
    left: { kind: "field", field: { column: "sequence_number", path: [] } },
    right: { kind: "constant", value: number < 0n ? 0n : number },
  };
  return { ...query, where: query.where ? { kind: "and", of: [query.where, test] } : test };
}

function momentOf(expression: Expression | undefined): bigint | undefined {
  if (expression?.kind !== "constant") return undefined;
  if (expression.value instanceof Period) return expression.value.start;
  return expression.value instanceof Instant ? expression.value.micros : undefined;
}
