import type { SourceKind } from "../catalog.ts";
import { bothSpellings } from "./native.ts";

/** Codebolt's event log: instances (our logs) that hold streams. */
export const codebolt: SourceKind = {
  name: "codebolt",
  title: "Codebolt",
  description: "Event log instances of a Codebolt server; a log is an instance.",
  logs: [],
  fields: [
    ...bothSpellings("instanceId", ["instance_id"], { type: "string", description: "The instance the event is in." }),
    ...bothSpellings("streamId", ["stream_id"], { type: "string", description: "The stream within the instance." }),
    ...bothSpellings("eventType", ["event_type"], { type: "string", description: "What happened." }),
    ...bothSpellings("sequenceNumber", ["sequence_number"], {
      type: "integer",
      description: "The event's place in its stream.",
    }),
  ].filter(({ name, field }) => name !== field.column),
  streams: true,
};
