import type { NativeField, SourceKind } from "../catalog.ts";
import { bothSpellings } from "./native.ts";

const FIELDS: readonly NativeField[] = [
  ...bothSpellings("created", ["timestamp"], { type: "time", description: "When the event was written." }),
  ...bothSpellings("eventType", ["event_type"], { type: "string", description: "ADD, UPDATE or DELETE." }),
  ...bothSpellings("uuid", ["entity_id"], { type: "string", description: "The object's uuid; some are no UUID." }),
  ...bothSpellings("contentType", ["entity_type"], { type: "string", description: "The object's content type." }),
  ...bothSpellings("content", ["payload"], {
    type: "json",
    description: "The event's content: uuid, version, created, source, contentType, batch.",
  }),
  ...bothSpellings("version", ["payload", "version"], {
    type: "integer",
    description: "The object's version after the event.",
  }),
  ...bothSpellings("batch", ["payload", "batch"], { type: "boolean", description: "Whether a batch job wrote it." }),
].filter(({ name, field }) => name !== field.column);

/** Naviga OpenContent's two logs. Objects are no log: `fetch current` and `diff` read them one by one. */
export const opencontent: SourceKind = {
  name: "opencontent",
  title: "Naviga OpenContent",
  description: "The event logs of a Naviga OpenContent repository.",
  logs: [
    {
      name: "eventlog",
      description: "Every event of the last 30 days.",
      fields: FIELDS,
      retentionDays: 30,
    },
    {
      name: "contentlog",
      description: "The last event of every object that is still there.",
      fields: FIELDS,
      noCheckpoint:
        "it holds only the last event of each object and no deletes, and its ids change when the repository is migrated",
    },
  ],
  current: true,
  streams: false,
};
