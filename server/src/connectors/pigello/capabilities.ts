import type { Capabilities, FieldTests } from "../../plan/capabilities.ts";

/** A text field of Pigello. How it compares letters is not documented, so its tests only narrow down; `icontains` folds letters in a way of its own and stays here. */
const TEXT: FieldTests = {
  constants: "text",
  separator: ",",
  tests: {
    "compare:eq": "inexact",
    "compare:neq": "inexact",
    "text:contains": "inexact",
    "text:startswith": "inexact",
    "text:endswith": "inexact",
    in: "inexact",
    null: "inexact",
  },
};

/** Pigello filters by fields that all must hold, and orders by time; everything else is done here. */
export const pigelloCapabilities: Capabilities = {
  name: "Pigello",
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
      event_type: TEXT,
      entity_id: TEXT,
      entity_type: {
        constants: "text",
        separator: ",",
        tests: { "compare:eq": "inexact", "compare:neq": "inexact", in: "inexact", null: "inexact" },
      },
    },
    and: true,
    or: false,
    not: false,
    expressions: false,
    // An address of more is refused by some servers on the way.
    maxList: 50,
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
