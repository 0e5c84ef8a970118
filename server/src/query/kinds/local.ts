import type { SourceKind } from "../catalog.ts";

/** The store of this machine or workspace. Its logs are made by import and by `into`, so the list is the connection's. */
export const local: SourceKind = {
  name: "local",
  title: "Local log",
  description:
    "Events that EVQ keeps on this machine: imported files, copies of other sources, what applications append.",
  logs: [],
  streams: true,
};
