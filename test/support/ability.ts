import type { Capabilities } from "../../server/src/plan/capabilities.ts";
import { AGGREGATE_FUNCTIONS, PREDICATE_TESTS } from "./vocabulary.ts";

/** A source that can do everything. */
export const ableToAll: Capabilities = {
  name: "the source",
  predicates: {
    tests: Object.fromEntries(PREDICATE_TESTS.map((test) => [test, "exact" as const])),
    and: true,
    or: true,
    not: true,
    expressions: true,
  },
  stages: {
    dedupe: true,
    collapse: true,
    reduce: {
      aggregates: AGGREGATE_FUNCTIONS,
      groupBy: "expressions",
    },
    having: true,
    orderBy: "any",
    offset: true,
    limit: true,
    select: true,
  },
};

/** A source that only sends its events, in their order. */
export const ableToSend: Capabilities = {
  name: "the source",
  predicates: { tests: {}, and: false, or: false, not: false, expressions: false },
  stages: {
    dedupe: false,
    collapse: false,
    reduce: false,
    having: false,
    orderBy: "time",
    offset: false,
    limit: false,
    select: false,
  },
};
