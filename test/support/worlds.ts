import type { ConnectionEntry } from "../../server/src/query/catalog.ts";
import { catalogOf } from "../../server/src/query/kinds.ts";
import type { Catalog } from "../../server/src/query/catalog.ts";

const store: ConnectionEntry = {
  name: "local",
  kind: "local",
  connected: true,
  logs: [
    {
      name: "app",
      streams: ["main"],
      eventTypes: ["create", "update"],
      paths: [
        { field: { column: "payload", path: ["total"] }, type: "number" },
        { field: { column: "payload", path: ["customer", "name"] }, type: "string" },
      ],
    },
    { name: "analytics-log" },
    { name: "audit-log" },
    { name: "user-activity" },
  ],
};

/** What tests of binding bind against: a store with a few logs, one of them sampled, and no other connection. */
export const catalog: Catalog = catalogOf([store, { name: "shop", kind: "akeneo", connected: true }]);
