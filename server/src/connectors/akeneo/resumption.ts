import { plainText } from "../../base/plainText.ts";
import { widened } from "../resumption.ts";
import type { Resumption } from "../resumption.ts";
import type { AkeneoSettings } from "./settings.ts";

/**
 * An error that repeats within five minutes is the same entry with a later time: each time that was seen is a revision
 * of it, so the first and the last are kept.
 */
export function akeneoResumption({ overlap }: Pick<AkeneoSettings, "overlap">): Resumption {
  return {
    by: "time",
    overlap: widened(11n * 60_000_000n, overlap),
    settle: 0n,
    identityOf: (field) => `${plainText(field("id"))}@${plainText(field("timestamp"))}`,
    reads: ["id"],
    moves: true,
  };
}
