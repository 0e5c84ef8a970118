import type { Expression, Predicate, Query } from "../query/query.ts";
import { isExpression } from "./support.ts";

const ALWAYS: Predicate = { kind: "always", value: true };
const NEVER: Predicate = { kind: "always", value: false };

/**
 * The same query in the form that is easiest to push down: one flat `where`, `having` in it where nothing stands
 * between them, constants on the right, and tests that are true or false whatever the event is decided now.
 */
export function simplify(query: Query): Query {
  const { where, having, ...rest } = query;
  const isFilter = having && !query.dedupe && !query.collapse && !query.reduce;
  const tests = [where, isFilter ? having : undefined].filter((test) => test !== undefined);
  const filter = simplifyPredicate({ kind: "and", of: tests });
  return {
    ...rest,
    from: query.from.map((source) => (source.kind === "log" ? source : { ...source, query: simplify(source.query) })),
    ...(filter.kind === "always" && filter.value ? {} : { where: filter }),
    ...(having && !isFilter ? { having: simplifyPredicate(having) } : {}),
  };
}

/** The tests that all must hold. */
export function conjunctsOf(predicate: Predicate | undefined): readonly Predicate[] {
  if (!predicate) return [];
  return predicate.kind === "and" ? predicate.of.flatMap(conjunctsOf) : [predicate];
}

/** One predicate of several tests that all must hold; undefined for none. */
export function conjunctionOf(tests: readonly Predicate[]): Predicate | undefined {
  return tests.length > 1 ? { kind: "and", of: tests } : tests[0];
}

export function isNever(predicate: Predicate | undefined): boolean {
  return predicate?.kind === "always" && !predicate.value;
}

function simplifyPredicate(predicate: Predicate): Predicate {
  switch (predicate.kind) {
    case "and": {
      const parts = predicate.of.map(simplifyPredicate).flatMap(conjunctsOf);
      if (parts.some(isNever)) return NEVER;
      return conjunctionOf(parts.filter((part) => part.kind !== "always")) ?? ALWAYS;
    }
    case "or": {
      const parts = predicate.of.map(simplifyPredicate).flatMap((part) => (part.kind === "or" ? part.of : [part]));
      if (parts.some((part) => part.kind === "always" && part.value)) return ALWAYS;
      const left = parts.filter((part) => part.kind !== "always");
      return left.length > 1 ? { kind: "or", of: left } : (left[0] ?? NEVER);
    }
    case "not": {
      const of = simplifyPredicate(predicate.of);
      return of.kind === "always" ? { kind: "always", value: !of.value } : { kind: "not", of };
    }
    case "compare": {
      const { left, operator, right } = predicate;
      const isTurned = left.kind === "constant" && right.kind !== "constant";
      return isTurned ? { kind: "compare", left: right, operator: TURNED[operator], right: left } : predicate;
    }
    case "in":
      if (!isEmpty(predicate.list)) return predicate;
      // Not in the empty list is whatever is there; a null is in no list and not in no list.
      return predicate.negated ? { kind: "null", negated: true, left: predicate.left } : NEVER;
    default:
      return predicate;
  }
}

const TURNED = { eq: "eq", neq: "neq", lt: "gt", lte: "gte", gt: "lt", gte: "lte" } as const;

function isEmpty(list: Expression | readonly Expression[]): boolean {
  if (!isExpression(list)) return list.length === 0;
  return list.kind === "constant" && Array.isArray(list.value) && list.value.length === 0;
}
