import type { Capabilities, FieldTests } from "../../plan/capabilities.ts";

/** A text field of an event. What a test makes of a missing field is not documented, so it only narrows down. */
const TEXT: FieldTests = {
  constants: "text",
  tests: { "compare:eq": "inexact", "text:contains": "inexact", in: "inexact" },
};

/** Codebolt filters by fields that all must hold and orders by time. What its aggregates look like is not documented: they are worked out here. */
export const codeboltCapabilities: Capabilities = {
  name: "Codebolt",
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
      sequence_number: {
        constants: "integer",
        tests: {
          "compare:eq": "inexact",
          "compare:lt": "inexact",
          "compare:lte": "inexact",
          "compare:gt": "inexact",
          "compare:gte": "inexact",
        },
      },
      event_type: TEXT,
      stream_id: TEXT,
    },
    and: true,
    or: false,
    not: false,
    negated: false,
    expressions: false,
    maxList: 100,
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
