import type { Capabilities } from "../../plan/capabilities.ts";

/** The Event Platform filters by kind, subscription and time, and orders by time; everything else is done here. */
export const akeneoCapabilities: Capabilities = {
  name: "Akeneo",
  retentionDays: 30,
  predicates: {
    tests: {},
    byField: {
      timestamp: {
        constants: "time",
        tests: {
          "compare:eq": "inexact",
          "compare:lt": "inexact",
          "compare:lte": "inexact",
          "compare:gt": "inexact",
          "compare:gte": "inexact",
          between: "inexact",
        },
      },
      "raw.log_type": { constants: "text", tests: { "compare:eq": "inexact" } },
      entity_id: { constants: "text", tests: { "compare:eq": "inexact" } },
    },
    and: true,
    or: false,
    not: false,
    expressions: false,
  },
  stages: {
    dedupe: false,
    collapse: false,
    reduce: false,
    having: false,
    orderBy: "time",
    offset: false,
    limit: true,
    select: false,
  },
};
