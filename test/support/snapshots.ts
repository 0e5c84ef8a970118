import { Snapshot } from "../../server/src/language/snapshot.ts";
import type { ConnectionEntry } from "../../server/src/query/catalog.ts";
import { catalogOf } from "../../server/src/query/kinds.ts";

/** A store as tests of the language see it: two logs, one with a name that needs backticks, and what sampling found. */
export const local: ConnectionEntry = {
  name: "local",
  kind: "local",
  connected: true,
  logs: [
    {
      name: "orders",
      events: 1234,
      streams: ["eu", "us"],
      eventTypes: ["order.placed", "order.shipped"],
      paths: [
        { field: { column: "payload", path: ["total"] }, type: "number", example: "12.5" },
        { field: { column: "payload", path: ["customer", "name"] }, type: "string", example: "[click](command:evil)" },
        { field: { column: "payload", path: ["customer", "odd key"] }, type: "string" },
        { field: { column: "payload", path: ["items", 0, "sku"] }, type: "string" },
      ],
    },
    { name: "user-activity", events: 1, streams: ["user-123"] },
  ],
};

export function snapshotOf(text: string): Snapshot {
  return new Snapshot("file:///test.evq", 1, text, { catalog: catalogOf([local]), timeZone: "UTC" });
}
