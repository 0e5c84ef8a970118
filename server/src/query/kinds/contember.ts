import type { SourceKind } from "../catalog.ts";
import { bothSpellings } from "./native.ts";

/** The history of a Contember project: every created, updated and deleted row. */
export const contember: SourceKind = {
  name: "contember",
  title: "Contember",
  description: "The history of a Contember project, read from its system API.",
  logs: [
    {
      name: "events",
      description: "One event a changed row, with the values before and after.",
      fields: [
        ...bothSpellings("appliedAt", ["timestamp"], { type: "time", description: "When the transaction committed." }),
        ...bothSpellings("createdAt", ["raw", "createdAt"], {
          type: "string",
          description:
            "When the change was made inside its transaction, as RFC 3339 text. A slow transaction shows up behind newer ones.",
        }),
        ...bothSpellings("type", ["event_type"], {
          type: "string",
          description: "What happened to the row.",
          values: ["CREATE", "UPDATE", "DELETE", "TRUNCATE"],
        }),
        ...bothSpellings("tableName", ["entity_type"], { type: "string", description: "The table of the row." }),
        ...bothSpellings("primaryKey", ["raw", "primaryKey"], {
          type: "json",
          description: "The row's primary key as an array; entity_id joins its parts with commas.",
        }),
        ...bothSpellings("identityDescription", ["actor"], { type: "string", description: "Who made the change." }),
        ...bothSpellings("identityId", ["raw", "identityId"], {
          type: "string",
          description: "The identity that made the change.",
        }),
        ...bothSpellings("transactionId", ["raw", "transactionId"], {
          type: "string",
          description: "The transaction of the change.",
        }),
        ...bothSpellings("description", ["raw", "description"], {
          type: "string",
          description: "The change in words.",
        }),
        ...bothSpellings("oldValues", ["old"], {
          type: "json",
          description: "Values before the change, reconstructed by the server from earlier events.",
        }),
        ...bothSpellings("newValues", ["new"], { type: "json", description: "Values after the change." }),
        ...bothSpellings("diffValues", ["payload"], {
          type: "json",
          description: "The new values of the changed columns.",
        }),
      ],
    },
  ],
  streams: false,
};
