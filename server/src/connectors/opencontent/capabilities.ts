import type { Capabilities } from "../../plan/capabilities.ts";

/** OpenContent knows one parameter, the id that events come after: it narrows down by that, and the rest is done here. */
const contentlog: Capabilities = {
  name: "OpenContent",
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
      sequence_number: { constants: "integer", tests: { "compare:gt": "inexact", "compare:gte": "inexact" } },
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

/** By the log's name; the content log holds the last event of each object, however old. */
export const openContentCapabilities: Readonly<Record<string, Capabilities>> = {
  eventlog: { ...contentlog, retentionDays: 30 },
  contentlog,
};
