import type { SourceKind } from "../catalog.ts";
import { native } from "./native.ts";

/** Pigello's change log of all its objects. */
export const pigello: SourceKind = {
  name: "pigello",
  title: "Pigello",
  description: "The event log of a Pigello account: what happened to which object, and who triggered it.",
  logs: [
    {
      name: "eventlog",
      description: "Every event of the account, newest last.",
      fields: [
        native("created_at", ["timestamp"], { type: "time", description: "When the event was written." }),
        native("event_identifier", ["event_type"], { type: "string", description: "What happened." }),
        native("content_type", ["entity_type"], {
          type: "string",
          description: "The model of the object, as app.model, for example accounting.verification.",
        }),
        native("object_id", ["entity_id"], { type: "string", description: "The object's id." }),
        native("event_context", ["payload"], { type: "json", description: "What the event says besides." }),
      ],
    },
  ],
  current: true,
  streams: false,
};
