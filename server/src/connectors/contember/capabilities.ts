import type { Capabilities, FieldTests } from "../../plan/capabilities.ts";

const TIME: FieldTests = {
  constants: "time",
  tests: {
    "compare:eq": "exact",
    "compare:lt": "exact",
    "compare:lte": "exact",
    "compare:gt": "exact",
    "compare:gte": "exact",
    between: "exact",
  },
};

const ONE_OF: FieldTests = { constants: "text", tests: { "compare:eq": "exact", in: "exact" } };

/**
 * Contember filters by lists and by two windows of time that all must hold, and orders by time; everything else is done
 * here. A row is found by its key where the table is named too, and a key that is joined to one text may be that of
 * other rows, so that only narrows down.
 */
export const contemberCapabilities: Capabilities = {
  name: "Contember",
  predicates: {
    tests: {},
    byField: {
      timestamp: TIME,
      "raw.createdAt": TIME,
      event_type: ONE_OF,
      entity_type: ONE_OF,
      entity_id: { constants: "text", tests: { "compare:eq": "inexact", in: "inexact" } },
      "raw.transactionId": ONE_OF,
      "raw.identityId": ONE_OF,
    },
    and: true,
    or: false,
    not: false,
    negated: false,
    expressions: false,
    // A request may have a megabyte.
    maxList: 1000,
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
