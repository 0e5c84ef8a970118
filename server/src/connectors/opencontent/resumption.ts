import { plainText } from "../../base/plainText.ts";
import { atPath } from "../../base/value.ts";
import type { Resumption } from "../resumption.ts";

/** Ids are given anew when a repository is migrated, so they say where to read on and not which event it is. */
export const openContentResumption: Resumption = {
  by: "number",
  overlap: 100n,
  settle: 0n,
  identityOf: (field) => {
    const version = atPath(field("payload"), ["version"]) ?? null;
    const parts = [field("entity_id"), version, field("event_type"), field("timestamp")];
    return parts.map(plainText).join("/");
  },
  reads: ["entity_id", "payload", "event_type"],
};
