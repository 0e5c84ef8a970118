import { plainText } from "../../base/plainText.ts";
import { widened } from "../resumption.ts";
import type { Resumption } from "../resumption.ts";
import type { CodeboltSettings } from "./settings.ts";

/**
 * An event is the number that it has in its stream; with its time, because an instance that was deleted and made anew
 * counts from one again.
 */
export function codeboltResumption({ overlap }: Pick<CodeboltSettings, "overlap">): Resumption {
  return {
    by: "time",
    overlap: widened(60_000_000n, overlap),
    settle: 0n,
    identityOf: (field) => {
      const number = field("sequence_number") ?? field("id");
      return [field("instance_id"), field("stream_id"), number, field("timestamp")].map(plainText).join("/");
    },
    reads: ["id"],
    dense: true,
  };
}
