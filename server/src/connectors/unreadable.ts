import { EvqError } from "../base/failure.ts";

/** What came is not what the system is known to answer. */
export function unreadableAnswer(connection: string, reason: string): EvqError {
  return new EvqError(
    "source.unreadable",
    `The answer of ${connection} could not be read: ${reason}.`,
    "Check that the address of the connection is that of the system, and not of a page before it.",
  );
}
