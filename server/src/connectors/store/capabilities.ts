import type { Capabilities } from "../../plan/capabilities.ts";

/** The local log finishes every stage but `collapse`, whose windows are found one after the other. */
export const localLogCapabilities: Capabilities = {
  name: "the local log",
  predicates: {
    tests: {
      "compare:eq": "exact",
      "compare:neq": "exact",
      "compare:lt": "exact",
      "compare:lte": "exact",
      "compare:gt": "exact",
      "compare:gte": "exact",
      "text:contains": "exact",
      "text:icontains": "exact",
      "text:startswith": "exact",
      "text:endswith": "exact",
      "text:matches": "exact",
      in: "exact",
      between: "exact",
      null: "exact",
      exists: "exact",
      changed: "exact",
      always: "exact",
    },
    and: true,
    or: true,
    not: true,
    expressions: true,
  },
  stages: {
    dedupe: true,
    collapse: false,
    reduce: {
      aggregates: ["count", "sum", "avg", "min", "max", "collect", "distinct", "first", "last", "percentile"],
      groupBy: "expressions",
    },
    having: true,
    orderBy: "any",
    offset: true,
    limit: true,
    select: true,
  },
};
