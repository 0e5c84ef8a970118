import type { PredicateTest } from "../../server/src/plan/capabilities.ts";
import type { AggregateFunction } from "../../server/src/query/query.ts";

/** Every test that a source can be asked for; a new one that is missing here does not compile. */
const tests: Readonly<Record<PredicateTest, true>> = {
  "compare:eq": true,
  "compare:neq": true,
  "compare:lt": true,
  "compare:lte": true,
  "compare:gt": true,
  "compare:gte": true,
  "text:contains": true,
  "text:icontains": true,
  "text:startswith": true,
  "text:endswith": true,
  "text:matches": true,
  in: true,
  between: true,
  null: true,
  exists: true,
  changed: true,
  always: true,
};

export const PREDICATE_TESTS = Object.keys(tests) as readonly PredicateTest[];

const functions: Readonly<Record<AggregateFunction, true>> = {
  count: true,
  sum: true,
  avg: true,
  min: true,
  max: true,
  collect: true,
  distinct: true,
  first: true,
  last: true,
  percentile: true,
};

export const AGGREGATE_FUNCTIONS = Object.keys(functions) as readonly AggregateFunction[];
